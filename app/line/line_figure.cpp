#include "app/line/line_figure.h"

#include <QFontMetricsF>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <algorithm>
#include <cmath>

#include "app/line/line_drawing.h"
#include "app/line/line_text.h"
#include "app/motion.h"
#include "app/theme.h"

namespace app {

namespace {

constexpr double kHit = 14;                     // pixels from a handle
constexpr int kMoveTime = 150;                  // ms
constexpr double kStep = 0.05, kBigStep = 0.5;  // of z, by a key

bool same(const LineWindow& a, const LineWindow& b) {
  return a.x.low == b.x.low && a.x.high == b.x.high && a.z.low == b.z.low && a.z.high == b.z.high;
}

}  // namespace

LineFigure::LineFigure(QWidget* parent) : QWidget(parent), reading_(read({})) {
  setFocusPolicy(Qt::StrongFocus);
  setMouseTracking(true);
  setMinimumSize(360, 300);
  setAccessibleName(tr("Graph of the map"));
  setAccessibleDescription(tr("With the base density below it and the density of x to its left"));
  setToolTip({});
  window_ = wanted_ = windowOf(reading_.scene.flow);
  moving_.setStartValue(0.0);
  moving_.setEndValue(1.0);
  connect(&moving_, &QVariantAnimation::valueChanged, this, [this](const QVariant& t) {
    window_ = between(from_, wanted_, t.toDouble());
    update();
  });
}

void LineFigure::show(const LineReading& reading) {
  reading_ = reading;
  // While a handle is in hand the axes stand still, or it would run away from the pointer.
  if (grip_ != Grip::handle) fitWindow();
  setAccessibleDescription(tr("z = %1, x = %2, slope %3, density of z %4, density of x %5")
                               .arg(decimal(reading.probe.z, 2), decimal(reading.probe.x, 2),
                                    decimal(reading.probe.slope, 2), decimal(std::exp(reading.probe.logBase), 4),
                                    decimal(std::exp(reading.probe.logDensity), 4)));
  update();
}

void LineFigure::setPoints(double points) {
  points_ = points;
  update();
}

void LineFigure::fitWindow() {
  const LineWindow next = windowOf(reading_.scene.flow);
  if (same(next, wanted_)) return;
  from_ = window_;
  wanted_ = next;
  moving_.stop();
  moving_.setDuration(Motion::milliseconds(kMoveTime));
  moving_.setEasingCurve(QEasingCurve::InOutQuad);
  if (moving_.duration() > 0 && isVisible()) {
    moving_.start();
  } else {
    window_ = wanted_;
  }
}

double LineFigure::titleHeight() const { return 3.5 * QFontMetricsF(uiFont(points_)).height(); }

LineAxes LineFigure::axes() const {
  const double line = QFontMetricsF(uiFont(points_)).height();
  const QRectF box = QRectF(rect()).adjusted(0.9 * line, titleHeight(), -1.5 * line, -0.7 * line);
  return {box, line, window_, reading_.peak};
}

std::vector<LineHandle> LineFigure::handles() const {
  // On the way to the map its graph is elsewhere; in a stack it is not the graph that is shown.
  if (reading_.scene.part < 1 || reading_.scene.flow.maps().size() > 1) return {};
  const LineAxes at = axes();
  return handlesOf(reading_.scene.chosenMap(), reading_.scene.knot, at.zScale(), at.xScale());
}

void LineFigure::paintTitle(QPainter& painter) const {
  const double line = QFontMetricsF(uiFont(points_)).height();
  const QString formula = formulaOf(reading_.shown), caption = captionOf(reading_.shown);
  double size = 1.45 * points_;
  const double room = width() - 2.4 * line;
  const double wanted = formulaSize(formula, size).width() + formulaSize(caption, size).width() + 2 * line;
  if (wanted > room) size *= room / wanted;
  const QSizeF end = formulaSize(caption, size);
  const double top = 0.45 * line;
  paintFormula(painter, {0.9 * line, top}, formula, size, theme().text);
  paintFormula(painter, {width() - 1.5 * line - end.width(), top}, caption, size, theme().accent);
}

void LineFigure::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setPen(hasFocus() ? QPen(theme().accent, 1) : QPen(Qt::NoPen));
  painter.setBrush(theme().panel);
  painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 10, 10);
  const LineAxes at = axes();
  LineDrawing(painter, at, reading_, points_).paint(handles(), active_);
  paintTitle(painter);
}

