#include "app/race/race_pane.h"

#include <QComboBox>
#include <QEvent>
#include <QHBoxLayout>
#include <QPainter>
#include <QSignalBlocker>
#include <QVBoxLayout>
#include <cmath>

#include "app/panels/choice_box.h"
#include "app/race/race_table.h"
#include "app/theme.h"

namespace app {

namespace {

// As on the main window's read-out.
QColor gapColour(double gap) { return gap < 0.05 ? theme().good : gap < 0.2 ? theme().fair : theme().poor; }

// A heading that can be changed: its words stand at the left, beside the lane's letter.
class StackChooser : public ChoiceBox {
 public:
  explicit StackChooser(QWidget* parent) : ChoiceBox(parent, Qt::AlignLeft) {}
  QSize minimumSizeHint() const override { return {100, sizeHint().height()}; }
};

}  // namespace

RacePicture::RacePicture(QWidget* parent) : QWidget(parent) {
  setMinimumSize(120, 90);
  setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
}

core::Window RacePicture::shownWindow() const {
  core::Window w = window_;
  const double unit = std::max((w.x1 - w.x0) / std::max(1, width()), (w.y1 - w.y0) / std::max(1, height()));
  const double dx = (unit * width() - (w.x1 - w.x0)) / 2, dy = (unit * height() - (w.y1 - w.y0)) / 2;
  return {w.x0 - dx, w.x1 + dx, w.y0 - dy, w.y1 + dy};
}

void RacePicture::show(const RaceLane& lane) {
  sentence_ = lane.refusal();
  message_ = lane.message();
  frame_ = sentence_.isEmpty() ? lane.frame() : nullptr;
  setAccessibleName(sentence_.isEmpty() ? QObject::tr("Density of %1").arg(lane.entry().name) : sentence_);
  update();
}

void RacePicture::clear() {
  frame_ = nullptr;
  sentence_.clear();
  message_.clear();
  update();
}

void RacePicture::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  if (!sentence_.isEmpty()) {
    painter.fillRect(rect(), theme().panel);
    painter.setPen(theme().text);
    painter.setFont(font());
    painter.drawText(rect().adjusted(16, 8, -16, -8), Qt::AlignCenter | Qt::TextWordWrap, sentence_);
    return;
  }
  surface_.begin(pixels(), shownWindow());
  if (frame_ != nullptr && frame_->density.width > 0)
    surface_.drawDensity(shadesOf(frame_->density, largest(frame_->density)), frame_->density.window);
  surface_.image().setDevicePixelRatio(devicePixelRatioF());
  painter.drawImage(0, 0, surface_.image());
  if (message_.isEmpty()) return;
  painter.setFont(uiFont(font().pointSizeF() * 0.85));
  QRect room = rect().adjusted(10, 0, -10, -8);
  const QRect words = painter.fontMetrics().boundingRect(room, Qt::AlignLeft | Qt::TextWordWrap, message_);
  room.setTop(room.bottom() - words.height());
  painter.fillRect(QRect(0, room.top() - 6, width(), height() - room.top() + 6), theme().plate);
  painter.setPen(Qt::white);
  painter.drawText(room, Qt::AlignLeft | Qt::TextWordWrap, message_);
}

RaceReadout::RaceReadout(QWidget* parent) : QWidget(parent) { setPoints(10); }

void RaceReadout::show(std::shared_ptr<const core::Standing> standing, bool leads) {
  standing_ = std::move(standing);
  leads_ = leads;
  const bool known = standing_ != nullptr && standing_->heldOut();
  setAccessibleName(
      !known ? QObject::tr("Nothing measured yet")
      : standing_->gap()
          ? QObject::tr("Gap %1 nats after %2 steps").arg(natsText(standing_->gap())).arg(standing_->steps)
          : QObject::tr("NLL %1 nats after %2 steps").arg(natsText(standing_->heldOut())).arg(standing_->steps));
  update();
}

void RaceReadout::setPoints(double points) {
  points_ = points;
  setFixedWidth(QFontMetrics(uiFont(points * 2, QFont::Bold)).horizontalAdvance("−0.000") + 4);
}

