#include "app/lessons/lesson_plate.h"

#include <QEvent>
#include <QPainter>
#include <algorithm>
#include <cmath>

#include "app/canvas/plate_colours.h"
#include "app/theme.h"

namespace app {

namespace {

constexpr int kMargin = 16;    // from the canvas's edges
constexpr double kLines = 31;  // of caption type that fit into the canvas's height
constexpr double kLeast = 12, kMost = 32;
constexpr double kPixels = 1.333;  // a point at 96 dpi
constexpr double kMeasure = 44;    // width of the text, in units of the type's size
constexpr double kHighest = 0.42;  // of the canvas that a plate may cover before its type shrinks
constexpr double kSmall = 0.62;    // size of the heading's type
constexpr int kOpacity = 226;
constexpr int kMostDots = 16;

QString words(const std::string& s) { return QString::fromStdString(s); }

}  // namespace

LessonPlate::LessonPlate(LessonPlayer& player, QWidget* canvas) : QWidget(canvas), player_(player) {
  setObjectName("lessonPlate");
  setCursor(Qt::ArrowCursor);
  setStyleSheet(
      "QToolButton { background: transparent; border: 1px solid transparent; border-radius: 6px; color: #f2f2f5; "
      "padding: 0; } QToolButton:hover { background: rgba(255, 255, 255, 40); } QToolButton:focus { border-color: "
      "#fde725; } QToolButton:disabled { color: rgba(255, 255, 255, 60); }");
  back_ = button(QString::fromUtf8("‹"), tr("Back (PgUp)"));
  next_ = button(QString::fromUtf8("›"), tr("Next (PgDn)"));
  close_ = button(QString::fromUtf8("×"), tr("End the lesson"));
  connect(back_, &QToolButton::clicked, &player, &LessonPlayer::back);
  connect(next_, &QToolButton::clicked, &player, &LessonPlayer::next);
  connect(close_, &QToolButton::clicked, &player, &LessonPlayer::stop);
  connect(&player, &LessonPlayer::changed, this, &LessonPlate::showStep);
  connect(&player, &LessonPlayer::waitingChanged, this, qOverload<>(&QWidget::update));
  connect(&player, &LessonPlayer::ended, this, &QWidget::hide);
  canvas->installEventFilter(this);
  hide();
  if (player.playing()) showStep();
}

QToolButton* LessonPlate::button(const QString& sign, const QString& name) {
  auto* made = new QToolButton(this);
  made->setText(sign);
  made->setToolTip(name);
  made->setAccessibleName(name);
  made->setFocusPolicy(Qt::TabFocus);
  return made;
}

QString LessonPlate::heading() const {
  const QString lesson = words(player_.lesson().title), step = words(player_.step().title);
  QString text = step.isEmpty() ? lesson : lesson + QString::fromUtf8(" · ") + step;
  const QString waiting = player_.waiting();
  return LessonText::spoken((waiting.isEmpty() ? text : text + QString::fromUtf8(" · ") + waiting).toStdString());
}

void LessonPlate::showStep() {
  if (!player_.playing()) return;
  const Step& step = player_.step();
  makeChoices();
  back_->setEnabled(player_.canGoBack());
  const QString onwards = player_.atEnd()                            ? tr("End of the lesson (PgDn)")
                          : !step.ask.empty() && !player_.revealed() ? tr("Show the answer (PgDn)")
                                                                     : tr("Next (PgDn)");
  next_->setToolTip(onwards);
  next_->setAccessibleName(onwards);
  setAccessibleName(tr("Lesson, step %1 of %2").arg(player_.number() + 1).arg(player_.lesson().steps.size()));
  std::string all = step.say + " " + step.ask;
  if (player_.revealed()) all += " " + step.answer;
  setAccessibleDescription(LessonText::spoken(all));
  arrange();
  show();
  raise();
}

void LessonPlate::makeChoices() {
  const Step& step = player_.step();
  qDeleteAll(choices_);
  choices_.clear();
  for (size_t i = 0; i < step.choices.size(); ++i) {
    const int number = static_cast<int>(i);
    const bool right = number == step.right, chosen = number == player_.chosen();
    // With the answer, what was neither right nor chosen makes room for the picture.
    if (player_.revealed() && !right && !chosen) continue;
    auto* choice = new ChoiceButton(number + 1, step.choices[i], this);
    if (player_.revealed())
      choice->setState(right || step.right < 0 ? ChoiceButton::State::right : ChoiceButton::State::wrong);
    // Later, since the button is gone when the answer is there.
    connect(
        choice, &QAbstractButton::clicked, this, [this, number] { player_.choose(number); }, Qt::QueuedConnection);
    choice->show();
    choices_.push_back(choice);
  }
}

void LessonPlate::arrange() {
  if (!player_.playing()) return;
  const QSize room = parentWidget()->size();
  double points = std::clamp(room.height() / kLines / kPixels, kLeast, kMost);
  int width = 0, height = 0;
  for (;; points *= 0.93) {
    width = std::min(room.width() - 2 * kMargin, static_cast<int>(kMeasure * points * kPixels));
    height = arrangeAt(points, width);
    if (height <= kHighest * room.height() || points * 0.93 < 0.75 * kLeast) break;
  }
  setGeometry((room.width() - width) / 2, room.height() - kMargin - height, width, height);
  update();
}

// Puts everything in its place for type of this size; the height that it takes.
int LessonPlate::arrangeAt(double points, int width) {
  points_ = points;
  const Step& step = player_.step();
  const double em = points * kPixels;
  const int pad = static_cast<int>(0.8 * em), row = static_cast<int>(std::max(24.0, 1.25 * em));
  int x = width - pad / 2;
  for (QToolButton* one : {close_, next_, back_}) {
    one->setFont(uiFont(0.95 * points));
    const int side = one == close_ ? row : static_cast<int>(1.4 * row);
    x -= side;
    one->setGeometry(x, pad / 2, side, row);
  }
  const int count = static_cast<int>(player_.lesson().steps.size());
  const double dots = count > kMostDots ? 3 * em : count * 0.55 * em;
  dotsBox_ = QRectF(x - dots - pad / 2, pad / 2, dots, row);
  headingBox_ = QRectF(pad, pad / 2, dotsBox_.left() - 2 * pad, row);

  pieces_.clear();
  double y = headingBox_.bottom() + 0.2 * em;
  const auto add = [&](const std::string& text, Piece::Role role) {
    if (text.empty()) return;
    Piece piece{LessonText(text, points, width - 2 * pad), {double(pad), y}, role};
    y += piece.text.size().height() + 0.45 * em;
    pieces_.push_back(std::move(piece));
  };
  add(step.say, Piece::Role::caption);
  add(step.ask, Piece::Role::question);
  if (!choices_.empty()) y += arrangeChoices(0.9 * points, pad, static_cast<int>(y), width - 2 * pad) + 0.45 * em;
  if (player_.revealed()) add(step.answer, Piece::Role::answer);
  return static_cast<int>(std::ceil(y + 0.35 * em));
}

// In as many columns as the longest choice leaves room for; the height that they take.
int LessonPlate::arrangeChoices(double points, int x, int y, int width) {
  const int gap = static_cast<int>(0.5 * points), count = static_cast<int>(choices_.size());
  int longest = 0;
  for (const ChoiceButton* choice : choices_) longest = std::max(longest, choice->naturalWidth(points));
  const auto room = [&](int columns) { return (width - (columns - 1) * gap) / columns; };
  const int columns = longest <= room(count) ? count : longest <= room(2) ? 2 : 1;
  int height = 0;
  for (ChoiceButton* choice : choices_) height = std::max(height, choice->setFor(points, room(columns)));
  for (int i = 0; i < count; ++i)
    choices_[static_cast<size_t>(i)]->setGeometry(x + i % columns * (room(columns) + gap),
                                                  y + i / columns * (height + gap), room(columns), height);
  const int rows = (count + columns - 1) / columns;
  return rows * height + (rows - 1) * gap;
}

void LessonPlate::paintEvent(QPaintEvent*) {
  if (!player_.playing()) return;
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  QColor plate = theme().plate;
  plate.setAlpha(kOpacity);  // more than under a number: lines that shine through disturb reading
  painter.setPen(Qt::NoPen);
  painter.setBrush(plate);
  painter.drawRoundedRect(rect(), 10, 10);
  const QFont small = uiFont(kSmall * points_, QFont::Medium);
  painter.setFont(small);
  painter.setPen(kPlateMuted);
  painter.drawText(headingBox_, Qt::AlignVCenter | Qt::AlignLeft,
                   QFontMetricsF(small).elidedText(heading(), Qt::ElideRight, headingBox_.width()));
  paintDots(painter);
  const QColor accent = theme().highlight;
  for (const Piece& piece : pieces_) {
    piece.text.paint(painter, piece.at, piece.role == Piece::Role::answer ? accent : kPlateText, accent);
    if (piece.role != Piece::Role::question) continue;
    painter.setPen(Qt::NoPen);
    painter.setBrush(accent);
    painter.drawRoundedRect(QRectF(piece.at.x() / 2, piece.at.y(), 3, piece.text.size().height()), 1.5, 1.5);
  }
}

void LessonPlate::paintDots(QPainter& painter) const {
  const int count = static_cast<int>(player_.lesson().steps.size());
  if (count > kMostDots) {
    painter.drawText(dotsBox_, Qt::AlignVCenter | Qt::AlignRight,
                     QString("%1 / %2").arg(player_.number() + 1).arg(count));
    return;
  }
  const double pitch = dotsBox_.width() / count;
  painter.setPen(Qt::NoPen);
  for (int i = 0; i < count; ++i) {
    const bool here = i == player_.number();
    painter.setBrush(here ? theme().highlight : QColor(255, 255, 255, i < player_.number() ? 150 : 60));
    const double radius = pitch * (here ? 0.3 : 0.2);
    painter.drawEllipse(QPointF(dotsBox_.left() + (i + 0.5) * pitch, dotsBox_.center().y()), radius, radius);
  }
}

bool LessonPlate::eventFilter(QObject* watched, QEvent* event) {
  if (watched == parent() && event->type() == QEvent::Resize) arrange();
  return false;
}

void LessonPlate::changeEvent(QEvent* event) {
  if (event->type() == QEvent::PaletteChange) update();
  QWidget::changeEvent(event);
}

}  // namespace app
