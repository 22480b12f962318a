#include "app/stage/stage_tools.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <algorithm>
#include <cmath>

namespace app {

namespace {

constexpr double kClick = 4;           // pixels that a click may move
constexpr double kLassoStep = 3;       // pixels between two corners of a region
constexpr size_t kMostCorners = 1500;  // of a region
constexpr double kNudge = 1.0 / 60;    // of the window, for an arrow key
constexpr double kGrow = 1.19;         // of the cell, for a key
constexpr int kPlateMargin = 16;

}  // namespace

StageTools::StageTools(Document& document, QWidget& canvas)
    : QObject(&canvas), document_(document), canvas_(canvas), ledger_(new LedgerPlate(&canvas)) {
  ledger_->hide();
  connect(ledger_, &LedgerPlate::layerLit, this, [this](int layer) {
    overlay_.setLitLayer(layer);
    emit layerLit(layer);
    emit repaintWanted();
  });
  connect(&document, &Document::changed, this, [this] { showLedger(); });
  showLedger();
}

void StageTools::edit(const std::function<void(core::View&)>& change) {
  core::View view = document_.project().view;
  change(view);
  document_.setView(view);
}

void StageTools::showLedger() {
  const core::View& view = document_.project().view;
  ledger_->setVisible(view.ledger);
  if (view.ledger) {
    layOut(canvas_.size());
  } else {
    setHover(std::nullopt);
    if (view.stage.probe) edit([](core::View& v) { v.stage.probe.reset(); });
  }
}

void StageTools::layOut(const QSize& canvas) {
  if (!ledger_->isVisibleTo(&canvas_)) return;
  ledger_->fit(canvas - QSize(0, foot_));
  const QSize size = ledger_->sizeHint();
  ledger_->setGeometry(canvas.width() - size.width() - kPlateMargin,
                       std::max(0, canvas.height() - foot_ - size.height() - kPlateMargin), size.width(),
                       size.height());
}

void StageTools::setFrame(const std::shared_ptr<const core::Frame>& frame) {
  const bool rowsChanged = frame_ == nullptr || frame_->stage.ledger.has_value() != frame->stage.ledger.has_value() ||
                           frame_->request.flow != frame->request.flow;
  frame_ = frame;
  overlay_.setFrame(frame);
  if (document_.project().view.ledger) {
    const core::View& view = document_.project().view;
    ledger_->show(*frame, view.reading, view.stage.probe.has_value());
    if (rowsChanged) layOut(canvas_.size());
  }
  if (!pressed_) settle(*frame);
}

// What was put down between two layers has its place in the base from now on: there it means the same when the stack or
// the depth is another.
void StageTools::settle(const core::Frame& frame) {
  const core::StageRequest& asked = frame.request.stage;
  core::StageRequest now = document_.project().view.stage;
  const auto between = [](const core::Spot& spot) { return spot.depth > 0; };
  const core::Scaling& scaling = frame.request.scaling;
  bool changed = false;
  const auto finite = [](const core::Vec2& p) { return p.allFinite(); };
  if (now.probe && now.probe == asked.probe && between(*now.probe) && frame.stage.ledger &&
      finite(frame.stage.ledger->path.front())) {
    now.probe = core::Spot{frame.stage.ledger->path.front(), 0};
    changed = true;
  }
  if (now.cell && now.cell == asked.cell && between(now.cell->centre) && frame.stage.cell &&
      finite(frame.stage.cell->z)) {
    now.cell->centre = {core::toUser(scaling, frame.stage.cell->z), 0};
    changed = true;
  }
  if (now.brush && now.brush == asked.brush && now.brush->depth > 0 && frame.stage.mass &&
      frame.stage.mass->base.size() <= 2 * kMostCorners &&
      std::all_of(frame.stage.mass->base.begin(), frame.stage.mass->base.end(), finite)) {
    now.brush = core::Brush{frame.stage.mass->base, 0};
    changed = true;
  }
  if (changed) edit([&](core::View& v) { v.stage = now; });
}

core::Spot StageTools::spotAt(const core::Vec2& place) const {
  if (frame_ == nullptr) return {place, -1};
  const double T = frame_->request.depth;
  return {place, T >= frame_->request.flow->depth() ? -1 : T};
}

void StageTools::setHover(const std::optional<core::Spot>& spot) {
  if (hover_ == spot) return;
  hover_ = spot;
  emit hoverChanged(spot);
}

bool StageTools::press(const QMouseEvent& event, const PlaneView& view) {
  if (event.button() != Qt::LeftButton) return false;
  pressed_ = true;
  moved_ = false;
  pressedAt_ = event.position();
  if (brushing_ || (event.modifiers() & Qt::ShiftModifier) != 0) {
    lasso_ = {view.toPlane(event.position())};
    overlay_.setLasso(lasso_);
    return true;
  }
  grip_ = overlay_.gripAt(event.position(), view);
  if (grip_ == Grip::none) return false;
  const core::Vec2 pointer = view.toPlane(event.position());
  offset_ = (grip_ == Grip::probe ? frame_->stage.ledger->shown : frame_->stage.cell->at) - pointer;
  return true;
}

bool StageTools::move(const QMouseEvent& event, const PlaneView& view) {
  const core::Vec2 pointer = view.toPlane(event.position());
  if (!pressed_) {
    const core::View& shown = document_.project().view;
    const bool follows = shown.ledger && !shown.stage.probe && !brushing_;
    setHover(follows ? std::optional(spotAt(pointer)) : std::nullopt);
    const Grip under = overlay_.gripAt(event.position(), view);
    canvas_.setCursor(brushing_                   ? Qt::CrossCursor
                      : under == Grip::none       ? Qt::CrossCursor
                      : under == Grip::cellCorner ? Qt::SizeAllCursor
                                                  : Qt::OpenHandCursor);
    return false;
  }
  const QPointF way = event.position() - pressedAt_;
  if (std::hypot(way.x(), way.y()) > kClick) moved_ = true;
  if (!lasso_.empty()) {
    const QPointF last = view.toScreen(lasso_.back());
    const QPointF step = event.position() - last;
    if (std::hypot(step.x(), step.y()) >= kLassoStep && lasso_.size() < kMostCorners) {
      lasso_.push_back(pointer);
      overlay_.setLasso(lasso_);
      emit repaintWanted();
    }
    return true;
  }
  if (grip_ == Grip::none || !moved_) return grip_ != Grip::none;
  edit([&](core::View& v) {
    if (grip_ == Grip::probe) {
      v.stage.probe = spotAt(pointer + offset_);
    } else if (grip_ == Grip::cell && v.stage.cell) {
      v.stage.cell->centre = spotAt(pointer + offset_);
    } else if (grip_ == Grip::cellCorner && v.stage.cell && frame_ != nullptr && frame_->stage.cell) {
      // As far from the centre as the pointer, on the scale of what is on screen.
      const core::Cell& cell = *frame_->stage.cell;
      double corner = 0;
      for (size_t c = 0; c < 4; ++c)
        corner = std::max(corner, (cell.outline[c * (cell.outline.size() / 4)] - cell.at).norm());
      const double side = std::sqrt(cell.before) * (pointer - cell.at).norm() / std::max(corner, 1e-9);
      v.stage.cell->side = std::clamp(side, core::kSmallestCell, core::kLargestCell);
    }
  });
  return true;
}

bool StageTools::release(const QMouseEvent& event, const PlaneView& view) {
  if (!pressed_) return false;
  pressed_ = false;
  const Grip grip = std::exchange(grip_, Grip::none);
  if (!lasso_.empty()) {
    std::vector<core::Vec2> outline = std::exchange(lasso_, {});
    overlay_.setLasso({});
    if (outline.size() > 5) {
      brushing_ = false;
      emit brushingChanged(false);
      edit([&](core::View& v) { v.stage.brush = core::Brush{outline, spotAt({0, 0}).depth}; });
    }
    emit repaintWanted();
    return true;
  }
  if (moved_) {
    if (frame_ != nullptr) settle(*frame_);
    return grip != Grip::none;
  }
  const core::View& shown = document_.project().view;
  if (grip == Grip::probe && shown.stage.probe) {
    edit([](core::View& v) { v.stage.probe.reset(); });  // a click on the held point lets it go
    return true;
  }
  if (!shown.ledger) return grip != Grip::none;
  const core::Spot spot = spotAt(view.toPlane(event.position()));
  setHover(std::nullopt);
  edit([&](core::View& v) { v.stage.probe = spot; });
  return true;
}

void StageTools::leave() { setHover(std::nullopt); }

// The arrow keys move what is on the stage: the probe, else the cell.
void StageTools::nudge(const core::Vec2& by) {
  edit([&](core::View& v) {
    if (v.stage.probe && frame_ != nullptr && frame_->stage.ledger) {
      v.stage.probe = spotAt(frame_->stage.ledger->shown + by);
    } else if (v.stage.cell && frame_ != nullptr && frame_->stage.cell) {
      v.stage.cell->centre = spotAt(frame_->stage.cell->at + by);
    }
  });
}

bool StageTools::key(const QKeyEvent& event, const PlaneView& view) {
  const core::View& shown = document_.project().view;
  const double step = kNudge * (view.window.x1 - view.window.x0);
  const bool any = shown.stage.probe || shown.stage.cell;
  switch (event.key()) {
    case Qt::Key_Left:
    case Qt::Key_Right:
      if (any) nudge({event.key() == Qt::Key_Left ? -step : step, 0});
      return any;
    case Qt::Key_Up:
    case Qt::Key_Down:
      if (any) nudge({0, event.key() == Qt::Key_Down ? -step : step});
      return any;
    case Qt::Key_Return:
    case Qt::Key_Enter:  // a point for those without a mouse: the middle of the picture
      if (!shown.ledger || shown.stage.probe) return false;
      edit([&](core::View& v) {
        v.stage.probe = spotAt(view.toPlane({view.size.width() / 2, view.size.height() / 2}));
      });
      return true;
    case Qt::Key_BracketLeft:
    case Qt::Key_BracketRight:
      if (!shown.stage.cell) return false;
      edit([&](core::View& v) {
        const double factor = event.key() == Qt::Key_BracketLeft ? 1 / kGrow : kGrow;
        v.stage.cell->side = std::clamp(v.stage.cell->side * factor, core::kSmallestCell, core::kLargestCell);
      });
      return true;
    case Qt::Key_Escape:
      if (!brushing_) return false;
      setBrush(false);
      return true;
    default: return false;
  }
}

void StageTools::setCell(bool on, const PlaneView& view) {
  edit([&](core::View& v) {
    v.stage.cell.reset();
    if (!on) return;
    // A little beside the middle, where a flow has mostly something to bend.
    const core::Window& w = view.window;
    const core::Vec2 at(w.x0 + 0.42 * (w.x1 - w.x0), w.y0 + 0.56 * (w.y1 - w.y0));
    v.stage.cell = core::CellRequest{spotAt(at), 0.5};
  });
}

void StageTools::setBrush(bool on) {
  if (!on) {
    lasso_.clear();
    overlay_.setLasso({});
    edit([](core::View& v) { v.stage.brush.reset(); });
  }
  brushing_ = on;
  emit brushingChanged(on);
  emit repaintWanted();
}

}  // namespace app
