#pragma once
// What an OpenType font says about mathematics: its MATH table (heights, gaps, taller forms of a bracket), and the forms
// of glyphs that are drawn for small sizes (feature ssty). Qt hands out the bytes and no more. Lengths are in ems.

#include <QByteArray>
#include <QHash>
#include <array>
#include <vector>

namespace app {

/// The constants of the MATH table, in its order, from the first that is a length.
enum class MathConstant {
  mathLeading,
  axisHeight,
  accentBaseHeight,
  flattenedAccentBaseHeight,
  subscriptShiftDown,
  subscriptTopMax,
  subscriptBaselineDropMin,
  superscriptShiftUp,
  superscriptShiftUpCramped,
  superscriptBottomMin,
  superscriptBaselineDropMax,
  subSuperscriptGapMin,
  superscriptBottomMaxWithSubscript,
  spaceAfterScript,
  upperLimitGapMin,
  upperLimitBaselineRiseMin,
  lowerLimitGapMin,
  lowerLimitBaselineDropMin,
  stackTopShiftUp,
  stackTopDisplayStyleShiftUp,
  stackBottomShiftDown,
  stackBottomDisplayStyleShiftDown,
  stackGapMin,
  stackDisplayStyleGapMin,
  stretchStackTopShiftUp,
  stretchStackBottomShiftDown,
  stretchStackGapAboveMin,
  stretchStackGapBelowMin,
  fractionNumeratorShiftUp,
  fractionNumeratorDisplayStyleShiftUp,
  fractionDenominatorShiftDown,
  fractionDenominatorDisplayStyleShiftDown,
  fractionNumeratorGapMin,
  fractionNumDisplayStyleGapMin,
  fractionRuleThickness,
  fractionDenominatorGapMin,
  fractionDenomDisplayStyleGapMin,
  skewedFractionHorizontalGap,
  skewedFractionVerticalGap,
  overbarVerticalGap,
  overbarRuleThickness,
  overbarExtraAscender,
  underbarVerticalGap,
  underbarRuleThickness,
  underbarExtraDescender,
  radicalVerticalGap,
  radicalDisplayStyleVerticalGap,
  radicalRuleThickness,
  radicalExtraAscender,
  radicalKernBeforeDegree,
  radicalKernAfterDegree,
  count
};

enum class Stretch { vertical, horizontal };

/// A larger form of a glyph; `extent` along the direction of stretching.
struct GlyphVariant {
  quint16 glyph = 0;
  double extent = 0;
};

/// One piece of a glyph that is put together, bottom to top or left to right; an extender may be of any length.
struct GlyphPiece {
  quint16 glyph = 0;
  bool extender = false;
};

/// A MATH table. Without one (empty bytes) the constants are those of Latin Modern and no glyph has other forms.
class MathTable {
 public:
  explicit MathTable(const QByteArray& bytes = {}, double unitsPerEm = 1000);

  double constant(MathConstant which) const { return constants_[static_cast<size_t>(which)]; }
  double scriptScale() const { return scriptScale_; }
  double scriptScriptScale() const { return scriptScriptScale_; }
  double displayOperatorMinHeight() const { return displayOperatorMinHeight_; }

  double italicCorrection(quint16 glyph) const;
  /// Where an accent over the glyph is centred, from its origin; `otherwise` if the font does not say.
  double accentPosition(quint16 glyph, double otherwise) const;
  std::vector<GlyphVariant> variants(quint16 glyph, Stretch stretch) const;
  std::vector<GlyphPiece> pieces(quint16 glyph, Stretch stretch) const;

 private:
  int construction(quint16 glyph, Stretch stretch) const;

  QByteArray bytes_;
  double em_ = 1000;
  std::array<double, static_cast<size_t>(MathConstant::count)> constants_;
  double scriptScale_ = 0.7, scriptScriptScale_ = 0.55, displayOperatorMinHeight_ = 1.3;
  int glyphInfo_ = 0, variants_ = 0;
};

/// The forms for scripts [0] and scripts of scripts [1] of a GSUB table's feature ssty.
QHash<quint16, std::array<quint16, 2>> scriptForms(const QByteArray& gsub);

}  // namespace app
