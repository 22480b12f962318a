#pragma once
// The canvas: the exact density at the chosen depth as colour, the warped grid, particles and data points over it, and the
// numbers that belong to the picture on translucent plates in its corners.

#include <QWidget>
#include <memory>

#include "app/canvas/canvas_bar.h"
#include "app/canvas/flow_formula.h"
#include "app/canvas/given_bar.h"
#include "app/canvas/plane_view.h"
#include "app/canvas/surface.h"
#include "app/document.h"
#include "app/stage/stage_tools.h"
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
  /// By a wheel's turn, in eighths of a degree; the point at (u, v), parts of the way from the lower left corner, stays.
  void zoom(double u, double v, int turn);
  /// By parts of the window.
  void shift(double across, double up);
  /// Points of the target.
  const core::Points& data() const { return data_; }
  /// As it stands, without the bars.
  QImage seen();
  StageTools& tools() { return *tools_; }
  /// What was painted last, without axes and plates.
  const QImage& picture() { return surface_.image(); }
  /// Where formula and integral were painted.
  const QRect& formulaBox() const { return formulaBox_; }
  const QRect& integralBox() const { return integralBox_; }
  /// So many pixels at the bottom are covered: plates stand above.
  void setFoot(int pixels);
  /// A name and a formula below the picture; empty ones take it away.
  void setCaption(const QString& name, const QString& formula);
  QSize sizeHint() const override { return {800, 560}; }

 signals:
  /// The canvas shows another part of the plane, or has another size.
  void viewChanged();
  /// The point under the pointer that the ledger is to follow, or none.
  void hoverChanged(const std::optional<core::Spot>& spot);
  /// The page of one dimension is asked for.
  void lineWanted();
  /// The race of two stacks is asked for.
  void raceWanted();
  /// The list of lessons, at this place of the screen.
  void lessonsWanted(const QPoint& at);
  /// A layer of the ledger is pointed at; -1: none any more.
  void layerLit(int layer);

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
  void keyPressEvent(QKeyEvent* event) override;

 private:
  PlaneView planeView() const { return {visible_, size()}; }
  void fitWindow();
  void projectChanged(const core::Project& before, const core::Project& after);
  void loadData();
  QRegion besideBars() const;
  void placeBars();
  void paintPlates(QPainter& painter);
  void paintFormula(QPainter& painter, double size);

  Document& document_;
  std::shared_ptr<const core::Frame> frame_;
  ColourScale scale_;
  Shades shades_;          // of the newest density
  core::Window shadesAt_;  // which covers this
  Surface surface_;
  QString captionName_, captionFormula_;
  FlowFormula formula_;
  FlowFormula::State formulaState_;  // of the picture of it
  QPixmap formulaPicture_;
  bool formulaDark_ = false;
  QRect formulaBox_, integralBox_;
  int foot_ = 0;
  core::Window wanted_, visible_;
  core::Points data_;
  QPoint dragged_;
  bool dragging_ = false;
  StageTools* tools_;
  CanvasBar *bar_, *toolBar_;
  GivenBar* givenBar_;
};

}  // namespace app
