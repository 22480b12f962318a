#pragma once
// A figure's spec: as a value, what is drawn of a flow, how large and in which looks.

#include <QSize>
#include <QString>
#include <vector>

#include "core/targets/target.h"

namespace app {

enum class FigureLayout {
  single,  ///< one panel, at one depth
  beside,  ///< the flow and the target
  row,     ///< base, after each layer, data
  grid     ///< the same on a page
};
enum class FigureColours { viridis, cividis, blues };

/// What is drawn and what is left out.
struct FigureParts {
  bool density = true, grid = true, particles = false, data = false;
  bool axes = true, scale = true;       ///< both with their units
  bool formula = true, numbers = true;  ///< above the panels
  bool titles = true;                   ///< of the panels, where there are several
  bool track = false;                   ///< below a single panel: how far on the way from base to data it is
  bool operator==(const FigureParts&) const = default;
};

struct FigureSpec {
  static constexpr int kLeastSide = 16, kMostSide = 16384;
  static constexpr qint64 kMostPixels = qint64{1} << 26;  ///< about 1.2 GB of memory while it is drawn

  FigureLayout layout = FigureLayout::single;
  QSize size{1600, 1200};           ///< pixels; a height of 0: what the panels need (figureSize)
  double dotsPerInch = 96;          ///< what a pixel is on paper
  bool dark = false;                ///< theme
  bool transparent = false;         ///< nothing is painted behind the panels and what is written around them
  core::Window window{0, 0, 0, 0};  ///< part of the plane; empty: the target's own. Widened to a panel's shape.
  double depth = -1;                ///< of a single panel, and where a row ends; -1: the whole flow
  FigureParts parts;
  FigureColours colours = FigureColours::viridis;
  double type = 1;         ///< size of all that is written, times what suits the figure's
  QString title, caption;  ///< above and below; `$...$` in a caption is a formula
  double top = 0;          ///< the density at which the colours end; 0: the largest that is drawn
  int coarse = 1;          ///< pixels a side for which the density is evaluated once; between them it is interpolated
  bool learning = false;   ///< of a training: the numbers begin with its step instead of the depth
  bool operator==(const FigureSpec&) const = default;
};

/// "single", "beside", "row" and "grid"; throws InputError that lists them.
FigureLayout parseFigureLayout(const std::string& key);

/// Changes parts and colours by words with commas or spaces between: "particles,no-grid,cividis". Throws InputError that
/// lists the words.
void applyStyle(FigureSpec& spec, const std::string& words);
const std::string& styleWords();  ///< all of them, for a help text

/// Throws InputError if such a figure cannot be drawn: a size, depth or window that is out of range for a flow of `depth`
/// layers.
void check(const FigureSpec& spec, int depth);

}  // namespace app
