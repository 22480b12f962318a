#pragma once
// The ledger's plate: the table of a probed point over the canvas. The row under the pointer, or chosen by the arrow keys,
// lights up its layer everywhere; below the table stand that layer's Jacobian, the check by a numerical one and, of a
// layer that is a field, the integral that its log-det is.

#include <QWidget>

#include "app/stage/ledger_check.h"
#include "app/stage/ledger_model.h"
#include "app/stage/trace_plot.h"
#include "core/render/frame.h"

namespace app {

class LedgerPlate : public QWidget {
  Q_OBJECT

 public:
  explicit LedgerPlate(QWidget* parent = nullptr);

  LedgerModel& model() { return model_; }
  /// Takes what a frame says; `pinned`: the probe has been set by a click.
  void show(const core::Frame& frame, core::Reading reading, bool pinned);
  /// Grows with the canvas: its type, and how many rows it may take.
  void fit(const QSize& canvas);
  int litLayer() const { return lit_; }
  void setLitLayer(int layer);
  /// What stands below the table.
  QString checkText() const;
  /// The integral of the layer that is chosen or at work, if that is a field; null else.
  const TracePlot* tracePlot() const;
  /// Where it is painted.
  QRectF traceBox() const;
  /// How many rows there is room for.
  int rowsShown() const;
  /// The row that stands in place i from the top: log p(x) is always the last.
  int rowInPlace(int i) const;
  QSize sizeHint() const override;

 signals:
  void layerLit(int layer);  ///< -1: none

 protected:
  void paintEvent(QPaintEvent* event) override;
  void mouseMoveEvent(QMouseEvent* event) override;
  void leaveEvent(QEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  void wheelEvent(QWheelEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  void focusInEvent(QFocusEvent* event) override;
  void focusOutEvent(QFocusEvent* event) override;

 private:
  int firstRow() const;
  int rowAt(const QPointF& place) const;
  double lineHeight() const;
  void paintRow(QPainter& painter, int row, double y) const;
  void paintDetail(QPainter& painter, double y) const;
  QString detailOf(int layer) const;
  int detailedLayer() const;
  double traceLines() const;
  void followTrace();

  LedgerModel model_;
  LedgerCheck check_;
  std::shared_ptr<const core::Flow> flow_;
  std::shared_ptr<const core::Theta> theta_;
  std::optional<core::Spot> checkedSpot_;
  std::shared_ptr<const core::Theta> checkedTheta_;
  double difference_ = -1;  // not known
  TracePlot trace_;
  bool hasFields_ = false;  // in the flow: they want room
  bool pinned_ = false;
  double depth_ = 0;
  double points_ = 10.5;
  int mostRows_ = 12;
  int lit_ = -1, scrolled_ = -1;
};

}  // namespace app
