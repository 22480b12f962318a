#include "app/lessons/choice_button.h"

#include <QPainter>
#include <cmath>

#include "app/canvas/plate_colours.h"
#include "app/theme.h"

namespace app {

namespace {

constexpr double kPad = 0.42;      // around the text, in units of the type's size
constexpr double kNumber = 1.9;    // width of the number before it
constexpr double kPixels = 1.333;  // a point at 96 dpi
constexpr double kWide = 1e5;      // wider than any line

}  // namespace

ChoiceButton::ChoiceButton(int number, const std::string& text, QWidget* parent)
    : QAbstractButton(parent), number_(number), words_(text) {
  setCursor(Qt::PointingHandCursor);
  setFocusPolicy(Qt::TabFocus);
  setText(LessonText::spoken(text));
  setAccessibleName(tr("Answer %1: %2").arg(number).arg(LessonText::spoken(text)));
  setToolTip(tr("Key %1").arg(number));
}

void ChoiceButton::setState(State state) {
  state_ = state;
  setEnabled(state == State::open);
  const QString verdict = state == State::right ? tr("right") : state == State::wrong ? tr("not so") : QString();
  setAccessibleDescription(verdict);
  update();
}

int ChoiceButton::naturalWidth(double points) const {
  const double em = points * kPixels;
  return static_cast<int>(std::ceil(LessonText(words_, points, kWide).size().width() + (kNumber + 2 * kPad) * em));
}

int ChoiceButton::setFor(double points, int width) {
  const double em = points * kPixels;
  points_ = points;
  text_ = LessonText(words_, points, width - (kNumber + 2 * kPad) * em);
  return static_cast<int>(std::ceil(text_.size().height() + 2 * kPad * em));
}

void ChoiceButton::paintEvent(QPaintEvent*) {
  const QColor accent = theme().highlight;
  const double em = points_ * kPixels;
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  const bool right = state_ == State::right, open = state_ == State::open;
  QColor edge = right || hasFocus() ? accent : QColor(255, 255, 255, open ? 90 : 45);
  painter.setPen(QPen(edge, right ? 2 : 1));
  painter.setBrush(QColor(255, 255, 255, open ? (underMouse() || isDown() ? 60 : 28) : right ? 40 : 0));
  painter.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), 6, 6);
  const QColor ink = open ? kPlateText : right ? accent : kPlateMuted;
  painter.setFont(uiFont(points_, QFont::DemiBold));
  painter.setPen(open ? kPlateMuted : ink);
  const QRectF place(kPad * em, 0, kNumber * em, height());
  painter.drawText(place, Qt::AlignVCenter | Qt::AlignLeft,
                   state_ == State::wrong ? QString::fromUtf8("×") : QString::number(number_));
  text_.paint(painter, {(kPad + kNumber * 0.75) * em, (height() - text_.size().height()) / 2}, ink, accent);
}

}  // namespace app
