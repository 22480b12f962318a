#pragma once
// A small picture of what a layer does: a warped grid over a faint one of squares, with the layer's own lines and handles
// over it; or, for a layer that is a scalar map, its graph.

#include <QWidget>

#include "app/stack/layer_warp.h"

namespace app {

class WarpPlot : public QWidget {
  Q_OBJECT

 public:
  explicit WarpPlot(QWidget* parent = nullptr);

  void setLines(GridLines lines, const QColor& colour);
  /// Lines and handles over the grid, or in its place; an empty one takes them away.
  void setSketch(const core::Sketch& sketch);
  /// One quiet line in the corner, like "switched off".
  void setNote(const QString& note);
  const GridLines& lines() const { return lines_; }
  const core::Sketch& sketch() const { return sketch_; }
  /// Where a place of the plane lies in the widget.
  QPointF toScreen(double x, double y) const;
  bool dragging() const { return dragged_ >= 0; }

  QSize sizeHint() const override { return {220, 150}; }

 signals:
  void grabbed();
  /// Handle `i` is taken to (x, y).
  void handleMoved(int i, double x, double y);
  void released();

 protected:
  void paintEvent(QPaintEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  void mouseMoveEvent(QMouseEvent* event) override;
  void mouseReleaseEvent(QMouseEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  void focusInEvent(QFocusEvent* event) override;
  void focusOutEvent(QFocusEvent* event) override;

 private:
  double scale() const;
  double reach() const;
  int handleAt(const QPointF& place) const;
  void paintLines(QPainter& painter, const GridLines& lines, const QColor& colour, double width) const;
  void paintSketch(QPainter& painter) const;
  void paintHeads(QPainter& painter) const;

  GridLines plain_ = plainGrid(), lines_;
  core::Sketch sketch_;
  QColor colour_;
  QString note_;
  int dragged_ = -1, chosen_ = -1;
};

}  // namespace app
