#pragma once
// A small plot of what a layer has learned of one coordinate. A few functions share one panel, each in a colour of its
// own; where there are many, each group ("width 1" to "width 8" are one) has a panel and a scale of its own.

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

  /// What all panels want; at least that of a plot of one panel.
  int wantedHeight() const;
  QSize sizeHint() const override { return {160, wantedHeight()}; }

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  /// The vertical axis of a panel.
  struct Range {
    double low = 0, high = 0;  ///< equal: not set yet
    double step = 1;           ///< between two of its lines
  };
  void group();
  void fitRange(int panel);
  int panelOf(size_t curve) const { return several_ ? groupOf_[curve] : 0; }
  void paintPanel(QPainter& painter, int panel, const QRectF& box) const;
  void paintAxes(QPainter& painter, const Range& range, const QRectF& box) const;
  void paintLegend(QPainter& painter, const QRectF& strip) const;

  std::vector<core::Curve> curves_;
  std::vector<core::Real> at_;
  QString coordinate_;
  QStringList legend_;
  std::vector<int> groupOf_;   ///< beside curves_
  bool several_ = false;       ///< a panel a group
  std::vector<Range> ranges_;  ///< of the panels
};

}  // namespace app
