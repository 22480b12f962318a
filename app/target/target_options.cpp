#include "app/target/target_options.h"

#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <algorithm>

#include "app/target/points_words.h"
#include "app/theme.h"
#include "core/project/edits.h"
#include "core/targets/formula.h"
#include "core/util/error.h"

namespace app {

namespace {

constexpr int kMergeBase = 1200;   // beside those of the options of training
constexpr int kTypingPause = 250;  // milliseconds after which what was typed is tried
constexpr int kRowsAt = 5;         // of the form: above the numbers
constexpr int kFormulaWidth = 300;

QString words(const std::string& s) { return QString::fromStdString(s); }

// Settings of these take long enough to be noticed.
bool isSlow(const core::TargetSpec& target) { return target.key == "formula" || target.key == "points"; }

// The target with other settings, and with the formula that was typed, if it is one in the window that is set then.
core::TargetSpec madeTarget(const core::TargetSpec& target, const core::Settings& changed, const std::string& typed) {
  core::TargetSpec next = core::withSettings(target, changed);
  if (next.key != "formula" || typed == next.formula) return next;
  const std::string before = std::exchange(next.formula, typed);
  try {
    core::makeTarget(next);
  } catch (const core::InputError&) {
    next.formula = before;
  }
  return next;
}

}  // namespace

TargetOptions::TargetOptions(Document& document, TargetMaker& maker, QWidget* parent)
    : QFrame(parent, Qt::Popup),
      document_(document),
      maker_(&maker),
      form_(new QFormLayout(this)),
      rows_(*form_, *this) {
  setObjectName("popup");
  setAccessibleName(tr("Options of the target"));
  form_->setContentsMargins(14, 12, 14, 12);
  form_->setHorizontalSpacing(16);
  form_->setVerticalSpacing(8);
  form_->setSizeConstraint(QLayout::SetFixedSize);
  title_ = new QLabel;
  title_->setObjectName("value");
  form_->addRow(title_);
  formula_ = new QLineEdit;
  formula_->setMinimumWidth(kFormulaWidth);
  formula_->setMaxLength(core::kMaxFormulaLength);
  formula_->setAccessibleName("log p(x, y)");
  formula_->setToolTip(tr("Known: %1").arg(words(core::formulaHelp())));
  formulaLabel_ = new QLabel("log p(x, y) =");
  formulaLabel_->setBuddy(formula_);
  form_->addRow(formulaLabel_);
  form_->addRow(formula_);
  complaint_ = new QLabel;
  complaint_->setWordWrap(true);
  complaint_->setMaximumWidth(kFormulaWidth);
  form_->addRow(complaint_);
  busyWord_ = new QLabel;
  busyWord_->setObjectName("caption");
  form_->addRow(busyWord_);
  connect(maker_, &TargetMaker::told, this, [this](const QString& word) {
    busyWord_->setText(word);
    busyWord_->setVisible(!word.isEmpty());
  });
  typing_.setSingleShot(true);
  typing_.setInterval(kTypingPause);
  connect(&typing_, &QTimer::timeout, this, &TargetOptions::tryFormula);
  connect(formula_, &QLineEdit::textEdited, this, [this] { typing_.start(); });
  connect(formula_, &QLineEdit::returnPressed, this, &TargetOptions::tryFormula);
  numbers_ = new QLabel;
  numbers_->setObjectName("caption");
  numbers_->setWordWrap(true);
  numbers_->setMaximumWidth(kFormulaWidth);
  form_->addRow(numbers_);
  connect(&document, &Document::changed, this, [this](const core::Project& before, const core::Project& after) {
    if (before.target == after.target) return;
    asked_.clear();
    if (isVisible()) follow();
  });
}

void TargetOptions::openBelow(const QWidget& button) {
  follow();
  app::openBelow(*this, button);
  QWidget* first = document_.project().target.key == "formula" ? formula_ : rows_.first();
  if (first != nullptr) first->setFocus(Qt::TabFocusReason);
}

void TargetOptions::build() {
  const core::TargetSpec& target = document_.project().target;
  const auto table = core::tableOf(target.points);
  if (target.key == kind_ && table == table_) return;
  kind_ = target.key;
  table_ = table;
  rows_.build(kind_, shownSettings(target), kRowsAt,
              [this](const core::Setting& setting, int row, const std::string& value) { set(setting, row, value); });
}

void TargetOptions::follow() {
  build();
  const core::TargetSpec target = core::completed(document_.project().target);
  const bool typed = target.key == "formula";
  for (QWidget* widget : {static_cast<QWidget*>(formulaLabel_), static_cast<QWidget*>(formula_)})
    widget->setVisible(typed);
  // What was typed and refused stays, until the document has another formula.
  if (typed && target.formula != shown_ && !typing_.isActive()) {
    shown_ = target.formula;
    if (formula_->text() != words(shown_)) formula_->setText(words(shown_));
  }
  complaint_->hide();
  busyWord_->setVisible(!busyWord_->text().isEmpty());
  rows_.show([&](const std::string& key) {
    const auto asked = asked_.find(key);
    return asked != asked_.end() ? asked->second : shownValue(target, key);
  });
  explain();
}

void TargetOptions::explain() {
  const core::Project& project = document_.project();
  const auto target = core::makeTarget(project.target);
  title_->setText(words(target->info().label));
  QString text = project.target.key == "formula" ? QString() : words(target->info().formula) + "\n";
  text += words(target->info().source);
  if (const auto entropy = target->entropy()) text += tr("\nentropy %1 nats").arg(*entropy, 0, 'f', 4);
  numbers_->setText(project.target.key == "points" ? pointsWords(project) : text);
}

void TargetOptions::edit(const QString& name, int mergeId, const core::TargetSpec& target) {
  document_.edit(
      name, [&](const core::Project& p) { return core::setTarget(p, target); }, mergeId);
}

void TargetOptions::set(const core::Setting& setting, int row, const std::string& value) {
  const core::TargetSpec target = core::completed(document_.project().target);
  const QString name = tr("Target: %1").arg(words(setting.label));
  const int mergeId = kMergeBase + row;
  if (isSlow(target)) {
    for (const auto& [key, wanted] : withColumn(target, asked_, setting.key, value)) asked_[key] = wanted;
    return make(name, mergeId);
  }
  document_.edit(
      name,
      [&](const core::Project& p) {
        const core::TargetSpec next = core::withSettings(p.target, {{setting.key, value}});
        core::makeTarget(next);  // a picture without ink
        return core::setTarget(p, next);
      },
      mergeId);
  follow();  // what was refused is as it was
}

// What was set since the last time, together.
void TargetOptions::make(const QString& name, int mergeId) {
  maker_->ask(
      tr("Working on it…"),
      [target = document_.project().target, changed = asked_, typed = formula_->text().toStdString()] {
        return madeTarget(target, changed, typed);
      },
      [this, name, mergeId](const core::TargetSpec& target) {
        asked_.clear();
        edit(name, mergeId, target);
        follow();
        tryFormula();  // what is wrong with what was typed still is
      },
      [this](const QString& why) {
        asked_.clear();
        emit document_.refused(why);
        follow();
        tryFormula();
      });
}

void TargetOptions::complain(const QString& sentence) {
  complaint_->setText(QString("<span style='color:%1'>%2</span>").arg(theme().poor.name(), sentence.toHtmlEscaped()));
  complaint_->show();
}

void TargetOptions::tryFormula() {
  typing_.stop();
  core::TargetSpec target = document_.project().target;
  if (target.key != "formula" || !asked_.empty()) return;  // it is tried together with what was set
  if (words(target.formula) == formula_->text()) return complaint_->hide();
  target.formula = formula_->text().toStdString();
  maker_->ask(
      tr("Normalising…"), [target] { return target; },
      [this](const core::TargetSpec& made) { edit(tr("Formula"), kMergeBase - 1, made); },
      [this](const QString& why) { complain(why); });
}

}  // namespace app
