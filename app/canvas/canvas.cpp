#include "app/canvas/canvas.h"

#include <QHBoxLayout>
#include <QMouseEvent>
#include <QPainter>
#include <QPainterPath>
#include <QTextDocument>
#include <QToolButton>
#include <QWheelEvent>
#include <algorithm>
#include <cmath>

#include "app/theme.h"

namespace app {

namespace {

constexpr int kDataPoints = 1500;
constexpr double kRadius = 10;  // of the canvas's corners
const QColor kPlateText(0xf2, 0xf2, 0xf5), kPlateMuted(0xb9, 0xb4, 0xc6);
constexpr double kLeast = 1e-4, kMost = 1e6;  // widths of the visible window, in units of the target's own

core::View toggled(core::View view, bool core::View::*part) {
  view.*part = !(view.*part);
  return view;
}

}  // namespace

Canvas::Canvas(Document& document, QWidget* parent) : QWidget(parent), document_(document) {
  setFocusPolicy(Qt::StrongFocus);
  setAttribute(Qt::WA_OpaquePaintEvent);  // nothing is painted beneath
  setMinimumSize(320, 240);
  setAccessibleName(tr("Canvas: the density of the flow at the chosen depth"));
  setCursor(Qt::CrossCursor);
  connect(&document, &Document::changed, this, &Canvas::projectChanged);
  makeBar();
  loadData();
  resetView();
}

void Canvas::makeBar() {
  bar_ = new QWidget(this);
  bar_->setObjectName("canvasBar");
  bar_->setStyleSheet(
      "#canvasBar { background: rgba(20, 8, 32, 190); border-radius: 8px; }"
      "QToolButton { background: transparent; border: 1px solid transparent; color: #cfd3dc; padding: 3px 9px; }"
      "QToolButton:hover { background: rgba(255, 255, 255, 30); }"
      "QToolButton:focus { border-color: #fde725; }"
      "QToolButton:checked { color: #ffffff; background: rgba(255, 255, 255, 48); }");
  auto* row = new QHBoxLayout(bar_);
  row->setContentsMargins(4, 4, 4, 4);
  row->setSpacing(2);
  const struct {
    QString text, tip;
    Qt::Key key;
    bool core::View::*part;
  } parts[] = {{tr("Density"), tr("Density as colour (C)"), Qt::Key_C, &core::View::density},
               {tr("Grid"), tr("The base's grid, carried along (G)"), Qt::Key_G, &core::View::grid},
               {tr("Particles"), tr("Samples of the base, carried along (P)"), Qt::Key_P, &core::View::particles},
               {tr("Data"), tr("Points of the target (D)"), Qt::Key_D, &core::View::data}};
  for (const auto& part : parts) {
    auto* button = new QToolButton(bar_);
    button->setText(part.text);
    button->setToolTip(part.tip);
    button->setAccessibleName(part.tip);
    button->setCheckable(true);
    button->setShortcut(part.key);
    const auto member = part.part;
    button->setChecked(document_.project().view.*member);
    connect(button, &QToolButton::clicked, this,
            [this, member] { document_.setView(toggled(document_.project().view, member)); });
    connect(&document_, &Document::changed, button,
            [button, member](const core::Project&, const core::Project& p) { button->setChecked(p.view.*member); });
    row->addWidget(button);
  }
  auto* reset = new QToolButton(bar_);
  reset->setText(tr("Reset view"));
  reset->setToolTip(tr("Show the whole target again (Home, or double click)"));
  reset->setAccessibleName(reset->toolTip());
  reset->setShortcut(Qt::Key_Home);
  connect(reset, &QToolButton::clicked, this, &Canvas::resetView);
  row->addWidget(reset);
  // Out of sight rather than hidden: a hidden button loses its key.
  bar_->move(-2000, 0);
}

void Canvas::placeBar() {
  bar_->adjustSize();
  const bool seen = underMouse() || bar_->isAncestorOf(focusWidget());
  bar_->move(seen ? (width() - bar_->width()) / 2 : -2000, height() - bar_->height() - 14);
}

void Canvas::enterEvent(QEnterEvent*) { placeBar(); }
void Canvas::leaveEvent(QEvent*) { placeBar(); }

void Canvas::loadData() {
  data_ = core::makeTarget(document_.project().target)->sample(kDataPoints, 1, core::Stream::heldOut);
}

void Canvas::projectChanged(const core::Project& before, const core::Project& after) {
  if (before.target != after.target) {
    loadData();
    resetView();
  } else if (before.view.window != after.view.window) {
    fitWindow();
  }
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

// Widens the wanted window until it has the canvas's shape: units are as long across as up.
void Canvas::fitWindow() {
  const double ratio = height() > 0 ? static_cast<double>(width()) / height() : 1.5;
  const double w = wanted_.x1 - wanted_.x0, h = wanted_.y1 - wanted_.y0;
  const double fullW = std::max(w, h * ratio), fullH = std::max(h, w / ratio);
  const double cx = (wanted_.x0 + wanted_.x1) / 2, cy = (wanted_.y0 + wanted_.y1) / 2;
  visible_ = {cx - fullW / 2, cx + fullW / 2, cy - fullH / 2, cy + fullH / 2};
  emit viewChanged();
  update();
}

void Canvas::show(const std::shared_ptr<const core::Frame>& frame) {
  frame_ = frame;
  if (!frame->density.logDensity.empty()) {
    shades_ = shadesOf(frame->density, largest(frame->density));
    shadesAt_ = frame->density.window;
  }
  update();
}

QPointF Canvas::toScreen(double x, double y) const {
  return {(x - visible_.x0) / (visible_.x1 - visible_.x0) * width(),
          (visible_.y1 - y) / (visible_.y1 - visible_.y0) * height()};
}

void Canvas::paintEvent(QPaintEvent*) {
  const core::View& view = document_.project().view;
  const double ratio = devicePixelRatioF();
  surface_.begin((QSizeF(size()) * ratio).toSize(), visible_);
  // The density lies where it was made for; while one zooms it is stretched until the next one is there.
  if (frame_ != nullptr && view.density) surface_.drawDensity(shades_, shadesAt_);
  if (frame_ != nullptr && view.grid) surface_.drawLines(frame_->mesh, QColor(255, 255, 255, 72));
  if (view.data) surface_.drawDots(data_, QColor(255, 120, 90, 200), 2.6 * ratio);
  if (frame_ != nullptr && view.particles)
    surface_.drawDots(frame_->particles, QColor(255, 255, 255, 190), 2.2 * ratio);
  QPainter painter(this);
  painter.drawImage(QRectF(rect()), surface_.image());
  paintCorners(painter);
  paintPlates(painter);
}

// Rounds the corners by what lies around: to clip all the rest to that shape takes longer than to paint it.
void Canvas::paintCorners(QPainter& painter) const {
  const double r = kRadius;
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setPen(Qt::NoPen);
  painter.setBrush(theme().window);
  for (int quarter = 0; quarter < 4; ++quarter) {
    const bool right = quarter % 2 == 1, low = quarter / 2 == 1;
    painter.save();
    painter.translate(right ? width() : 0, low ? height() : 0);
    painter.scale(right ? -1 : 1, low ? -1 : 1);
    QPainterPath corner;
    corner.moveTo(0, 0);
    corner.lineTo(r, 0);
    corner.arcTo(QRectF(0, 0, 2 * r, 2 * r), 90, 90);
    painter.drawPath(corner);
    painter.restore();
  }
}

// A translucent plate as large as what stands on it.
QRectF Canvas::paintPlate(QPainter& painter, const QPointF& corner, const QSizeF& content) const {
  const QRectF box(corner, content + QSizeF(24, 14));
  painter.setPen(Qt::NoPen);
  painter.setBrush(theme().plate);
  painter.drawRoundedRect(box, 7, 7);
  return box.adjusted(12, 7, -12, -7);
}

void Canvas::paintPlates(QPainter& painter) {
  // On a whole screen the type grows along: it is read from the back row.
  const double size = 11 * std::clamp(height() / 560.0, 1.0, 2.0);
  if (formula_.isNull()) {
    QTextDocument text;
    text.setDefaultFont(uiFont(size));
    text.setDocumentMargin(0);
    text.setHtml("<div style='color:#f2f2f5'><span style='font-family:serif;font-size:" + QString::number(1.18 * size) +
                 "pt'>log <i>p</i>(<i>x</i>) = log <i>N</i>(<i>z</i>) + "
                 "<span style='color:#fde725'>&#8721;<sub>k</sub> log |det <i>J</i><sub>k</sub>|</span></span>"
                 "<span style='color:#b9b4c6'>&nbsp;&nbsp;&nbsp;<i>x</i> &#8594; <i>z</i></span></div>");
    const QSizeF extent = text.size() + QSizeF(24, 14);
    formula_ = QPixmap((extent * devicePixelRatioF()).toSize());
    formula_.setDevicePixelRatio(devicePixelRatioF());
    formula_.fill(Qt::transparent);
    QPainter plate(&formula_);
    plate.setRenderHint(QPainter::Antialiasing);
    plate.translate(paintPlate(plate, {0, 0}, text.size()).topLeft());
    text.drawContents(&plate);
  }
  painter.drawPixmap(QPointF(16, 14), formula_);
  if (frame_ == nullptr) return;
  const int K = frame_->request.flow->depth();
  const double T = frame_->request.depth;
  const QString place = T <= 0 ? tr(" · base z") : T >= K ? tr(" · data x") : QString();
  QFont upright = uiFont(size), italic = upright;
  italic.setItalic(true);
  const struct {
    QString text;
    const QFont& font;
    QColor colour;
  } pieces[] = {{QString::fromUtf8("∫ "), upright, kPlateText},
                {"p", italic, kPlateText},
                {QString(" = %1     ").arg(frame_->integral, 0, 'f', 4), upright, kPlateText},
                {tr("depth %1 of %2").arg(T, 0, 'f', 1).arg(K) + place, upright, kPlateMuted}};
  double extent = 0;
  for (const auto& piece : pieces) extent += QFontMetricsF(piece.font).horizontalAdvance(piece.text);
  const QFontMetricsF metrics(upright);
  QPointF at = paintPlate(painter, {width() - extent - 40, 14}, {extent, metrics.height()}).topLeft();
  at.ry() += metrics.ascent();
  for (const auto& piece : pieces) {
    painter.setFont(piece.font);
    painter.setPen(piece.colour);
    painter.drawText(at, piece.text);
    at.rx() += QFontMetricsF(piece.font).horizontalAdvance(piece.text);
  }
}

void Canvas::changeEvent(QEvent* event) {
  if (event->type() == QEvent::PaletteChange) formula_ = {};
  QWidget::changeEvent(event);
}

void Canvas::resizeEvent(QResizeEvent*) {
  formula_ = {};
  fitWindow();
  placeBar();
}

void Canvas::wheelEvent(QWheelEvent* event) {
  const double factor = std::pow(1.0015, -event->angleDelta().y());
  const core::Window own = core::makeTarget(document_.project().target)->window();
  const double next = (visible_.x1 - visible_.x0) * factor / (own.x1 - own.x0);
  if (next < kLeast || next > kMost) return;
  // The point under the pointer stays under the pointer.
  const double u = event->position().x() / width(), v = 1 - event->position().y() / height();
  const double x = visible_.x0 + u * (visible_.x1 - visible_.x0), y = visible_.y0 + v * (visible_.y1 - visible_.y0);
  const double w = (visible_.x1 - visible_.x0) * factor, h = (visible_.y1 - visible_.y0) * factor;
  wanted_ = {x - u * w, x + (1 - u) * w, y - v * h, y + (1 - v) * h};
  fitWindow();
}

void Canvas::mousePressEvent(QMouseEvent* event) {
  if (event->button() != Qt::LeftButton) return;
  dragging_ = true;
  dragged_ = event->pos();
  setCursor(Qt::ClosedHandCursor);
}

void Canvas::mouseMoveEvent(QMouseEvent* event) {
  if (!dragging_) return;
  const QPoint moved = event->pos() - std::exchange(dragged_, event->pos());
  const double dx = -moved.x() * (visible_.x1 - visible_.x0) / width();
  const double dy = moved.y() * (visible_.y1 - visible_.y0) / height();
  wanted_ = {visible_.x0 + dx, visible_.x1 + dx, visible_.y0 + dy, visible_.y1 + dy};
  fitWindow();
}

void Canvas::mouseReleaseEvent(QMouseEvent*) {
  dragging_ = false;
  setCursor(Qt::CrossCursor);
}

void Canvas::mouseDoubleClickEvent(QMouseEvent*) { resetView(); }

}  // namespace app
