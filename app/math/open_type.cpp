#include "app/math/open_type.h"

#include <QtEndian>
#include <algorithm>

namespace app {

namespace {

// Those of Latin Modern Math, per 1000: good looks for a font that says nothing.
constexpr std::array<int, static_cast<size_t>(MathConstant::count)> kLatinModern = {
    154, 250, 450, 664, 247, 344, 200, 363, 289, 108, 250, 160, 344, 56,  200, 111, 167,
    600, 444, 677, 345, 686, 120, 280, 111, 600, 200, 167, 394, 677, 345, 686, 40,  120,
    40,  40,  120, 350, 96,  120, 40,  40,  120, 40,  40,  50,  148, 40,  40,  278, -556};

// Numbers of a table; zero beyond its end, so that a damaged font is merely ugly.
class Reader {
 public:
  explicit Reader(const QByteArray& bytes) : bytes_(bytes) {}
  int u16(qsizetype at) const {
    return at >= 0 && at + 2 <= bytes_.size() ? qFromBigEndian<quint16>(bytes_.constData() + at) : 0;
  }
  int i16(qsizetype at) const { return static_cast<qint16>(u16(at)); }
  quint32 u32(qsizetype at) const { return static_cast<quint32>(u16(at)) << 16 | static_cast<quint32>(u16(at + 2)); }

  /// All glyphs of the coverage table at `at`, in its order.
  std::vector<quint16> covered(qsizetype at) const {
    std::vector<quint16> glyphs;
    const int n = u16(at + 2);
    for (int i = 0; i < n; ++i) {
      if (u16(at) == 1) {
        glyphs.push_back(static_cast<quint16>(u16(at + 4 + 2 * i)));
      } else {
        const qsizetype range = at + 4 + 6 * i;
        for (int g = u16(range); g <= u16(range + 2); ++g) glyphs.push_back(static_cast<quint16>(g));
      }
    }
    return glyphs;
  }
  /// The place of a glyph in the coverage table at `at`; -1 if it is not there.
  int coverageIndex(qsizetype at, int glyph) const {
    const bool list = u16(at) == 1;
    int low = 0, high = u16(at + 2) - 1;
    while (low <= high) {
      const int middle = (low + high) / 2;
      const qsizetype entry = at + 4 + (list ? 2 : 6) * middle;
      const int first = u16(entry), last = list ? first : u16(entry + 2);
      if (glyph < first) {
        high = middle - 1;
      } else if (glyph > last) {
        low = middle + 1;
      } else {
        return list ? middle : u16(entry + 4) + glyph - first;
      }
    }
    return -1;
  }

