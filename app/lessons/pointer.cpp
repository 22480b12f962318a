#include "app/lessons/pointer.h"

#include <QPainter>
#include <QPainterPath>

#include "app/theme.h"

namespace app {

namespace {

constexpr int kFollowEvery = 100;  // milliseconds; panels fold and scroll
constexpr int kAround = 5;         // between a thing and its ring
constexpr double kWide = 3, kHalo = 7;
constexpr double kArrow = 46, kHead = 13;
constexpr double kLarge = 0.45;  // of the window: what is larger has no arrow

}  // namespace

Pointer::Pointer(LessonPlayer& player, QWidget* window) : QWidget(window), player_(player) {
  setAttribute(Qt::WA_TransparentForMouseEvents);
  setFocusPolicy(Qt::NoFocus);
  clock_.setInterval(kFollowEvery);
  connect(&clock_, &QTimer::timeout, this, &Pointer::follow);
  connect(&player, &LessonPlayer::changed, this, [this] {
    clock_.start();
    follow();
    raise();
  });
  connect(&player, &LessonPlayer::ended, this, [this] {
    clock_.stop();
    hide();
  });
  hide();
}

void Pointer::follow() {
  const Thing thing = player_.pointed();
  QRect ring;
  if (thing.widget != nullptr && thing.widget->isVisible()) {
    const QRect part = thing.part.isEmpty() ? thing.widget->rect() : thing.part;
    ring = QRect(thing.widget->mapTo(window(), part.topLeft()), part.size());
    // In a panel that scrolls, only what is in view.
    for (const QWidget* w = thing.widget->parentWidget(); w != nullptr; w = w->parentWidget())
      ring &= QRect(w->mapTo(window(), QPoint(0, 0)), w->size());
    if (!ring.isEmpty()) ring = ring.adjusted(-kAround, -kAround, kAround, kAround) & window()->rect();
  }
  setGeometry(parentWidget()->rect());
  setVisible(!ring.isEmpty());
  if (ring == ring_) return;
  ring_ = ring;
  update();
}

void Pointer::paintEvent(QPaintEvent*) {
  if (ring_.isEmpty()) return;
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  QPainterPath path;
  path.addRoundedRect(QRectF(ring_).adjusted(3, 3, -3, -3), 9, 9);
  QPainterPath head;
  if (ring_.width() < kLarge * width() || ring_.height() < kLarge * height()) {
    // From the window's middle, so that it stays inside.
    const QPointF middle = rect().center();
    const QRectF box(ring_);
    const QPointF centre = box.center(), away = middle - centre;
    const bool across = std::abs(away.x()) * height() > std::abs(away.y()) * width();
    const QPointF out = across ? QPointF(away.x() > 0 ? 1 : -1, 0) : QPointF(0, away.y() > 0 ? 1 : -1);
    const QPointF side(-out.y(), out.x());
    const QPointF tip = centre + QPointF(out.x() * (box.width() / 2 + 6), out.y() * (box.height() / 2 + 6));
    path.moveTo(tip + out * kHead);
    path.lineTo(tip + out * kArrow);
    head.addPolygon(
        QPolygonF({tip, tip + out * kHead + side * kHead / 1.7, tip + out * kHead - side * kHead / 1.7, tip}));
  }
  painter.setBrush(Qt::NoBrush);
  // A halo keeps it visible on what has its colour.
  QColor halo = theme().window;
  halo.setAlpha(200);
  painter.strokePath(path, QPen(halo, kHalo, Qt::SolidLine, Qt::RoundCap));
  painter.strokePath(head, QPen(halo, kHalo - kWide, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
  painter.strokePath(path, QPen(theme().accent, kWide, Qt::SolidLine, Qt::RoundCap));
  painter.fillPath(head, theme().accent);
}

}  // namespace app
