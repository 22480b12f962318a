#pragma once
// The target's pane: a target beside the canvas, in the canvas's window and colours, so that one sees at a glance where the
// model still differs. What moves the one moves the other.

#include <QWidget>
#include <memory>

#include "app/canvas/canvas.h"
#include "app/player.h"

namespace app {

class TargetPane : public QWidget {
  Q_OBJECT

 public:
  /// Stands there while the document's view has it beside the canvas, the canvas is to be seen, and `instead`, which takes
  /// its place, is not.
  TargetPane(Document& document, Player& player, Canvas& canvas, QWidget& instead);

  QSize sizeHint() const override { return canvas_.sizeHint(); }

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;
  void paintEvent(QPaintEvent* event) override;
  void wheelEvent(QWheelEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  void mouseMoveEvent(QMouseEvent* event) override;
  void mouseReleaseEvent(QMouseEvent* event) override;
  void mouseDoubleClickEvent(QMouseEvent* event) override;

 private:
  void show(const std::shared_ptr<const core::Frame>& frame);
  void updateVisible();
  void nameTarget();

  Document& document_;
  Canvas& canvas_;
  QWidget& instead_;
  std::shared_ptr<const core::TargetMap> map_;
  double high_ = 0;                      // the end of the scale
  Shades wholeByItself_, viewByItself_;  // of the map's grids, if the scale ended with the target's top
  Shades whole_, view_;
  QString label_;
  bool hasDensity_ = true;
  Surface surface_;
  QPoint dragged_;
  bool dragging_ = false;
};

}  // namespace app
