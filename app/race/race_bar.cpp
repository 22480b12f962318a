#include "app/race/race_bar.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QPushButton>
#include <QShortcut>
#include <QToolButton>

#include "app/icons.h"
#include "app/theme.h"

namespace app {

RaceBar::RaceBar(QWidget* parent) : QWidget(parent) {
  auto* row = new QHBoxLayout(this);
  row->setContentsMargins(0, 0, 0, 0);
  row->setSpacing(4);
  run_ = new QPushButton(this);
  row->addWidget(run_);
  // Not the button's own, as in the transport bar.
  auto* space = new QShortcut(Qt::Key_Space, this, run_, &QPushButton::click);
  space->setAutoRepeat(false);
  reset_ = tool(tr("Reset"), tr("Both back to the start, with the same seed"));
  reset_->setShortcut(Qt::Key_R);
  seed_ = tool(tr("New seed"), tr("Both back to the start, with other points and other first weights"));
  row->addStretch(1);
  steps_ = tool(tr("Same steps"), tr("Whoever is ahead waits: both have taken as many steps. Begins anew."));
  clock_ = tool(tr("Same clock"), tr("Both have had as much time for training, whatever a step takes. Begins anew."));
  row->addStretch(1);
  swap_ = tool(tr("Swap"), tr("Exchange the lanes"));
  winner_ = tool(tr("Take the winner"), {});
  close_ = tool(QStringLiteral("✕"), tr("Close the race"));
  close_->setObjectName("plain");
  // No button group: of its buttons Tab would reach one.
  for (QToolButton* mode : {steps_, clock_}) mode->setCheckable(true);
  connect(run_, &QPushButton::clicked, this, [this] { emit runningWanted(!running_); });
  connect(reset_, &QToolButton::clicked, this, &RaceBar::resetWanted);
  connect(seed_, &QToolButton::clicked, this, &RaceBar::seedWanted);
  const auto offer = [this](QToolButton* button, core::RaceMode mode) {
    connect(button, &QToolButton::clicked, this, [this, mode] {
      show(running_, mode_);  // a second click changes nothing
      emit modeWanted(mode);
    });
  };
  offer(steps_, core::RaceMode::sameSteps);
  offer(clock_, core::RaceMode::sameClock);
  connect(swap_, &QToolButton::clicked, this, &RaceBar::swapWanted);
  connect(winner_, &QToolButton::clicked, this, &RaceBar::winnerWanted);
  connect(close_, &QToolButton::clicked, this, &RaceBar::closeWanted);
  setFocusProxy(run_);
  show(false, core::RaceMode::sameSteps);
  setWinner({});
  setPoints(10);
}

QToolButton* RaceBar::tool(const QString& text, const QString& tip) {
  auto* button = new QToolButton(this);
  button->setText(text);
  button->setToolTip(tip);
  button->setAccessibleName(text.at(0).isLetter() ? text : tip);
  button->setAccessibleDescription(tip);
  button->setFocusPolicy(Qt::StrongFocus);
  layout()->addWidget(button);
  return button;
}

void RaceBar::show(bool running, core::RaceMode mode) {
  running_ = running;
  run_->setText(running ? tr("Pause") : tr("Start"));
  run_->setAccessibleName(running ? tr("Pause the race") : tr("Start the race"));
  run_->setToolTip(run_->accessibleName() + " (" + QKeySequence(Qt::Key_Space).toString(QKeySequence::NativeText) +
                   ")");
  mode_ = mode;
  steps_->setChecked(mode == core::RaceMode::sameSteps);
  clock_->setChecked(mode == core::RaceMode::sameClock);
  paintIcons();
}

void RaceBar::setWinner(const QString& name) {
  winner_->setEnabled(!name.isEmpty());
  const QString tip = name.isEmpty() ? tr("Take the winner: neither is ahead yet")
                                     : tr("Go on with %1 in the place of the stack on screen").arg(name);
  winner_->setToolTip(tip);
  winner_->setAccessibleName(name.isEmpty() ? winner_->text() : tr("Take the winner: %1").arg(name));
  winner_->setAccessibleDescription(tip);
}

// A style sheet keeps a font from reaching children: each is told.
void RaceBar::setPoints(double points) {
  for (QWidget* child : findChildren<QWidget*>()) child->setFont(uiFont(points));
  run_->setFont(uiFont(points, QFont::DemiBold));
  const QFontMetrics metrics(run_->font());
  const int icon = metrics.height() * 4 / 5;
  run_->setIconSize({icon, icon});
  // As wide with either word.
  run_->setFixedWidth(std::max(metrics.horizontalAdvance(tr("Pause")), metrics.horizontalAdvance(tr("Start"))) + icon +
                      36);
}

void RaceBar::paintIcons() { run_->setIcon(icon(running_ ? Icon::pause : Icon::play, theme().accent)); }

void RaceBar::changeEvent(QEvent* event) {
  if (event->type() == QEvent::PaletteChange) paintIcons();
  QWidget::changeEvent(event);
}

}  // namespace app
