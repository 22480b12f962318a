#include "app/panels/training_options.h"

#include <QCheckBox>
#include <QFormLayout>
#include <QLabel>
#include <QScreen>
#include <QSpinBox>
#include <algorithm>

#include "app/panels/choice_box.h"
#include "core/project/edits.h"

namespace app {

namespace {

constexpr int kMergeBase = 1100;  // beside those of the bar

using core::Objective;
using core::TrainSettings;

bool always(const TrainSettings&) { return true; }
bool forReverseKl(const TrainSettings& t) { return t.objective == Objective::reverseKl; }
bool forFlowMatching(const TrainSettings& t) { return t.objective == Objective::flowMatching; }
bool withHorizon(const TrainSettings& t) { return t.schedule == core::Schedule::cosine; }

}  // namespace

TrainingOptions::TrainingOptions(Document& document, QWidget* parent)
    : QFrame(parent, Qt::Popup), document_(document), form_(new QFormLayout(this)) {
  setObjectName("popup");
  setAccessibleName(tr("Options of training"));
  form_->setContentsMargins(14, 12, 14, 12);
  form_->setHorizontalSpacing(16);
  form_->setVerticalSpacing(8);
  form_->setSizeConstraint(QLayout::SetFixedSize);  // as many rows as count now

  auto* schedule = new ChoiceBox;
  schedule->addItem(tr("1 / √step"), static_cast<int>(core::Schedule::standard));
  schedule->addItem(tr("cosine"), static_cast<int>(core::Schedule::cosine));
  schedule->addItem(tr("constant"), static_cast<int>(core::Schedule::constant));
  connect(schedule, &QComboBox::activated, this, [this, schedule] {
    const auto value = static_cast<core::Schedule>(schedule->currentData().toInt());
    edit(tr("Schedule"), [value](TrainSettings& t) { t.schedule = value; });
  });
  add(tr("Schedule"), tr("How the learning rate falls: without an end in sight, to a last step, or not at all"),
      {schedule,
       [schedule](const TrainSettings& t) {
         schedule->setCurrentIndex(schedule->findData(static_cast<int>(t.schedule)));
       },
       always});
  addCount(tr("Last step"), tr("The step at which the cosine has come down"), &TrainSettings::horizon, 1, withHorizon);
  addCount(tr("Warm-up"), tr("Steps over which the rate rises from almost nothing"), &TrainSettings::warmUp, 0, always);

  auto* decay = new QDoubleSpinBox;
  decay->setLocale(QLocale::c());
  decay->setDecimals(5);
  decay->setRange(0, 1);
  decay->setSingleStep(0.001);
  decay->setKeyboardTracking(false);
  decay->setButtonSymbols(QAbstractSpinBox::NoButtons);
  decay->setAlignment(Qt::AlignRight);
  connect(decay, &QDoubleSpinBox::valueChanged, this,
          [this](double value) { edit(tr("Weight decay"), [value](TrainSettings& t) { t.decay = value; }); });
  add(tr("Weight decay"), tr("A step takes this share of the rate off every parameter (AdamW); 0: none"),
      {decay,
       [decay](const TrainSettings& t) {
         const QSignalBlocker blocker(decay);
         decay->setValue(t.decay);
       },
       always});

  addSwitch(tr("Path gradient"),
            tr("Only the path's part of the gradient, which vanishes at the optimum (Roeder, Wu, Duvenaud 2017)"),
            &TrainSettings::pathGradient, forReverseKl);
  addSwitch(tr("Anneal β"), tr("Weighs log p with a β that rises from 0.01 to 1, so that no mode is dropped early"),
            &TrainSettings::betaAnneal, forReverseKl);

  auto* pairs = new ChoiceBox;
  pairs->addItem(tr("independent"), static_cast<int>(core::Pairs::independent));
  pairs->addItem(tr("optimal transport"), static_cast<int>(core::Pairs::optimalTransport));
  connect(pairs, &QComboBox::activated, this, [this, pairs] {
    const auto value = static_cast<core::Pairs>(pairs->currentData().toInt());
    edit(tr("Pairs"), [value](TrainSettings& t) { t.pairs = value; });
  });
  add(tr("Pairs"), tr("Which base point is led to which data point: as drawn, or so that the ways are short"),
      {pairs, [pairs](const TrainSettings& t) { pairs->setCurrentIndex(pairs->findData(static_cast<int>(t.pairs))); },
       forFlowMatching});

  connect(&document, &Document::changed, this, [this](const core::Project& before, const core::Project& after) {
    if (before.training != after.training) follow();
  });
  follow();
}

void TrainingOptions::add(const QString& name, const QString& tip, const Row& row) {
  auto* label = new QLabel(name);
  label->setToolTip(tip);
  label->setBuddy(row.editor);
  row.editor->setToolTip(tip);
  row.editor->setAccessibleName(name);
  row.editor->setObjectName(name);
  row.editor->setMinimumWidth(132);
  form_->addRow(label, row.editor);
  rows_.push_back(row);
}

void TrainingOptions::addCount(const QString& name, const QString& tip, int TrainSettings::*member, int least,
                               const Counts& counts) {
  auto* spin = new QSpinBox;
  spin->setRange(least, TrainSettings::kMostSteps);
  spin->setStepType(QAbstractSpinBox::AdaptiveDecimalStepType);
  spin->setSuffix(tr(" steps"));
  spin->setKeyboardTracking(false);
  spin->setButtonSymbols(QAbstractSpinBox::NoButtons);
  spin->setAlignment(Qt::AlignRight);
  connect(spin, &QSpinBox::valueChanged, this,
          [this, name, member](int value) { edit(name, [member, value](TrainSettings& t) { t.*member = value; }); });
  add(name, tip,
      {spin,
       [spin, member](const TrainSettings& t) {
         const QSignalBlocker blocker(spin);
         spin->setValue(t.*member);
       },
       counts});
}

void TrainingOptions::addSwitch(const QString& name, const QString& tip, bool TrainSettings::*member,
                                const Counts& counts) {
  auto* box = new QCheckBox;
  connect(box, &QCheckBox::clicked, this,
          [this, name, member](bool on) { edit(name, [member, on](TrainSettings& t) { t.*member = on; }); });
  add(name, tip, {box, [box, member](const TrainSettings& t) { box->setChecked(t.*member); }, counts});
}

void TrainingOptions::edit(const QString& name, const Change& change) {
  const auto row =
      std::find_if(rows_.begin(), rows_.end(), [&](const Row& r) { return r.editor->objectName() == name; });
  document_.edit(
      name,
      [&](const core::Project& p) {
        TrainSettings t = p.training;
        change(t);
        return core::setTraining(p, t);
      },
      kMergeBase + static_cast<int>(row - rows_.begin()));
}

void TrainingOptions::follow() {
  const TrainSettings& t = document_.project().training;
  for (const Row& row : rows_) {
    row.show(t);
    const bool counts = row.counts(t);
    row.editor->setVisible(counts);
    form_->labelForField(row.editor)->setVisible(counts);
  }
}

QString TrainingOptions::summary(const TrainSettings& t) {
  QStringList parts;
  if (t.schedule == core::Schedule::cosine) parts += tr("Cosine");
  if (t.schedule == core::Schedule::constant) parts += tr("Constant");
  if (forReverseKl(t) && t.pathGradient) parts += tr("path");
  if (forReverseKl(t) && t.betaAnneal) parts += QStringLiteral("β");
  if (forFlowMatching(t) && t.pairs == core::Pairs::optimalTransport) parts += tr("OT");
  if (t.decay > 0) parts += tr("decay");
  return parts.isEmpty() ? tr("Usual") : parts.size() > 2 ? parts.mid(0, 2).join(", ") + " …" : parts.join(", ");
}

void TrainingOptions::openBelow(const QWidget& button) {
  const QRect room = button.screen()->availableGeometry();
  adjustSize();
  QPoint corner = button.mapToGlobal(QPoint(0, button.height() + 2));
  corner.setX(std::clamp(corner.x(), room.left() + 8, std::max(room.left() + 8, room.right() - width() - 8)));
  move(corner);
  show();
  rows_.front().editor->setFocus();
}

}  // namespace app
