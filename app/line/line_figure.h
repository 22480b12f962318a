#pragma once
// The figure of the page of one dimension: it shows a LineReading and tells of what is dragged in it.

#include <QVariantAnimation>
#include <QWidget>
#include <vector>

#include "app/line/line_axes.h"
#include "app/line/line_handles.h"
#include "app/line/line_scene.h"

namespace app {

class LineFigure : public QWidget {
  Q_OBJECT

 public:
  explicit LineFigure(QWidget* parent = nullptr);

  void show(const LineReading& reading);
  /// Of type, from now on.
  void setPoints(double points);

  /// Where things lie at present; with handles(), what a test or a lesson points at.
  LineAxes axes() const;
  std::vector<LineHandle> handles() const;
  QSize sizeHint() const override { return {620, 480}; }

 signals:
  void probeMoved(double z);
  void mapDragged(const core::LineMap& map);
  void knotChosen(int knot);
  void stripHovered(int strip);  ///< -1: none

 protected:
  void paintEvent(QPaintEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  void mouseMoveEvent(QMouseEvent* event) override;
  void mouseReleaseEvent(QMouseEvent* event) override;
  void leaveEvent(QEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  void changeEvent(QEvent* event) override;

 private:
  enum class Grip { none, handle, byZ, byX };
  double titleHeight() const;
  void paintTitle(QPainter& painter) const;
  int handleAt(const QPointF& place) const;
  int stripAt(const QPointF& place) const;
  void fitWindow();
  void drag(const QPointF& place);

  LineReading reading_;
  LineWindow window_, from_, wanted_;
  QVariantAnimation moving_;  // from from_ to wanted_
  double points_ = 11;
  Grip grip_ = Grip::none;
  LineHandle held_;
  QPointF offset_;   // from the pointer to what is held
  int active_ = -1;  // of handles(): under the pointer, or in hand
};

}  // namespace app
