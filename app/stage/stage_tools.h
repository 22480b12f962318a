#pragma once
// The tools of the stage: what pointer and keys do on the canvas to the probe, the cell and the brushed region, and the
// overlay and the ledger that show them. All that stays is written to the document's view; the point under the pointer is
// told by a signal.

#include <QObject>
#include <optional>

#include "app/document.h"
#include "app/stage/ledger_plate.h"
#include "app/stage/overlay.h"

class QKeyEvent;
class QMouseEvent;

namespace app {

class StageTools : public QObject {
  Q_OBJECT

 public:
  StageTools(Document& document, QWidget& canvas);

  void setFrame(const std::shared_ptr<const core::Frame>& frame);
  void paint(QPainter& painter, const PlaneView& view) const { overlay_.paint(painter, view); }
  /// Puts the ledger where it belongs on a canvas of this size.
  void layOut(const QSize& canvas);
  void setFoot(int pixels) { foot_ = pixels; }

  // The canvas's events; true: taken.
  bool press(const QMouseEvent& event, const PlaneView& view);
  bool move(const QMouseEvent& event, const PlaneView& view);
  bool release(const QMouseEvent& event, const PlaneView& view);
  bool key(const QKeyEvent& event, const PlaneView& view);
  void leave();

  /// Puts a cell in the middle of the picture, or takes it away.
  void setCell(bool on, const PlaneView& view);
  /// The next drag draws around a region; without, the region goes.
  void setBrush(bool on);
  bool brushing() const { return brushing_; }
  LedgerPlate& ledger() { return *ledger_; }
  void lightLayer(int layer) { ledger_->setLitLayer(layer); }

 signals:
  void repaintWanted();
  void hoverChanged(const std::optional<core::Spot>& spot);
  void brushingChanged(bool brushing);
  void layerLit(int layer);

 private:
  core::Spot spotAt(const core::Vec2& place) const;
  void edit(const std::function<void(core::View&)>& change);
  void showLedger();
  void setHover(const std::optional<core::Spot>& spot);
  void settle(const core::Frame& frame);
  void nudge(const core::Vec2& by);

  Document& document_;
  QWidget& canvas_;
  Overlay overlay_;
  LedgerPlate* ledger_;
  std::shared_ptr<const core::Frame> frame_;
  Grip grip_ = Grip::none;
  QPointF pressedAt_;
  bool pressed_ = false, moved_ = false;
  core::Vec2 offset_{0, 0};  // from the pointer to the centre of what is dragged
  bool brushing_ = false;
  int foot_ = 0;  // pixels at the bottom that are covered
  std::vector<core::Vec2> lasso_;
  std::optional<core::Spot> hover_;
};

}  // namespace app
