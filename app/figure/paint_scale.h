#pragma once
// The scale of a figure's colours: a bar with the densities that they mean.

#include <QPainter>

#include "app/figure/figure_spec.h"
#include "app/figure/figure_type.h"

namespace app {

/// The end of the colours, and whether anything lies above it.
struct ColoursEnd {
  double value = 1;
  bool cut = false;
};

/// `bar`: of the colours alone; numbers and unit stand at its right.
void paintScale(QPainter& painter, const FigureSpec& spec, const QRectF& bar, const ColoursEnd& end,
                const FigureType& type);

}  // namespace app
