#include "app/figure/lesson_words.h"

#include <QRegularExpression>
#include <algorithm>
#include <cmath>

#include "app/math/formula.h"
#include "app/theme.h"

namespace app {

namespace {

constexpr double kTitle = 1.7, kSay = 1.45, kChoice = 1.35, kLesson = 0.95, kSmallest = 0.4;
constexpr double kShrunk = 0.8;  // the least of its usual size that a formula has
constexpr size_t kMostDots = 24;
constexpr double kBar = 0.9, kDisc = 1.9;  // what stands left of a question, of a choice

}  // namespace

LessonWords::LessonWords(const LessonMoment& moment, const QRectF& box, const FigureType& type, bool titled)
    : moment_(moment), box_(box), type_(type), titled_(titled) {
  const double room = box.height() - 1.6 * type.pixels();  // above the dots
  const double wide = widestFormula() * kShrunk;
  for (double factor = wide > box.width() ? box.width() / wide : 1;; factor *= 0.95) {
    if (set(factor) <= room || factor < kSmallest) break;
  }
}

// At the usual size: a formula wider than the column is shrunk, and should not be much smaller than the words around it.
double LessonWords::widestFormula() const {
  static const QRegularExpression formula(R"((?<!\\)\$+([^$]+)\$+)");
  const Step& step = moment_.step();
  double widest = 0;
  for (const std::string* text : {&step.say, &step.ask, &step.answer}) {
    for (auto all = formula.globalMatch(QString::fromStdString(*text)); all.hasNext();)
      widest = std::max(widest, Formula(all.next().captured(1), kSay * type_.pixels() * 72 / 96).size().width());
  }
  return widest + kBar * type_.pixels();
}

// For type of this size; the height that all of it takes.
double LessonWords::set(double factor) {
  factor_ = factor;
  pieces_.clear();
  const Step& step = moment_.step();
  const double em = factor * type_.pixels();
  double y = box_.top();
  const auto add = [&](const std::string& words, double size, Role role, double indent, double above, int number = 0) {
    if (words.empty()) return;
    y += above * em;
    const double points = size * em * 72 / 96;
    Piece piece{Prose(QString::fromStdString(words), points, box_.width() - indent * em), role,
                QPointF(box_.left() + indent * em, y), number};
    y += piece.prose.size().height();
    pieces_.push_back(std::move(piece));
  };
  if (titled_) add(moment_.reel->lesson.title, kLesson, Role::lesson, 0, 0);
  if (!step.title.empty()) add("**" + step.title + "**", kTitle, Role::title, 0, titled_ ? 0.5 : 0);
  add(step.say, kSay, Role::say, 0, 0.9);
  add(step.ask, kSay, Role::ask, kBar, 0.9);
  for (size_t i = 0; i < step.choices.size(); ++i)
    add(step.choices[i], kChoice, Role::choice, kBar + kDisc, i == 0 ? 0.7 : 0.55, static_cast<int>(i) + 1);
  add(step.answer, kSay, Role::answer, kBar, 0.9);
  return y - box_.top();
}

void LessonWords::paint(QPainter& painter) const {
  const Theme& t = theme();
  const bool revealed = moment_.at().revealed;
  const double em = factor_ * type_.pixels();
  painter.setRenderHint(QPainter::Antialiasing);
  for (const Piece& piece : pieces_) {
    if (piece.role == Role::answer && !revealed) continue;
    if (piece.role == Role::choice) {
      paintChoice(painter, piece);
      continue;
    }
    if (piece.role == Role::ask || piece.role == Role::answer) {
      painter.setPen(Qt::NoPen);
      painter.setBrush(piece.role == Role::ask ? t.accent : t.good);
      painter.drawRoundedRect(QRectF(box_.left(), piece.at.y(), 0.25 * em, piece.prose.size().height()), 0.12 * em,
                              0.12 * em);
    }
    piece.prose.paint(painter, piece.at, piece.role == Role::lesson ? t.muted : t.text, t.accent);
  }
  paintDots(painter);
}

void LessonWords::paintChoice(QPainter& painter, const Piece& piece) const {
  const Theme& t = theme();
  const bool revealed = moment_.at().revealed, known = moment_.step().right >= 0;
  const bool right = moment_.step().right == piece.number - 1;
  const double em = factor_ * type_.pixels(), r = 0.68 * em;
  QColor colour = revealed && right ? t.good : t.text, text = t.text;
  if (revealed && known && !right) {  // out of it, but still read
    colour = t.muted;
    text = t.muted;
  }
  const QPointF middle(box_.left() + (kBar + 0.3) * em + r / 2, piece.at.y() + 0.72 * kChoice * em);
  painter.setPen(QPen(colour, 0.1 * em));
  painter.setBrush(revealed && right ? QBrush(t.good) : QBrush(Qt::NoBrush));
  painter.drawEllipse(middle, r, r);
  const QString sign = revealed && right ? QString("✓") : QString::number(piece.number);
  painter.setFont(type_.font(0.85 * factor_, QFont::DemiBold));
  painter.setPen(revealed && right ? (t.dark ? t.window : QColor(Qt::white)) : colour);
  painter.drawText(QRectF(middle - QPointF(r, r), QSizeF(2 * r, 2 * r)), Qt::AlignCenter, sign);
  piece.prose.paint(painter, piece.at, text, t.accent);
}

void LessonWords::paintDots(QPainter& painter) const {
  const Theme& t = theme();
  const double em = type_.pixels(), y = box_.bottom() - 0.4 * em;
  const size_t count = moment_.reel->lesson.steps.size();
  const int here = moment_.at().step;
  const double pitch = std::min(0.85 * em, box_.width() / static_cast<double>(count));
  if (count > kMostDots || pitch < 0.5 * em) {
    painter.setFont(type_.font(0.85));
    painter.setPen(t.muted);
    painter.drawText(QPointF(box_.left(), y + 0.3 * em), QString("%1 / %2").arg(here + 1).arg(count));
    return;
  }
  painter.setPen(Qt::NoPen);
  for (int i = 0; i < static_cast<int>(count); ++i) {
    painter.setBrush(i == here ? t.accent : i < here ? t.muted : t.line);
    const double r = (i == here ? 0.3 : 0.2) * em;
    painter.drawEllipse(QPointF(box_.left() + (i + 0.5) * pitch, y), r, r);
  }
}

}  // namespace app
