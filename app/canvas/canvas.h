#pragma once
// The canvas: the exact density at the chosen depth as colour, the warped grid, particles and data points over it, and the
// numbers that belong to the picture on translucent plates in its corners.

#include <QWidget>
#include <memory>

#include "app/canvas/surface.h"
#include "app/document.h"
#include "core/render/frame.h"

namespace app {

class Canvas : public QWidget {
  Q_OBJECT

 public:
  explicit Canvas(Document& document, QWidget* parent = nullptr);

  void show(const std::shared_ptr<const core::Frame>& frame);
  /// The part of the plane on screen, in the user's units, at equal scales.
  core::Window window() const { return visible_; }
  void resetView();
  /// Shows this part of the plane, and as much beside it as the canvas's shape asks for.
  void setWindow(const core::Window& window);
  QSize sizeHint() const override { return {800, 560}; }

 signals:
  /// The canvas shows another part of the plane, or has another size.
  void viewChanged();

 protected:
  void paintEvent(QPaintEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;
  void wheelEvent(QWheelEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  void mouseMoveEvent(QMouseEvent* event) override;
  void mouseReleaseEvent(QMouseEvent* event) override;
  void mouseDoubleClickEvent(QMouseEvent* event) override;
  void enterEvent(QEnterEvent* event) override;
  void leaveEvent(QEvent* event) override;
  void changeEvent(QEvent* event) override;

 private:
  QPointF toScreen(double x, double y) const;
  void fitWindow();
  void projectChanged(const core::Project& before, const core::Project& after);
  void loadData();
  void makeBar();
  void placeBar();
  void paintCorners(QPainter& painter) const;
  QRectF paintPlate(QPainter& painter, const QPointF& corner, const QSizeF& content) const;
  void paintPlates(QPainter& painter);

  Document& document_;
  std::shared_ptr<const core::Frame> frame_;
  Shades shades_;          // of the newest density
  core::Window shadesAt_;  // which covers this
  Surface surface_;
  QPixmap formula_;  // its plate, painted once
  core::Window wanted_, visible_;
  core::Points data_;
  QPoint dragged_;
  bool dragging_ = false;
  QWidget* bar_ = nullptr;
};

}  // namespace app
