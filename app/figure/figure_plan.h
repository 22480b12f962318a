#pragma once
// A figure's plan: where panels, scale, formula, numbers and words lie on it, in its pixels.

#include <QRectF>
#include <QStringList>
#include <vector>

#include "app/figure/figure_source.h"
#include "app/figure/figure_spec.h"
#include "app/figure/figure_type.h"
#include "app/math/formula.h"

namespace app {

/// One of the numbers above the panels: what it is, and how wide its value may become.
struct FigureNumber {
  QString name, value;
  double width = 0;  ///< of both, at the value's widest: what follows does not move
};

struct PanelPlan {
  QRectF box;  ///< whole pixels
  core::Window window;
  double depth = 0;
  bool target = false;
  QString title;
  bool left = true, low = true;  ///< at the edge of the block: with numbers at that axis
};

struct FigurePlan {
  double type = 0;    ///< pixels of what is written at the usual size
  FigureParts parts;  ///< for which there is room: panels come first
  std::vector<PanelPlan> panels;
  double tickWidth = 0;  ///< of the numbers at the left axis
  QRectF scale;          ///< the bar alone; empty: none
  QRectF track;          ///< the line alone; empty: none
  QPointF title;         ///< left end of its baseline
  QPointF formula;       ///< left end of its baseline
  Formula formulaSet;    ///< empty: none
  QPointF numbers;       ///< left end of their baseline
  int numberCount = 0;   ///< how many of them fit
  QPointF caption;       ///< top left
  double captionWidth = 0;
};

/// The numbers of a figure at its depth; `integral` as far as it is known.
std::vector<FigureNumber> figureNumbers(const FigureSpec& spec, const FigureSource& source, double integral,
                                        const FigureType& type);

/// `device`: what it is painted on.
FigurePlan planFigure(const FigureSpec& spec, const FigureSource& source, const QPaintDevice& device);
/// The spec with the height that its panels need at its width, if it has none.
FigureSpec withHeight(FigureSpec spec, const FigureSource& source);

/// Depths of a row of at most `most` panels, or of a page: the base, whole layers evenly apart, the data.
std::vector<double> wholeDepths(double depth, int most);

}  // namespace app