int LineFigure::handleAt(const QPointF& place) const {
  const LineAxes at = axes();
  const auto all = handles();
  int best = -1;
  double nearest = std::max(kHit, points_);
  for (int i = 0; i < static_cast<int>(all.size()); ++i) {
    const QPointF way = at.at(all[static_cast<size_t>(i)].z, all[static_cast<size_t>(i)].x) - place;
    const double distance = std::hypot(way.x(), way.y());
    if (distance > nearest) continue;
    nearest = distance;
    best = i;
  }
  return best;
}

int LineFigure::stripAt(const QPointF& place) const {
  const LineAxes at = axes();
  const bool onData = place.x() < at.graph.left();
  if (place.y() > at.base.bottom() || place.y() < at.graph.top()) return -1;
  if (onData && (place.y() > at.graph.bottom() || place.x() < at.data.left())) return -1;
  // Above a graph that rises it is a row that one points at.
  const double z = at.zAt(place.x()), x = at.xAt(place.y());
  const bool row = onData || (place.y() < at.graph.bottom() && reading_.shown.toData(z) < x && !reading_.shown.falls());
  const double of = row ? reading_.shown.toBase(x) : z;
  for (size_t i = 0; i < reading_.strips.size(); ++i) {
    if (of >= reading_.strips[i].z0 && of < reading_.strips[i].z1) return static_cast<int>(i);
  }
  return -1;
}

void LineFigure::mousePressEvent(QMouseEvent* event) {
  if (event->button() != Qt::LeftButton) return;
  const LineAxes at = axes();
  const QPointF place = event->position();
  active_ = handleAt(place);
  if (active_ >= 0) {
    held_ = handles()[static_cast<size_t>(active_)];
    offset_ = at.at(held_.z, held_.x) - place;
    grip_ = Grip::handle;
    if (held_.role == LineHandle::Role::knot) emit knotChosen(held_.knot);
    setCursor(Qt::ClosedHandCursor);
    return;
  }
  grip_ = place.x() < at.graph.left() && place.y() < at.base.top() ? Grip::byX : Grip::byZ;
  emit stripHovered(-1);
  drag(place);
}

void LineFigure::drag(const QPointF& place) {
  const LineAxes at = axes();
  if (grip_ == Grip::handle) {
    const QPointF to = place + offset_;
    emit mapDragged(dragged(reading_.scene.chosenMap(), held_, at.zAt(to.x()), at.xAt(to.y())));
  } else {
    const double z = grip_ == Grip::byX ? reading_.shown.toBase(at.xAt(place.y())) : at.zAt(place.x());
    emit probeMoved(std::clamp(z, -kLineReach, kLineReach));
  }
}

void LineFigure::mouseMoveEvent(QMouseEvent* event) {
  if (grip_ != Grip::none) {
    drag(event->position());
    return;
  }
  const int before = std::exchange(active_, handleAt(event->position()));
  if (before != active_) update();
  setCursor(active_ >= 0 ? Qt::OpenHandCursor : Qt::CrossCursor);
  emit stripHovered(stripAt(event->position()));
}

void LineFigure::mouseReleaseEvent(QMouseEvent* event) {
  if (event->button() != Qt::LeftButton) return;
  grip_ = Grip::none;
  active_ = handleAt(event->position());
  setCursor(active_ >= 0 ? Qt::OpenHandCursor : Qt::CrossCursor);
  fitWindow();
  update();
}

void LineFigure::leaveEvent(QEvent*) {
  active_ = -1;
  emit stripHovered(-1);
  update();
}

void LineFigure::keyPressEvent(QKeyEvent* event) {
  const double step = event->modifiers() & Qt::ShiftModifier ? kBigStep : kStep;
  const double up = reading_.shown.falls() ? -1 : 1;
  double z = reading_.scene.probe;
  switch (event->key()) {
    case Qt::Key_Left: z -= step; break;
    case Qt::Key_Right: z += step; break;
    case Qt::Key_Down: z -= up * step; break;
    case Qt::Key_Up: z += up * step; break;
    default: QWidget::keyPressEvent(event); return;
  }
  // Round, so that steps do not gather what a drag has left over.
  z = std::round(z / kStep) * kStep;
  emit probeMoved(std::clamp(z, -kLineReach, kLineReach));
}

void LineFigure::changeEvent(QEvent* event) {
  if (event->type() == QEvent::PaletteChange) update();
  QWidget::changeEvent(event);
}

}  // namespace app
