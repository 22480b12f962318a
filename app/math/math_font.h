#pragma once
// The fonts that formulas are set in: one with a MATH table where the machine has one, and plain fonts behind it for what
// it lacks. All lengths are in ems; the fonts are opened at first use, and every thread opens its own.

#include <QHash>
#include <QPainterPath>
#include <QRawFont>
#include <QRectF>
#include <QStringList>
#include <map>
#include <vector>

#include "app/math/open_type.h"

namespace app {

/// Shapes of letters that differ in meaning.
enum class Alphabet { upright, italic, bold, boldItalic, blackboard, script, fraktur, sans, typewriter };

struct Glyph {
  int face = -1;
  quint16 index = 0;
  bool isNull() const { return face < 0; }
};

struct GlyphMetrics {
  double advance = 0;
  QRectF ink;         ///< y downwards, from the origin on the baseline
  double italic = 0;  ///< italic correction
  double accent = 0;  ///< where an accent is centred
};

class MathFont {
 public:
  /// The first of `families` that is installed comes first; DejaVu Serif and Sans stand behind all.
  explicit MathFont(const QStringList& families);

  /// `scriptLevel` 1 and 2 pick forms drawn for small sizes. A character that no font has comes out as a null glyph.
  Glyph glyph(char32_t character, Alphabet alphabet = Alphabet::upright, int scriptLevel = 0);
  const GlyphMetrics& metrics(Glyph glyph);
  QPainterPath outline(Glyph glyph);  ///< one em high
  QRawFont at(int face, double pixels);

  const MathTable& table() const { return faces_.front().table; }
  const MathTable& table(int face) const { return faces_[static_cast<size_t>(face)].table; }
  double constant(MathConstant which) const { return table().constant(which); }
  double xHeight();
  QString family() const;  ///< of the first face

 private:
  struct Face {
    QRawFont font;  // an em is kDesignPixels
    MathTable table;
    QHash<quint16, std::array<quint16, 2>> scripts;
  };
  void add(const QFont& font);
  Glyph find(char32_t character, size_t face) const;

  std::vector<Face> faces_;
  size_t plainFaces_ = 0;  // from here on: regular, italic, bold, bold italic; then the last resort
  QHash<quint64, Glyph> glyphs_;
  std::map<quint32, GlyphMetrics> metrics_;
  std::map<std::pair<int, int>, QRawFont> sizes_;
};

/// The fonts in force in this thread.
MathFont& mathFont();
/// Looks for these families instead, in this thread; an empty list restores the usual ones. Formulas made before keep what
/// they have.
void setMathFamilies(const QStringList& families);

}  // namespace app
