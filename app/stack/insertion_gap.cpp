#include "app/stack/insertion_gap.h"

#include <algorithm>
#include <cmath>

#include "app/motion.h"
#include "app/stack/card_painter.h"
#include "app/theme.h"

namespace app {

InsertionGap::InsertionGap(QObject* parent) : QObject(parent) {
  animation_.setEasingCurve(QEasingCurve::OutCubic);
  connect(&animation_, &QVariantAnimation::valueChanged, this,
          [this](const QVariant& value) { setOpening(value.toDouble()); });
}

void InsertionGap::openAt(int position) {
  if (position == position_) return;
  // A gap that wanders opens anew where it arrives, or it would jump there full size.
  const double from = position_ >= 0 && position >= 0 ? std::min(opening_, 0.4) : opening_;
  position_ = position;
  if (position >= 0) place_ = position;
  animation_.stop();
  const double to = position >= 0 ? 1 : 0;
  if (const int duration = Motion::milliseconds(150); duration > 0) {
    animation_.setDuration(duration);
    animation_.setStartValue(from);
    animation_.setEndValue(to);
    animation_.start();
  } else {
    setOpening(to);
  }
}

void InsertionGap::setOpening(double opening) {
  opening_ = opening;
  if (opening == 0 && position_ < 0) place_ = -1;
  emit moved();
}

int InsertionGap::shiftOf(int row) const {
  if (place_ < 0) return 0;
  constexpr double kShift = kCardGap / 2.0;  // as far as the first card can go without being cut off
  return static_cast<int>(std::lround((row < place_ ? -kShift : kShift) * opening_));
}

void InsertionGap::paintLine(QPainter& painter, double top, const QRect& area) const {
  QColor accent = theme().accent;
  accent.setAlphaF(static_cast<float>(opening_));
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setPen(Qt::NoPen);
  painter.setBrush(accent);
  const double y = std::clamp(top - 1.5, 0.0, std::max(0.0, area.height() - 3.0));
  painter.drawRoundedRect(QRectF(2, y, area.width() - 4, 3), 1.5, 1.5);
}

}  // namespace app