void RaceReadout::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  const Theme& t = theme();
  double y = 0;
  const auto line = [&](const QString& text, double points, int weight, const QColor& colour, double space) {
    painter.setFont(uiFont(points, weight));
    painter.setPen(colour);
    const double height = painter.fontMetrics().height();
    painter.drawText(QRectF(0, y, width(), height), Qt::AlignLeft | Qt::AlignVCenter, text);
    y += height + space;
  };
  const auto* s = standing_.get();
  const auto gap = s != nullptr ? s->gap() : std::nullopt;
  const bool unknown = s != nullptr && !s->entropy && s->refusal.empty();
  const auto large = unknown ? s->heldOut() : gap;
  line(unknown ? QObject::tr("NLL (nats)") : QObject::tr("Gap (nats)"), points_ * 0.95, QFont::Normal, t.muted, 0);
  line(natsText(large), points_ * 2, QFont::Bold, gap ? gapColour(*gap) : t.text, 0);
  line(leads_ ? QObject::tr("▲ leads") : QString(), points_ * 1.1, QFont::Bold, t.text, points_ * 0.4);
  const auto small = [&](const QString& caption, const QString& text) {
    line(caption, points_ * 0.95, QFont::Normal, t.muted, 0);
    line(text, points_ * 1.25, QFont::DemiBold, t.text, points_ * 0.4);
  };
  const bool ran = s != nullptr && s->refusal.empty();
  small(QObject::tr("Steps"), ran ? countText(s->steps) : QStringLiteral("–"));
  small(QObject::tr("Training"), ran ? QStringLiteral("%1 s").arg(s->seconds, 0, 'f', 1) : QStringLiteral("–"));
}

RacePane::RacePane(int place, QWidget* parent) : QWidget(parent), place_(place) {
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(6);
  auto* head = new QHBoxLayout;
  head->setSpacing(8);
  letter_ = new QLabel(place == 0 ? tr("A") : tr("B"), this);
  letter_->setAlignment(Qt::AlignCenter);
  chooser_ = new StackChooser(this);
  chooser_->setAccessibleName(place == 0 ? tr("Stack of lane A") : tr("Stack of lane B"));
  chooser_->setToolTip(tr("The stack that runs in this lane; another one begins the race anew"));
  chooser_->setMaxVisibleItems(20);
  connect(chooser_, &QComboBox::activated, this, &RacePane::chosen);
  head->addWidget(letter_);
  head->addWidget(chooser_, 1);
  column->addLayout(head);
  auto* body = new QHBoxLayout;
  body->setSpacing(10);
  picture_ = new RacePicture(this);
  readout_ = new RaceReadout(this);
  body->addWidget(picture_, 1);
  body->addWidget(readout_);
  column->addLayout(body, 1);
  restyle();
}

void RacePane::setChoices(const QStringList& names) {
  const QSignalBlocker quiet(chooser_);
  chooser_->clear();
  chooser_->addItems(names);
}

void RacePane::setChoice(int index) {
  const QSignalBlocker quiet(chooser_);
  chooser_->setCurrentIndex(index);
}

void RacePane::setPoints(double points) {
  points_ = points;
  readout_->setPoints(points);
  restyle();
}

void RacePane::restyle() {
  letter_->setFont(uiFont(points_ * 1.2, QFont::Bold));
  const int side = QFontMetrics(letter_->font()).height() + 6;
  letter_->setFixedSize(side, side);
  const QString style = QStringLiteral("background: %1; color: %2; border-radius: %3px;")
                            .arg(seriesColor(place_).name(), theme().panel.name())
                            .arg(side / 2);
  if (letter_->styleSheet() != style) letter_->setStyleSheet(style);
  chooser_->setFont(uiFont(points_ * 1.1, QFont::DemiBold));
  picture_->setFont(uiFont(points_ * 1.1));
  update();
}

void RacePane::changeEvent(QEvent* event) {
  if (event->type() == QEvent::PaletteChange) restyle();
  QWidget::changeEvent(event);
}

}  // namespace app
