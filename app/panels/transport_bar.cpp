#include "app/panels/transport_bar.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QShortcut>
#include <QToolButton>
#include <QVBoxLayout>

#include "app/icons.h"
#include "app/panels/training_options.h"
#include "app/stack/preset_list.h"
#include "app/theme.h"

namespace app {

namespace {

const char kCaption[] = "caption";  // property of a field
constexpr int kOwnPopup = 6;        // how far the style indents the words of a button that has no menu
constexpr qint64 kEvery = 100;      // milliseconds between two readings of the numbers

QVBoxLayout* captioned(const QString& caption, QWidget* value, int indent) {
  auto* column = new QVBoxLayout;
  column->setSpacing(0);
  auto* label = new QLabel(caption);
  label->setObjectName("caption");
  label->setContentsMargins(indent, 0, indent, 0);
  column->addWidget(label);
  column->addWidget(value);
  return column;
}

// A widget of it, so that caption and value can be hidden together.
QWidget* boxed(QLayout* content) {
  auto* box = new QWidget;
  box->setLayout(content);
  content->setContentsMargins(0, 0, 0, 0);
  return box;
}

// A field shows its value; its name is what stands above it, and the value.
void setField(QPushButton& field, const QString& value, const QString& shown = {}) {
  field.setText((shown.isEmpty() ? value : shown) + QString::fromUtf8(" ▾"));
  field.setAccessibleName(field.property(kCaption).toString() + ": " + value);
}

QString objectiveText(core::Objective objective) {
  switch (objective) {
    case core::Objective::maximumLikelihood: return QObject::tr("Max. likelihood");
    case core::Objective::reverseKl: return QObject::tr("Reverse KL");
    case core::Objective::flowMatching: return QObject::tr("Flow matching");
  }
  return {};
}

}  // namespace

TransportBar::TransportBar(Document& document, Player& player, QMenu* menu, QWidget* parent)
    : QWidget(parent), document_(document), player_(player) {
  setObjectName("bar");
  setAttribute(Qt::WA_StyledBackground);
  setFixedHeight(60);
  auto* row = new QHBoxLayout(this);
  row->setContentsMargins(12, 6, 14, 6);
  row->setSpacing(6);
  const auto button = [&](const QString& tip, const QKeySequence& key) {
    auto* b = new QToolButton;
    b->setToolTip(key.isEmpty() ? tip : tip + " (" + key.toString(QKeySequence::NativeText) + ")");
    b->setAccessibleName(tip);
    b->setShortcut(key);
    b->setFixedSize(36, 36);
    b->setFocusPolicy(Qt::StrongFocus);
    row->addWidget(b);
    return b;
  };
  menu_ = button(tr("Menu"), {});
  menu_->setMenu(menu);
  menu_->setPopupMode(QToolButton::InstantPopup);
  row->addSpacing(4);
  reset_ = button(tr("Start over with the same seed"), QKeySequence(Qt::Key_R));
  play_ = button(tr("Train or pause"), {});
  // Not the button's own: where that has the focus it would be pressed by the shortcut and again by the key let go.
  space_ = new QShortcut(Qt::Key_Space, this, play_, &QToolButton::click);
  space_->setAutoRepeat(false);
  play_->setToolTip(play_->toolTip() + " (" + space_->key().toString(QKeySequence::NativeText) + ")");
  play_->setObjectName("play");
  play_->setFixedSize(42, 42);
  step_ = button(tr("One training step"), QKeySequence(Qt::Key_Period));
  connect(reset_, &QToolButton::clicked, &player, &Player::resetTraining);
  connect(play_, &QToolButton::clicked, this, [this] { player_.setTraining(!player_.training()); });
  connect(step_, &QToolButton::clicked, &player, &Player::stepTraining);
  row->addSpacing(4);

  steps_ = addNumber(tr("Step"), tr("Training steps taken"), 58);
  preset_ = addField(tr("Preset"), tr("Ready-made stacks: what each is good at, and its paper"), 148, kOwnPopup);
  objective_ = addField(tr("Objective"), tr("What training minimises"), 122);
  rate_ = addField(tr("Learning rate"), tr("Adam's learning rate; changes at once, without a reset"), 74);
  batch_ = addField(tr("Batch"), tr("Points a training step"), 58);
  options_ = addField(tr("Training"), tr("Schedule, warm-up, weight decay, and what the objective can be told"), 90,
                      kOwnPopup);
  direction_ = addField(tr("Direction"),
                        tr("Which way the flow is read: formula, signs, ledger, strip and animation follow (X)"), 76);
  seed_ = addField(tr("Seed"), tr("Where all random numbers start from"), 56);
  more_ = addField(tr("More"), tr("What there is no room for"), 46);
  folding_ = {seed_, options_, batch_, rate_};
  row->addStretch(1);
  nll_ = addNumber(tr("NLL (nats)"), tr("Negative log-likelihood of points that training never sees; may be negative"),
                   66);
  ess_ = addNumber(tr("ESS"),
                   tr("Effective share of samples: how evenly importance weights p / q are spread; 1 is exact"), 48);
  gridKl_ = addNumber(tr("Grid KL"), tr("KL(flow || target) over the target's window in nats, on a grid"), 58);
  entropy_ = addNumber(tr("True entropy"), tr("No model can have a lower NLL than this"), 76);
  gap_ = addNumber(tr("Gap"), tr("NLL minus true entropy = KL(target || flow), in nats"), 70);
  gap_->setFont(uiFont(17, QFont::DemiBold));

  makeMenus();
  setIcons();
  showProject();
  showState();
  showNumbers();
  connect(&document, &Document::changed, this, &TransportBar::showProject);
  connect(&player, &Player::stateChanged, this, &TransportBar::showState);
  connect(&player, &Player::snapshotChanged, this, &TransportBar::showNumbers);
}

void TransportBar::setTrainable(bool on) {
  for (QToolButton* button : {reset_, play_, step_}) button->setEnabled(on);
  space_->setEnabled(on);
  showState();
}

QWidget* TransportBar::thing(const QString& name) const {
  if (name == "play") return play_;
  if (name == "direction") return direction_;
  return name == "gap" ? gap_->parentWidget() : nullptr;
}

QPushButton* TransportBar::addField(const QString& caption, const QString& tip, int width, int indent) {
  auto* field = new QPushButton;
  field->setObjectName("field");
  field->setToolTip(tip);
  field->setAccessibleName(caption);
  field->setAccessibleDescription(tip);
  field->setProperty(kCaption, caption);
  field->setFixedWidth(width);
  field->setFocusPolicy(Qt::StrongFocus);
  field->setFont(uiFont(10, QFont::Medium));
  layout()->addWidget(boxed(captioned(caption, field, indent)));
  return field;
}

QLabel* TransportBar::addNumber(const QString& caption, const QString& tip, int width) {
  auto* number = new QLabel("–");
  number->setObjectName("value");
  number->setToolTip(tip);
  number->setAccessibleName(caption);
  number->setMinimumWidth(width);
  layout()->addWidget(boxed(captioned(caption, number, 0)));
  return number;
}

// Pixels of the bar that a field takes, whether it is shown or not.
int TransportBar::needed(const QPushButton& field) const {
  return field.parentWidget()->layout()->minimumSize().width() + layout()->spacing();
}

int TransportBar::neededByAll() const {
  int width = layout()->minimumSize().width();
  for (const QPushButton* field : folding_) width += field->parentWidget()->isHidden() ? needed(*field) : 0;
  return width - (more_->parentWidget()->isHidden() ? 0 : needed(*more_));
}

QSize TransportBar::minimumSizeHint() const {
  int width = neededByAll() + needed(*more_);
  for (const QPushButton* field : folding_) width -= needed(*field);
  return {width, height()};
}

void TransportBar::resizeEvent(QResizeEvent* event) {
  QWidget::resizeEvent(event);
  fold();
}

void TransportBar::fold() {
  int width = neededByAll();
  const bool folds = width > this->width();
  if (folds) width += needed(*more_);
  for (QPushButton* field : folding_) {
    const bool folded = width > this->width();
    if (folded) width -= needed(*field);
    field->parentWidget()->setVisible(!folded);
  }
  more_->parentWidget()->setVisible(folds);
}

void TransportBar::setIcons() {
  menu_->setIcon(icon(Icon::menu, theme().text));
  reset_->setIcon(icon(Icon::reset, theme().text));
  step_->setIcon(icon(Icon::step, theme().text));
  play_->setStyleSheet(QString("QToolButton { background: %1; border: 2px solid %1; border-radius: 21px; }"
                               "QToolButton:focus { border-color: %2; }"
                               "QToolButton:disabled { background: %3; border-color: %3; }")
                           .arg(theme().accent.name(), theme().text.name(), theme().line.name()));
  play_->setIconSize({20, 20});
  showState();
}

void TransportBar::changeEvent(QEvent* event) {
  if (event->type() == QEvent::PaletteChange) {
    setIcons();
    showNumbers();
  }
  QWidget::changeEvent(event);
}

void TransportBar::showState() {
  const QColor colour = play_->isEnabled() ? theme().onAccent : theme().muted;
  play_->setIcon(icon(player_.training() ? Icon::pause : Icon::play, colour));
  play_->setAccessibleName(player_.training() ? tr("Pause training") : tr("Train"));
}

void TransportBar::showProject() {
  const core::Project& p = document_.project();
  const core::Preset* preset = presetOf(p.flow);
  const QString name = preset != nullptr ? QString::fromStdString(preset->label) : tr("Custom");
  setField(*preset_, name, preset_->fontMetrics().elidedText(name, Qt::ElideRight, preset_->width() - 28));
  setField(*objective_, objectiveText(p.training.objective));
  setField(*options_, TrainingOptions::summary(p.training));
  // Reverse KL has read-outs of its own; they stand where the entropy is else, which the gap repeats.
  const bool reverse = p.training.objective == core::Objective::reverseKl;
  for (QLabel* own : {ess_, gridKl_}) own->parentWidget()->setVisible(reverse);
  entropy_->parentWidget()->setVisible(!reverse);
  setField(*rate_, rateText(p.training.rate));
  setField(*batch_, QString::number(p.training.batch));
  setField(*direction_, readingText(p.view.reading).section(' ', 0, 2));
  setField(*seed_, QString::number(p.training.seed));
  fold();
}

void TransportBar::showNumbers() {
  const auto& s = player_.snapshot();
  // Snapshots come at frame rate; numbers that change so fast cannot be read, and laying out text takes time from the
  // picture. The last one is always shown: training that stops says so by a snapshot.
  if (s == nullptr || (s->running && shown_.isValid() && shown_.elapsed() < kEvery)) return;
  shown_.start();
  const auto nats = [](const std::optional<double>& v) { return v ? QString::number(*v, 'f', 3) : QString("–"); };
  steps_->setText(QLocale(QLocale::English).toString(s->state.step));
  nll_->setText(nats(s->heldOut));
  entropy_->setText(nats(s->entropy));
  ess_->setText(nats(s->ess));
  gridKl_->setText(nats(s->gridKl));
  std::optional<double> gap;
  if (s->heldOut && s->entropy) gap = *s->heldOut - *s->entropy;
  gap_->setText(nats(gap));
  showConditions(*s);
  const QColor colour = !gap ? theme().muted : *gap < 0.05 ? theme().good : *gap < 0.2 ? theme().fair : theme().poor;
  if (colour != gapColour_) gap_->setStyleSheet(QString("color: %1;").arg(colour.name()));
  gapColour_ = colour;
  fold();  // long numbers take more room
}

// The gap of a conditional flow is the mean over c: each class, or both ends and the middle, is told beside it.
void TransportBar::showConditions(const core::Snapshot& s) {
  QString tip = tr("NLL minus true entropy = KL(target || flow), in nats");
  if (!s.conditions.empty()) tip += tr("; the mean of");
  for (const core::AtCondition& at : s.conditions) {
    if (at.entropy)
      tip += QString("\n%1: %2").arg(QString::fromStdString(at.name)).arg(at.nll - *at.entropy, 0, 'f', 3);
  }
  if (tip != gap_->toolTip()) gap_->setToolTip(tip);
}

}  // namespace app
