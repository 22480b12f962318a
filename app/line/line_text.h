#pragma once
// The words and formulas of the page of one dimension, and the one place where a formula is painted.

#include <QColor>
#include <QString>

#include "app/numbers.h"
#include "core/line/line_flow.h"

class QPainter;
class QPointF;
class QSizeF;

namespace app {

/// x = f(z) of this flow, as TeX.
QString formulaOf(const core::LineFlow& flow);
/// What X is distributed as, X ~ N(3, 2²), as TeX; what it comes from where that has no name.
QString captionOf(const core::LineFlow& flow);

/// The size of a formula in type of `points`.
QSizeF formulaSize(const QString& tex, double points);
/// Paints a formula with its top left corner at `at`.
void paintFormula(QPainter& painter, const QPointF& at, const QString& tex, double points, const QColor& colour);

}  // namespace app
