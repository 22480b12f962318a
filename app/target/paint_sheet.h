#pragma once
// The sheet that one paints on: shows a painting as the density that it becomes, and turns mouse and pen into strokes.

#include <QImage>
#include <QPointingDevice>
#include <QTimer>
#include <QWidget>
#include <optional>

#include "app/target/painting.h"

namespace app {

class PaintSheet : public QWidget {
  Q_OBJECT

 public:
  explicit PaintSheet(QWidget* parent = nullptr);

  Painting& painting() { return painting_; }
  const Painting& painting() const { return painting_; }
  /// Shows what was changed in the painting from outside.
  void refresh();

  const PaintBrush& brush() const { return brush_; }
  void setBrush(const PaintBrush& brush);
  /// A picture to trace over, faint beneath the ink; a null one takes it away.
  void setGuide(const QImage& guide);
  bool hasGuide() const { return !guide_.isNull(); }
  /// Length of the sheet's side in the plane; its middle is (0, 0).
  void setUnits(double side);

  /// Where a place of the sheet, in its pixels, is in the widget, and back.
  QPointF toWidget(double x, double y) const;
  PenPoint toSheet(const QPointF& at, double pressure = 1) const;
  /// What is seen of the ink: transparent where there is none.
  const QImage& inkImage() const { return image_; }
  QSize sizeHint() const override { return {480, 480}; }

 signals:
  /// A stroke goes on.
  void painted();
  void strokeEnded();

 protected:
  void paintEvent(QPaintEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  void mouseMoveEvent(QMouseEvent* event) override;
  void mouseReleaseEvent(QMouseEvent* event) override;
  void tabletEvent(QTabletEvent* event) override;
  void leaveEvent(QEvent* event) override;

 private:
  QRectF square() const;
  void press(const QPointF& at, double pressure, PaintTool tool);
  void moveTo(const QPointF& at, double pressure);
  void release();
  void paintAxes(QPainter& painter, const QRectF& square) const;

  Painting painting_;
  PaintBrush brush_;
  QImage image_, guide_;
  double units_ = 6;
  std::optional<QPointF> pointer_;
  QPointF at_;
  double pressure_ = 1;
  QTimer holding_;  // of the spray
};

}  // namespace app
