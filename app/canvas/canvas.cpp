#include "app/canvas/canvas.h"

#include <QApplication>
#include <QMouseEvent>
#include <QPaintEvent>
#include <QPainter>
#include <QPainterPath>
#include <QWheelEvent>
#include <algorithm>
#include <cmath>
#include <utility>

#include "app/canvas/plate_colours.h"
#include "app/canvas/plates.h"
#include "app/theme.h"
#include "core/project/edits.h"

namespace app {

namespace {

constexpr int kDataPoints = 1500;
constexpr int kNarrow = 44;      // widths of the plates' type
constexpr int kTight = 56;       // in the same: the bars stand closer together
constexpr int kScaleWidth = 14;  // of the plate with the scale of the colours, and its margins, in the same
constexpr double kLeast = 1e-4, kMost = 1e6;  // widths of the visible window, in units of the target's own

}  // namespace

Canvas::Canvas(Document& document, QWidget* parent)
    : QWidget(parent),
      document_(document),
      tools_(new StageTools(document, *this)),
      bar_(new CanvasBar(CanvasBar::Kind::layers, document, this)),
      toolBar_(new CanvasBar(CanvasBar::Kind::tools, document, this)),
      givenBar_(new GivenBar(document, this)) {
  setFocusPolicy(Qt::StrongFocus);
  setMouseTracking(true);
  setAttribute(Qt::WA_OpaquePaintEvent);  // nothing is painted beneath
  setMinimumSize(320, 240);
  setAccessibleName(tr("Canvas: the density of the flow at the chosen depth"));
  setCursor(Qt::CrossCursor);
  connect(&document, &Document::changed, this, &Canvas::projectChanged);
  connect(bar_, &CanvasBar::resetWanted, this, &Canvas::resetView);
  connect(toolBar_, &CanvasBar::cellWanted, this, [this](bool on) { tools_->setCell(on, planeView()); });
  connect(toolBar_, &CanvasBar::brushWanted, this, [this](bool on) {
    tools_->setBrush(on);
    setFocus();  // Escape leaves it
  });
  connect(toolBar_, &CanvasBar::lessonsWanted, this, &Canvas::lessonsWanted);
  connect(toolBar_, &CanvasBar::raceWanted, this, &Canvas::raceWanted);
  connect(toolBar_, &CanvasBar::lineWanted, this, &Canvas::lineWanted);
  connect(givenBar_, &GivenBar::resized, this, &Canvas::placeBars);
  connect(tools_, &StageTools::brushingChanged, toolBar_, &CanvasBar::setBrushing);
  connect(tools_, &StageTools::repaintWanted, this, qOverload<>(&Canvas::update));
  connect(tools_, &StageTools::hoverChanged, this, &Canvas::hoverChanged);
  connect(tools_, &StageTools::layerLit, this, &Canvas::layerLit);
  connect(qApp, &QApplication::focusChanged, this, [this](QWidget* old, QWidget* now) {
    if ((old != nullptr && isAncestorOf(old)) || (now != nullptr && isAncestorOf(now))) placeBars();
  });
  loadData();
  resetView();
}

void Canvas::placeBars() {
  for (CanvasBar* bar : {bar_, toolBar_}) {
    bar->setPoints(std::max(10.0, std::round(0.8 * plateSize(size()))));
    bar->setTight(width() < kTight * plateSize(size()));
    bar->adjustSize();
  }
  // Out of sight rather than hidden: a hidden button loses its key.
  // In a lesson both step back, since its plate has the room, but not from under the focus.
  const auto focused = [](const CanvasBar* bar) { return bar->isAncestorOf(QApplication::focusWidget()); };
  const bool seen = focused(bar_) || (foot_ == 0 && underMouse());
  // In the middle, or as far to the left of it as the colours' scale needs.
  const int clear = static_cast<int>(width() - kScaleWidth * plateSize(size())) - bar_->width();
  const int across = std::max(12, std::min((width() - bar_->width()) / 2, clear));
  // Below the formula, and below the integral where that has no room beside it.
  const bool stacked = integralBox_.top() > formulaBox_.bottom();
  const int down = stacked ? integralBox_.bottom() + 6 : static_cast<int>(24 + 2.2 * plateSize(size()));
  bar_->move(seen ? across : -2000, down);
  // On a narrow canvas the tools cover too much of the picture to be there all the time.
  const bool tools = foot_ == 0 && (width() >= kNarrow * plateSize(size()) || underMouse());
  // Beside the axis.
  const int left = document_.project().view.axes ? static_cast<int>(12 + 2.2 * plateSize(size())) : 12;
  // In the middle, or lower if the other bar needs the room, as far as there is any.
  const int low = std::max((height() - toolBar_->height()) / 2, down + bar_->height() + 6);
  toolBar_->move(tools || focused(toolBar_) ? left : -2000,
                 std::max(64, std::min(low, height() - toolBar_->height() - 4)));
  // In the middle below, above the axis and what a lesson has put there.
  givenBar_->setPoints(std::max(11.0, std::round(0.9 * plateSize(size()))));
  givenBar_->adjustSize();
  const bool compared = document_.project().view.comparison != core::Comparison::off;  // its plate stands below
  const double above = (compared ? 5.2 : 1.6) * plateSize(size());
  givenBar_->move((width() - givenBar_->width()) / 2,
                  height() - foot_ - givenBar_->height() - static_cast<int>(16 + above));
  tools_->layOut(size());
}

void Canvas::enterEvent(QEnterEvent*) { placeBars(); }

void Canvas::leaveEvent(QEvent*) {
  placeBars();
  tools_->leave();
}

void Canvas::loadData() {
  const core::Project& p = document_.project();
  data_ = core::shownTarget(p)->sample(kDataPoints, 1, core::Stream::heldOut);
}

void Canvas::projectChanged(const core::Project& before, const core::Project& after) {
  if (before.target != after.target) {
    loadData();
    // While one paints, or turns a setting that leaves the target where it is, a zoomed view stays.
    const bool sameKind = before.target.key == after.target.key && before.target.points == after.target.points;
    if (!sameKind || !(core::makeTarget(before.target)->window() == core::makeTarget(after.target)->window()))
      resetView();
  } else if (before.view.window != after.view.window) {
    fitWindow();
  }
  const bool otherSlice = before.view.given != after.view.given || before.flow.conditional != after.flow.conditional;
  if (before.target == after.target && otherSlice) loadData();
  if (before.view.comparison != after.view.comparison || before.view.axes != after.view.axes) placeBars();
  update();
}

void Canvas::resetView() {
  wanted_ = core::makeTarget(document_.project().target)->window();
  fitWindow();
}

void Canvas::setWindow(const core::Window& window) {
  wanted_ = window;
  fitWindow();
}

void Canvas::fitWindow() {
  visible_ = widened(wanted_, height() > 0 ? static_cast<double>(width()) / height() : 1.5);
  emit viewChanged();
  update();
}

void Canvas::show(const std::shared_ptr<const core::Frame>& frame) {
  frame_ = frame;
  if (!frame->density.logDensity.empty()) {
    scale_ = scaleOf(*frame);
    shades_ = frame->difference ? shadesOf(*frame->difference, scale_) : shadesOf(frame->density, scale_);
    shadesAt_ = frame->density.window;
  }
  tools_->setFrame(frame);
  update(besideBars());
}

// What moves from frame to frame. The bars are solid but for their corners, and their buttons take as long to paint as a
// third of the picture.
QRegion Canvas::besideBars() const {
  QRegion region(rect());
  for (const QWidget* bar : {static_cast<QWidget*>(bar_), static_cast<QWidget*>(toolBar_)}) {
    const QRect solid = bar->geometry();
    region -= solid.adjusted(kBarCorner, 0, -kBarCorner, 0);
    region -= solid.adjusted(0, kBarCorner, 0, -kBarCorner);
  }
  return region;
}

QImage Canvas::seen() {
  QImage image((QSizeF(size()) * devicePixelRatioF()).toSize(), QImage::Format_RGB32);
  image.setDevicePixelRatio(devicePixelRatioF());
  render(&image, {}, {}, {});
  LedgerPlate& ledger = tools_->ledger();
  QPainter painter(&image);
  if (ledger.isVisible()) ledger.render(&painter, ledger.pos(), {}, QWidget::DrawChildren);
  return image;
}

void Canvas::paintEvent(QPaintEvent* event) {
  const core::View& view = document_.project().view;
  const double ratio = devicePixelRatioF();
  surface_.begin((QSizeF(size()) * ratio).toSize(), visible_);
  // The density lies where it was made for; while one zooms it is stretched until the next one is there.
  if (frame_ != nullptr && view.density) surface_.drawDensity(shades_, shadesAt_);
  if (frame_ != nullptr && view.grid) surface_.drawLines(frame_->mesh, QColor(255, 255, 255, 72));
  if (frame_ != nullptr && frame_->target != nullptr && view.comparison == core::Comparison::contours) {
    const auto& levels = frame_->target->levels;
    for (size_t k = levels.size(); k-- > 0;) surface_.drawContours(levels[k].lines, targetLine(k), 1.7 * ratio);
  }
  if (frame_ != nullptr) surface_.drawEllipses(frame_->stage.ellipses, QColor(253, 231, 37, 190));
  if (view.data) surface_.drawDots(data_, QColor(255, 120, 90, 200), 2.6 * ratio);
  if (frame_ != nullptr && view.particles)
    surface_.drawDots(frame_->particles, QColor(255, 255, 255, 190), 2.2 * ratio);
  QPainter painter(this);
  surface_.paint(painter, event->region());
  if (view.axes) paintAxes(painter, planeView(), plateSize(size()));
  tools_->paint(painter, planeView());
  paintCorners(painter, size());
  paintPlates(painter);
}

void Canvas::paintPlates(QPainter& painter) {
  const double size = plateSize(this->size());
  paintFormula(painter, size);
  if (frame_ == nullptr) return;
  const core::View& view = document_.project().view;
  const std::vector<PlateLine> integral = integralPlate(*frame_);
  // Beside the formula if there is room, else below it.
  const bool beside = formulaBox_.right() + 8 < width() - 16 - plateExtent(integral, size).width();
  const QRectF top =
      paintPlate(painter, {width() - 16.0, beside ? 14.0 : formulaBox_.bottom() + 8.0}, integral, size, true);
  const int before = std::exchange(integralBox_, top.toAlignedRect()).bottom();
  if (integralBox_.bottom() != before) QMetaObject::invokeMethod(this, &Canvas::placeBars, Qt::QueuedConnection);
  if (view.axes && view.density && frame_->density.width > 0)
    paintScale(painter, this->size(), scale_, unitOf(*frame_), size, top.bottom() + 8);
  double low = height() - 16.0 - foot_;
  const auto stack = [&](const std::vector<PlateLine>& lines) {
    low = paintPlate(painter, {16, low}, lines, size, false, true).top() - 8;
  };
  if (view.axes && foot_ == 0) low -= 1.6 * size;  // above the axis
  if (!captionName_.isEmpty())
    stack({{{captionName_ + "   ", theme().highlight, false, true}, {captionFormula_, kPlateText}}});
  if (tools_->brushing())
    stack({{{tr("Drag around a region"), theme().highlight, false, true},
            {tr("  to weigh it before and after"), kPlateMuted}}});
  if (frame_->difference) stack(differencePlate(*frame_));
  if (frame_->target != nullptr && view.comparison == core::Comparison::contours) stack(contourPlate(*frame_->target));
  if (frame_->stage.mass) stack(massPlate(*frame_->stage.mass, frame_->request.stage.forget));
  if (frame_->stage.cell) stack(cellPlate(*frame_->stage.cell));
}

void Canvas::setFoot(int pixels) {
  if (pixels == foot_) return;
  foot_ = pixels;
  tools_->setFoot(pixels);
  placeBars();
  update();
}

void Canvas::setCaption(const QString& name, const QString& formula) {
  if (name == captionName_ && formula == captionFormula_) return;
  captionName_ = name;
  captionFormula_ = formula;
  update();
}

void Canvas::paintFormula(QPainter& painter, double size) {
  const core::View& view = document_.project().view;
  const bool gaussian = document_.project().flow.base.key == "gaussian" && view.temperature == 1;
  const FlowFormula::State state{
      view.reading, view.stage.forget, gaussian, document_.project().flow.conditional, tools_->ledger().litLayer(),
      1.15 * size,  width() - 56.0};
  const double ratio = painter.device()->devicePixelRatioF();
  // Drawn once: it stays for thousands of frames.
  if (formulaPicture_.isNull() || !(state == formulaState_) || formulaPicture_.devicePixelRatio() != ratio ||
      formulaDark_ != theme().dark) {
    formula_.set(state);
    formulaState_ = state;
    formulaDark_ = theme().dark;
    const QSizeF extent = formula_.size() + QSizeF(24, 12);
    formulaPicture_ = QPixmap((extent * ratio).toSize() + QSize(1, 1));
    formulaPicture_.setDevicePixelRatio(ratio);
    formulaPicture_.fill(Qt::transparent);
    QPainter plate(&formulaPicture_);
    plate.setRenderHint(QPainter::Antialiasing);
    plate.setPen(Qt::NoPen);
    plate.setBrush(theme().plate);
    plate.drawRoundedRect(QRectF(QPointF(), extent), 7, 7);
    formula_.paint(plate, QPointF(12, 6));
  }
  const QRectF plate(QPointF(16, 14), formula_.size() + QSizeF(24, 12));
  painter.drawPixmap(plate.topLeft(), formulaPicture_);
  formulaBox_ = plate.toAlignedRect();
}

void Canvas::resizeEvent(QResizeEvent*) {
  fitWindow();
  placeBars();
}

void Canvas::wheelEvent(QWheelEvent* event) {
  zoom(event->position().x() / width(), 1 - event->position().y() / height(), event->angleDelta().y());
}

void Canvas::zoom(double u, double v, int turn) {
  const double factor = std::pow(1.0015, -turn);
  const core::Window own = core::makeTarget(document_.project().target)->window();
  const double next = (visible_.x1 - visible_.x0) * factor / (own.x1 - own.x0);
  if (next < kLeast || next > kMost) return;
  const double x = visible_.x0 + u * (visible_.x1 - visible_.x0), y = visible_.y0 + v * (visible_.y1 - visible_.y0);
  const double w = (visible_.x1 - visible_.x0) * factor, h = (visible_.y1 - visible_.y0) * factor;
  wanted_ = {x - u * w, x + (1 - u) * w, y - v * h, y + (1 - v) * h};
  fitWindow();
}

void Canvas::shift(double across, double up) {
  const double dx = across * (visible_.x1 - visible_.x0), dy = up * (visible_.y1 - visible_.y0);
  wanted_ = {visible_.x0 + dx, visible_.x1 + dx, visible_.y0 + dy, visible_.y1 + dy};
  fitWindow();
}

void Canvas::mousePressEvent(QMouseEvent* event) {
  if (tools_->press(*event, planeView()) || event->button() != Qt::LeftButton) return;
  dragging_ = true;
  dragged_ = event->pos();
}

void Canvas::mouseMoveEvent(QMouseEvent* event) {
  if (tools_->move(*event, planeView()) || !dragging_) return;
  setCursor(Qt::ClosedHandCursor);
  const QPoint moved = event->pos() - std::exchange(dragged_, event->pos());
  shift(-static_cast<double>(moved.x()) / width(), static_cast<double>(moved.y()) / height());
}

void Canvas::mouseReleaseEvent(QMouseEvent* event) {
  tools_->release(*event, planeView());
  dragging_ = false;
  setCursor(Qt::CrossCursor);
}

void Canvas::keyPressEvent(QKeyEvent* event) {
  if (!tools_->key(*event, planeView())) QWidget::keyPressEvent(event);
}

void Canvas::mouseDoubleClickEvent(QMouseEvent*) { resetView(); }

}  // namespace app
