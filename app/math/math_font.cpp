#include "app/math/math_font.h"

#include <QCoreApplication>
#include <QFont>
#include <QFontDatabase>
#include <cmath>
#include <memory>
#include <string_view>

namespace app {

namespace {

constexpr double kDesignPixels = 1000;

// In the order of looks. Latin Modern is TeX's own, and has letters drawn for the sizes of scripts.
const QStringList kFamilies = {"Latin Modern Math",   "TeX Gyre Termes Math",  "STIX Two Math",
                               "Cambria Math",        "TeX Gyre Pagella Math", "STIX Math",
                               "DejaVu Math TeX Gyre"};

struct Block {
  char32_t capital, small, digit, capitalGreek, smallGreek;
};
// The blocks of Mathematical Alphanumeric Symbols; 0 where an alphabet has no such letters.
Block blockOf(Alphabet alphabet) {
  switch (alphabet) {
    case Alphabet::upright: return {0, 0, 0, 0, 0};
    case Alphabet::italic: return {0x1D434, 0x1D44E, 0, 0x1D6E2, 0x1D6FC};
    case Alphabet::bold: return {0x1D400, 0x1D41A, 0x1D7CE, 0x1D6A8, 0x1D6C2};
    case Alphabet::boldItalic: return {0x1D468, 0x1D482, 0x1D7CE, 0x1D71C, 0x1D736};
    case Alphabet::blackboard: return {0x1D538, 0x1D552, 0x1D7D8, 0, 0};
    case Alphabet::script: return {0x1D49C, 0x1D4B6, 0, 0, 0};
    case Alphabet::fraktur: return {0x1D504, 0x1D51E, 0, 0, 0};
    case Alphabet::sans: return {0x1D5A0, 0x1D5BA, 0x1D7E2, 0, 0};
    case Alphabet::typewriter: return {0x1D670, 0x1D68A, 0x1D7F6, 0, 0};
  }
  return {};
}

// Letters that Unicode had before it had the blocks.
char32_t earlyLetter(char32_t letter, Alphabet alphabet) {
  struct Early {
    Alphabet alphabet;
    std::u32string_view letters, codes;
  };
  static constexpr Early kEarly[] = {
      {Alphabet::italic, U"h", U"\u210E"},
      {Alphabet::blackboard, U"CHNPQRZ", U"\u2102\u210D\u2115\u2119\u211A\u211D\u2124"},
      {Alphabet::script, U"BEFHILMRego", U"\u212C\u2130\u2131\u210B\u2110\u2112\u2133\u211B\u212F\u210A\u2134"},
      {Alphabet::fraktur, U"CHIRZ", U"\u212D\u210C\u2111\u211C\u2128"},
  };
  for (const Early& early : kEarly) {
    if (early.alphabet != alphabet) continue;
    if (const size_t i = early.letters.find(letter); i != std::u32string_view::npos) return early.codes[i];
  }
  return 0;
}

char32_t styled(char32_t c, Alphabet alphabet) {
  if (const char32_t early = earlyLetter(c, alphabet)) return early;
  const Block block = blockOf(alphabet);
  const auto in = [](char32_t from, char32_t start, char32_t first) { return start ? start + (from - first) : 0; };
  char32_t code = 0;
  if (c >= 'A' && c <= 'Z') code = in(c, block.capital, 'A');
  if (c >= 'a' && c <= 'z') code = in(c, block.small, 'a');
  if (c >= '0' && c <= '9') code = in(c, block.digit, '0');
  if (c >= 0x391 && c <= 0x3A9) code = in(c, block.capitalGreek, 0x391);
  if (c >= 0x3B1 && c <= 0x3C9) code = in(c, block.smallGreek, 0x3B1);
  // partial, and the variants of epsilon, theta, kappa, phi, rho, pi, stand behind omega
  static constexpr std::u32string_view kBehindOmega = U"\u2202\u03F5\u03D1\u03F0\u03D5\u03F1\u03D6";
  if (const size_t i = kBehindOmega.find(c); i != std::u32string_view::npos && block.smallGreek != 0) {
    code = block.smallGreek + 25 + static_cast<char32_t>(i);
  }
  return code ? code : c;
}

// Every thread's own, as raw fonts are. That of a thread which ends after the application is not destroyed: a raw font must
// not outlive it.
struct Current {
  MathFont* font = nullptr;
  ~Current() {
    if (QCoreApplication::instance() != nullptr) delete font;
  }
};
MathFont*& current() {
  thread_local Current current;
  return current.font;
}

}  // namespace

MathFont::MathFont(const QStringList& families) {
  const QStringList installed = QFontDatabase::families();
  for (const QString& family : families) {
    if (installed.contains(family)) add(QFont(family));
  }
  plainFaces_ = faces_.size();
  QFont serif("DejaVu Serif");
  serif.setStyleHint(QFont::Serif);
  for (const bool bold : {false, true}) {
    for (const bool italic : {false, true}) {
      serif.setBold(bold);
      serif.setItalic(italic);
      add(serif);
    }
  }
  add(QFont("DejaVu Sans"));
}

void MathFont::add(const QFont& font) {
  QFont plain = font;
  plain.setPixelSize(static_cast<int>(kDesignPixels));
  plain.setHintingPreference(QFont::PreferNoHinting);
  const QRawFont raw = QRawFont::fromFont(plain);
  faces_.push_back({raw, MathTable(raw.fontTable("MATH"), raw.unitsPerEm()), scriptForms(raw.fontTable("GSUB"))});
}

Glyph MathFont::find(char32_t character, size_t face) const {
  const auto indexes = faces_[face].font.glyphIndexesForString(QString::fromUcs4(&character, 1));
  if (indexes.isEmpty() || indexes.front() == 0) return {};
  return {static_cast<int>(face), static_cast<quint16>(indexes.front())};
}

Glyph MathFont::glyph(char32_t character, Alphabet alphabet, int scriptLevel) {
  const quint64 key =
      static_cast<quint64>(character) << 16 | static_cast<quint64>(alphabet) << 8 | static_cast<quint64>(scriptLevel);
  if (const auto known = glyphs_.constFind(key); known != glyphs_.cend()) return *known;
  Glyph found;
  const char32_t code = styled(character, alphabet);
  for (size_t face = 0; face < plainFaces_ && found.isNull(); ++face) found = find(code, face);
  if (found.isNull()) {
    const bool italic = alphabet == Alphabet::italic || alphabet == Alphabet::boldItalic;
    const bool bold = alphabet == Alphabet::bold || alphabet == Alphabet::boldItalic;
    const bool plain = italic || bold || alphabet == Alphabet::upright;
    if (!plain) found = find(code, plainFaces_);
    if (found.isNull()) found = find(character, plainFaces_ + (bold ? 2 : 0) + (italic ? 1 : 0));
    // DejaVu Sans has signs that the serif lacks.
    for (size_t face = plainFaces_; face < faces_.size() && found.isNull(); face += 4) {
      found = find(code, face);
      if (found.isNull()) found = find(character, face);
    }
  }
  if (scriptLevel > 0 && !found.isNull()) {
    const auto& scripts = faces_[static_cast<size_t>(found.face)].scripts;
    if (const auto form = scripts.constFind(found.index); form != scripts.cend()) {
      found.index = (*form)[static_cast<size_t>(scriptLevel > 1)];
    }
  }
  glyphs_.insert(key, found);
  return found;
}

const GlyphMetrics& MathFont::metrics(Glyph glyph) {
  const quint32 key = static_cast<quint32>(glyph.face) << 16 | glyph.index;
  const auto [at, isNew] = metrics_.try_emplace(key);
  if (!isNew) return at->second;
  GlyphMetrics& metrics = at->second;
  const Face& face = faces_[static_cast<size_t>(glyph.face)];
  const QRectF ink = face.font.pathForGlyph(glyph.index).boundingRect();
  metrics.ink = QRectF(ink.topLeft() / kDesignPixels, ink.size() / kDesignPixels);
  metrics.advance = face.font.advancesForGlyphIndexes({glyph.index}).front().x() / kDesignPixels;
  const int plain = glyph.face - static_cast<int>(plainFaces_);
  if (plain == 1 || plain == 3) {
    // Of a slanting text font, what leans over the advance is as good a correction as any.
    metrics.italic = std::max(0.0, metrics.ink.right() - metrics.advance);
    metrics.accent = metrics.ink.center().x() + 0.1 * metrics.ink.height();
  } else {
    metrics.italic = face.table.italicCorrection(glyph.index);
    metrics.accent = face.table.accentPosition(glyph.index, metrics.ink.center().x());
  }
  return metrics;
}

QPainterPath MathFont::outline(Glyph glyph) {
  const QPainterPath path = faces_[static_cast<size_t>(glyph.face)].font.pathForGlyph(glyph.index);
  return QTransform::fromScale(1 / kDesignPixels, 1 / kDesignPixels).map(path);
}

QRawFont MathFont::at(int face, double pixels) {
  // A quarter of a pixel is a step that nobody sees; text that grows smoothly shall not open a font per frame.
  const int quarters = std::max(4, static_cast<int>(std::lround(4 * pixels)));
  constexpr size_t kMany = 256;
  if (sizes_.size() > kMany) sizes_.clear();
  const auto [at, isNew] = sizes_.try_emplace({face, quarters});
  if (isNew) {
    at->second = faces_[static_cast<size_t>(face)].font;
    at->second.setPixelSize(quarters / 4.0);
  }
  return at->second;
}

double MathFont::xHeight() { return -metrics(glyph('x', Alphabet::upright)).ink.top(); }

QString MathFont::family() const { return faces_.front().font.familyName(); }

MathFont& mathFont() {
  if (current() == nullptr) current() = new MathFont(kFamilies);
  return *current();
}

void setMathFamilies(const QStringList& families) {
  std::unique_ptr<MathFont> old(current());
  current() = new MathFont(families.isEmpty() ? kFamilies : families);
}

}  // namespace app
