#pragma once
// The drawing of a change of variables: strips from z over the graph to x, both densities, axes, probe and handles.

#include <QColor>
#include <QFont>
#include <vector>

#include "app/line/line_axes.h"
#include "app/line/line_handles.h"
#include "app/line/line_scene.h"

class QPainter;
class QPainterPath;

namespace app {

/// One picture being painted; made anew for each.
class LineDrawing {
 public:
  /// `points`: the size of type.
  LineDrawing(QPainter& painter, const LineAxes& axes, const LineReading& reading, double points);

  /// From the back to the front. `active`: the handle under the pointer or in hand, or -1.
  void paint(const std::vector<LineHandle>& handles, int active);

 private:
  struct Place {
    QPointF graph, base, data;  ///< on the graph, on the curve of p(z), on the curve of p(x)
  };
  Place place(const core::LinePoint& point) const;
  QFont font(double share = 1, int weight = QFont::Normal) const;
  QColor chosen() const;

  // line_drawing.cpp
  void paintGrid();
  void paintStrips();
  void paintStrip(const core::LineStrip& strip, const QColor& band, const QColor& area);
  void paintDensities();
  void paintGraph();
  // line_marks.cpp
  void paintNumbers();
  void paintNames();
  void paintProbe();
  void paintPill(const QPointF& middle, const QString& text);
  void paintHandles(const std::vector<LineHandle>& handles, int active);
  void paintArea();
  /// Beside `at`, on whichever side no other label lies; nothing where both are taken.
  void paintLabel(const QPointF& at, const QString& text, const QColor& colour);
  void paintText(const QPointF& middle, const QString& text, const QFont& type, const QColor& colour);

  QPainter& painter_;
  const LineAxes& axes_;
  const LineReading& reading_;
  double points_, line_;
  std::vector<QRectF> taken_;  // by labels, handles and the probe
};

}  // namespace app
