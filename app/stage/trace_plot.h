#pragma once
// The integral that a continuous layer's log-det is: the trace of its field's Jacobian along the way of the probed point,
// over time, with the area filled, and the formula with its value beside it. Painted on a plate.

#include <QPainter>
#include <memory>

#include "app/math/formula.h"
#include "core/layers/vector_field.h"

namespace app {

class TracePlot {
 public:
  /// `toBase`: the field's time runs from data to base, so that the integral itself is what the layer adds to log p;
  /// else its negative is. No trace: the number is not known now. `points`: size of type at 96 dpi.
  void set(std::shared_ptr<const core::TraceAlong> trace, bool toBase, double points);
  void paint(QPainter& painter, const QRectF& box) const;
  /// The value as it stands on the plate: "−0.4312"; "·" if it is not known.
  QString value() const;
  /// The formula, its value included, as TeX.
  const QString& tex() const { return tex_; }
  /// Where the graph's axes and the formula lie in such a box: side by side, whatever the value.
  QRectF graphBox(const QRectF& box) const;
  QRectF formulaBox(const QRectF& box) const;

 private:
  Formula fitting(const QRectF& box) const;
  void paintGraph(QPainter& painter, const QRectF& graph) const;

  std::shared_ptr<const core::TraceAlong> trace_;
  bool toBase_ = false;
  double points_ = 10.5;
  QString tex_;
  Formula formula_;
};

}  // namespace app
