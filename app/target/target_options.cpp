#include "app/target/target_options.h"

#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QScreen>
#include <algorithm>

#include "app/panels/inspector_editors.h"
#include "app/theme.h"
#include "core/project/edits.h"
#include "core/targets/formula.h"
#include "core/util/error.h"

namespace app {

namespace {

constexpr int kMergeBase = 1200;   // beside those of the options of training
constexpr int kTypingPause = 250;  // milliseconds after which what was typed is tried
constexpr int kFormulaWidth = 300;

QString words(const std::string& s) { return QString::fromStdString(s); }

}  // namespace

TargetOptions::TargetOptions(Document& document, QWidget* parent)
    : QFrame(parent, Qt::Popup), document_(document), form_(new QFormLayout(this)) {
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
    if (isVisible() && !(before.target == after.target)) follow();
  });
}

void TargetOptions::openBelow(const QWidget& button) {
  follow();
  adjustSize();
  const QRect screen = button.screen()->availableGeometry();
  QPoint at = button.mapToGlobal(QPoint(0, button.height() + 4));
  at.setX(std::clamp(at.x(), screen.left(), std::max(screen.left(), screen.right() - width())));
  move(at);
  show();
  QWidget* first = document_.project().target.key == "formula" ? formula_
                   : rows_.empty()                             ? nullptr
                                                               : rows_.front().editor;
  if (first != nullptr) first->setFocus(Qt::TabFocusReason);
}

void TargetOptions::build() {
  const std::string& kind = document_.project().target.key;
  if (kind == kind_) return;
  kind_ = kind;
  for (const Row& row : rows_) form_->removeRow(row.editor);
  rows_.clear();
  int at = form_->rowCount() - 1;  // above the numbers
  for (const core::Setting& setting : core::targetSettings(kind)) {
    const SettingEditor made = makeSettingEditor(
        kind, setting, this, [this, &setting](const std::string& value) { set(setting.key, value); },
        [](const std::string&) {});
    const QString name = words(setting.label), help = words(setting.help);
    made.widget->setAccessibleName(name);
    made.widget->setToolTip(help);
    made.widget->setMinimumWidth(120);
    auto* label = new QLabel(name);
    label->setToolTip(help);
    label->setBuddy(made.widget);
    form_->insertRow(at++, label, made.widget);
    rows_.push_back({&setting, made.widget, made.show});
  }
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
  for (const Row& row : rows_) row.show(target.settings.at(row.setting->key));
  explain();
}

void TargetOptions::explain() {
  const auto target = core::makeTarget(document_.project().target);
  title_->setText(words(target->info().label));
  QString text = document_.project().target.key == "formula" ? QString() : words(target->info().formula) + "\n";
  text += words(target->info().source);
  if (const auto entropy = target->entropy()) text += tr("\nentropy %1 nats").arg(*entropy, 0, 'f', 4);
  numbers_->setText(text);
}

void TargetOptions::set(const std::string& key, const std::string& value) {
  const auto row = std::find_if(rows_.begin(), rows_.end(), [&](const Row& r) { return r.setting->key == key; });
  document_.edit(
      tr("Target: %1").arg(words(row->setting->label)),
      [&](const core::Project& p) {
        core::TargetSpec target = p.target;
        target.settings[key] = value;
        if (target.key == "formula") target.formula = formulaFor(target);
        core::makeTarget(target);  // a picture without ink, a window without mass
        return core::setTarget(p, core::completed(target));
      },
      kMergeBase + static_cast<int>(row - rows_.begin()));
  follow();                                                       // what was refused is as it was
  if (document_.project().target.key == "formula") tryFormula();  // what is wrong with what was typed still is
}

// What was typed, if it is one in the window that `target` has; else the one of the document.
std::string TargetOptions::formulaFor(core::TargetSpec target) const {
  const std::string before = target.formula;
  target.formula = formula_->text().toStdString();
  try {
    core::makeTarget(target);
    return target.formula;
  } catch (const core::InputError&) {
    return before;
  }
}

void TargetOptions::tryFormula() {
  typing_.stop();
  core::TargetSpec target = document_.project().target;
  if (target.key != "formula" || words(target.formula) == formula_->text()) return;
  target.formula = formula_->text().toStdString();
  try {
    core::makeTarget(target);
  } catch (const std::exception& error) {
    complaint_->setText(
        QString("<span style='color:%1'>%2</span>").arg(theme().poor.name(), words(error.what()).toHtmlEscaped()));
    complaint_->show();
    return;
  }
  document_.edit(
      tr("Formula"), [&](const core::Project& p) { return core::setTarget(p, target); }, kMergeBase - 1);
}

}  // namespace app
