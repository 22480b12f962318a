#pragma once
// A small plot of what a layer has learned of one coordinate: each function in a colour of its own, or, where there are
// many, in the colour of its group ("width 1" to "width 8" are one).

#include <QWidget>
#include <vector>

#include "core/layers/layer.h"

namespace app {

class CurvesPlot : public QWidget {
 public:
  explicit CurvesPlot(QWidget* parent = nullptr);

  /// `coordinate`: what the horizontal axis is called, like "x₁".
  void setCurves(std::vector<core::Curve> curves, const std::vector<core::Real>& at, const QString& coordinate);
  const std::vector<core::Curve>& curves() const { return curves_; }
  /// What the legend says: the curves' names, or their groups'.
  const QStringList& legend() const { return legend_; }

  QSize sizeHint() const override { return {220, 152}; }

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  void group();
  void fitRange();
  void paintAxes(QPainter& painter, const QRectF& box) const;
  void paintLegend(QPainter& painter, const QRectF& strip) const;

  std::vector<core::Curve> curves_;
  std::vector<core::Real> at_;
  QString coordinate_;
  QStringList legend_;
  std::vector<int> groupOf_;   ///< beside curves_
  double low_ = 0, high_ = 0;  ///< of the vertical axis; empty: not set yet
  double step_ = 1;            ///< between two of its lines
};

}  // namespace app
