#include "app/canvas/target_pane.h"

#include <QMouseEvent>
#include <QPainter>
#include <QWheelEvent>

#include "app/canvas/plates.h"

namespace app {

TargetPane::TargetPane(Document& document, Player& player, Canvas& canvas, QWidget& instead)
    : document_(document), canvas_(canvas), instead_(instead) {
  setAttribute(Qt::WA_OpaquePaintEvent);
  setMinimumWidth(1);
  setSizePolicy(canvas.sizePolicy());
  setAccessibleName(tr("Target: its exact density, beside the flow's"));
  connect(&player, &Player::frameReady, this, &TargetPane::show);
  connect(&document, &Document::changed, this, [this](const core::Project& before, const core::Project& after) {
    if (before.target != after.target) nameTarget();
    updateVisible();
    update();
  });
  connect(&canvas, &Canvas::viewChanged, this, qOverload<>(&TargetPane::update));
  canvas.installEventFilter(this);
  instead.installEventFilter(this);
  nameTarget();
  hide();
}

void TargetPane::nameTarget() {
  const auto target = core::makeTarget(document_.project().target);
  label_ = QString::fromStdString(target->info().label);
  hasDensity_ = target->hasDensity();
}

bool TargetPane::eventFilter(QObject*, QEvent* event) {
  if (event->type() == QEvent::ShowToParent || event->type() == QEvent::HideToParent) updateVisible();
  return false;
}

void TargetPane::updateVisible() {
  setVisible(document_.project().view.comparison == core::Comparison::beside && !canvas_.isHidden() &&
             instead_.isHidden());
}

void TargetPane::show(const std::shared_ptr<const core::Frame>& frame) {
  if (!isVisible() || frame->request.comparison != core::Comparison::beside || frame->target == nullptr) return;
  const double top = frame->target->top;
  // Where colours mean something else on the canvas, the target has a scale of its own.
  const double high = frame->density.colouring == core::Colouring::density ? scaleOf(*frame).high : top;
  if (map_ == frame->target && high_ == high) return;
  if (map_ != frame->target) {
    map_ = frame->target;
    wholeByItself_ = shadesOf(map_->whole, densityScale(top));
    viewByItself_ = shadesOf(map_->view, densityScale(top));
  }
  high_ = high;
  // A power of the ratio, so another end of the scale is a factor.
  const auto factor = static_cast<float>(shadeOf(top / high));
  for (auto [shades, from] : {std::pair{&whole_, &wholeByItself_}, std::pair{&view_, &viewByItself_}}) {
    *shades = *from;
    for (float& v : shades->values) v *= factor;
  }
  update();
}

void TargetPane::paintEvent(QPaintEvent*) {
  const core::View& view = document_.project().view;
  const double ratio = devicePixelRatioF();
  const core::Window window = canvas_.window();
  surface_.begin((QSizeF(size()) * ratio).toSize(), window);
  if (map_ != nullptr && hasDensity_) {
    if (map_->view.window != window) surface_.drawDensity(whole_, map_->whole.window);
    surface_.drawDensity(view_, map_->view.window);
  }
  if (view.data || !hasDensity_) surface_.drawDots(canvas_.data(), QColor(255, 120, 90, 200), 2.6 * ratio);
  QPainter painter(this);
  painter.drawImage(QRectF(rect()), surface_.image());
  const double points = plateSize(size());
  if (view.axes) paintAxes(painter, {window, size()}, points);
  paintCorners(painter, size());
  paintPlate(painter, {16, 14}, targetPlate(label_, hasDensity_), points);
}

void TargetPane::wheelEvent(QWheelEvent* event) {
  canvas_.zoom(event->position().x() / width(), 1 - event->position().y() / height(), event->angleDelta().y());
}

void TargetPane::mousePressEvent(QMouseEvent* event) {
  dragging_ = event->button() == Qt::LeftButton;
  dragged_ = event->pos();
}

void TargetPane::mouseMoveEvent(QMouseEvent* event) {
  if (!dragging_) return;
  setCursor(Qt::ClosedHandCursor);
  const QPoint moved = event->pos() - std::exchange(dragged_, event->pos());
  canvas_.shift(-static_cast<double>(moved.x()) / width(), static_cast<double>(moved.y()) / height());
}

void TargetPane::mouseReleaseEvent(QMouseEvent*) {
  dragging_ = false;
  unsetCursor();
}

void TargetPane::mouseDoubleClickEvent(QMouseEvent*) { canvas_.resetView(); }

}  // namespace app
