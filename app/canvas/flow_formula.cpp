#include "app/canvas/flow_formula.h"

#include <algorithm>

#include "app/canvas/plate_colours.h"
#include "app/theme.h"

namespace app {

// J is the Jacobian of the map that is read: of toData from base to data, of toBase the other way.
QString FlowFormula::texOf(const State& state) {
  const bool sampling = state.reading == core::Reading::sampling;
  const QString sign = sampling ? "-" : "+";
  QString tex = QString("\\log p(%1) = \\log %2(z) ")
                    .arg(state.conditional ? "x \\mid c" : "x", state.gaussian ? "\\mathcal{N}" : "\\pi");
  if (state.lit < 0) {
    tex += "\\id{sum}{" + sign + " \\sum_k \\log \\lvert\\det J_k\\rvert}";
  } else {
    const QString k = QString::number(state.lit + 1);
    tex += "\\id{sum}{" + sign + " \\sum_{k \\ne " + k + "} \\log \\lvert\\det J_k\\rvert} \\id{lit}{" + sign +
           " \\log \\lvert\\det J_{" + k + "}\\rvert}";
  }
  return tex + (sampling ? " \\quad \\id{way}{z \\to x}" : " \\quad \\id{way}{x \\to z}");
}

void FlowFormula::set(const State& state) {
  if (state == state_ && !formula_.isEmpty()) return;
  state_ = state;
  formula_ = Formula(texOf(state), state.points);
  const double width = formula_.size().width();
  if (width > state.most) formula_ = Formula(texOf(state), state.points * std::max(0.25, state.most / width));
}

void FlowFormula::paint(QPainter& painter, const QPointF& topLeft) const {
  const QPointF at = topLeft + QPointF(0, formula_.ascent());
  const QColor yellow = theme().highlight;
  // Singled out, a term is what is bright; the others step back.
  formula_.paint(painter, at, kPlateText,
                 {{"sum", state_.forget    ? kPlateWrong
                          : state_.lit < 0 ? yellow
                                           : kPlateMuted},
                  {"lit", state_.forget ? kPlateWrong : yellow},
                  {"way", kPlateMuted}});
  if (!state_.forget) return;
  const QRectF gone = formula_.part("sum").united(formula_.part("lit")).translated(at);
  painter.setPen(QPen(kPlateWrong, 2));
  painter.drawLine(QPointF(gone.left(), gone.center().y()), QPointF(gone.right(), gone.center().y()));
}

}  // namespace app