 private:
  const QByteArray& bytes_;
};

}  // namespace

MathTable::MathTable(const QByteArray& bytes, double unitsPerEm) : bytes_(bytes), em_(unitsPerEm) {
  for (size_t i = 0; i < constants_.size(); ++i) constants_[i] = kLatinModern[i] / 1000.0;
  if (bytes_.isEmpty()) return;
  const Reader read(bytes_);
  const int constants = read.u16(4);
  glyphInfo_ = read.u16(6);
  variants_ = read.u16(8);
  if (read.i16(constants) > 0) scriptScale_ = read.i16(constants) / 100.0;
  // Half an em is too little for a screen; no font loses by a little more.
  scriptScriptScale_ = std::max(0.55, read.i16(constants + 2) / 100.0);
  if (read.u16(constants + 6) > 0) displayOperatorMinHeight_ = read.u16(constants + 6) / em_;
  const auto valueOf = [&](size_t i) { return read.i16(constants + 8 + 4 * static_cast<int>(i)) / em_; };
  // Some plain fonts have a table with hardly anything in it; their axis is still theirs.
  const bool bare = valueOf(static_cast<size_t>(MathConstant::upperLimitGapMin)) == 0;
  for (size_t i = 0; i < constants_.size(); ++i) {
    if (!bare || (i == static_cast<size_t>(MathConstant::axisHeight) && valueOf(i) > 0)) constants_[i] = valueOf(i);
  }
}

double MathTable::italicCorrection(quint16 glyph) const {
  const Reader read(bytes_);
  if (glyphInfo_ == 0 || read.u16(glyphInfo_) == 0) return 0;
  const int table = glyphInfo_ + read.u16(glyphInfo_);
  const int i = read.coverageIndex(table + read.u16(table), glyph);
  return i < 0 ? 0 : read.i16(table + 4 + 4 * i) / em_;
}

double MathTable::accentPosition(quint16 glyph, double otherwise) const {
  const Reader read(bytes_);
  if (glyphInfo_ == 0 || read.u16(glyphInfo_ + 2) == 0) return otherwise;
  const int table = glyphInfo_ + read.u16(glyphInfo_ + 2);
  const int i = read.coverageIndex(table + read.u16(table), glyph);
  return i < 0 ? otherwise : read.i16(table + 4 + 4 * i) / em_;
}

// Offset of the MathGlyphConstruction table of a glyph; 0 if it has none.
int MathTable::construction(quint16 glyph, Stretch stretch) const {
  if (variants_ == 0) return 0;
  const Reader read(bytes_);
  const bool vertical = stretch == Stretch::vertical;
  const int coverage = read.u16(variants_ + (vertical ? 2 : 4));
  if (coverage == 0) return 0;
  const int i = read.coverageIndex(variants_ + coverage, glyph);
  if (i < 0) return 0;
  const int before = vertical ? 0 : read.u16(variants_ + 6);
  return variants_ + read.u16(variants_ + 10 + 2 * (before + i));
}

std::vector<GlyphVariant> MathTable::variants(quint16 glyph, Stretch stretch) const {
  std::vector<GlyphVariant> found;
  const int table = construction(glyph, stretch);
  if (table == 0) return found;
  const Reader read(bytes_);
  for (int i = 0; i < read.u16(table + 2); ++i) {
    const int at = table + 4 + 4 * i;
    found.push_back({static_cast<quint16>(read.u16(at)), read.u16(at + 2) / em_});
  }
  return found;
}

std::vector<GlyphPiece> MathTable::pieces(quint16 glyph, Stretch stretch) const {
  std::vector<GlyphPiece> found;
  const Reader read(bytes_);
  const int table = construction(glyph, stretch);
  if (table == 0 || read.u16(table) == 0) return found;
  const int assembly = table + read.u16(table);
  for (int i = 0; i < read.u16(assembly + 4); ++i) {
    const int at = assembly + 6 + 10 * i;
    found.push_back({static_cast<quint16>(read.u16(at)), (read.u16(at + 8) & 1) != 0});
  }
  return found;
}

QHash<quint16, std::array<quint16, 2>> scriptForms(const QByteArray& gsub) {
  QHash<quint16, std::array<quint16, 2>> forms;
  const Reader read(gsub);
  const int features = read.u16(6), lookups = read.u16(8);
  for (int i = 0; i < read.u16(features); ++i) {
    if (read.u32(features + 2 + 6 * i) != 0x73737479) continue;  // 'ssty'
    const int feature = features + read.u16(features + 6 + 6 * i);
    for (int j = 0; j < read.u16(feature + 2); ++j) {
      const int lookup = lookups + read.u16(lookups + 2 + 2 * read.u16(feature + 4 + 2 * j));
      if (read.u16(lookup) != 3) continue;  // alternates
      for (int k = 0; k < read.u16(lookup + 4); ++k) {
        const int table = lookup + read.u16(lookup + 6 + 2 * k);
        const std::vector<quint16> glyphs = read.covered(table + read.u16(table + 2));
        for (size_t g = 0; g < glyphs.size(); ++g) {
          const int set = table + read.u16(table + 6 + 2 * static_cast<int>(g));
          if (read.u16(set) == 0) continue;
          const auto first = static_cast<quint16>(read.u16(set + 2));
          forms[glyphs[g]] = {first, read.u16(set) > 1 ? static_cast<quint16>(read.u16(set + 4)) : first};
        }
      }
    }
    break;  // every script of the font lists the same feature
  }
  return forms;
}

}  // namespace app
