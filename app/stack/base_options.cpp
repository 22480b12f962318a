#include "app/stack/base_options.h"

#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QSlider>
#include <cmath>

#include "app/panels/choice_box.h"
#include "core/project/edits.h"

namespace app {

namespace {

constexpr int kMergeBase = 1400;  // beside those of the options of training and of the target
constexpr int kWidth = 300;
constexpr int kSteps = 20;  // of the slider, from one whole temperature to the next

QString words(const std::string& s) { return QString::fromStdString(s); }

}  // namespace

QString BaseOptions::nameOf(const core::Project& project) {
  const core::BaseSpec& base = project.flow.base;
  QString name = base.key == "gaussian" ? "N(0, I)" : words(core::baseInfo(base.key).label);
  if (project.view.temperature != 1) name += tr(", T = %1").arg(project.view.temperature, 0, 'f', 2);
  return tr("base  %1").arg(name);
}

BaseOptions::BaseOptions(Document& document, QWidget* parent)
    : QFrame(parent, Qt::Popup), document_(document), form_(new QFormLayout(this)), rows_(*form_, *this) {
  setObjectName("popup");
  setAccessibleName(tr("Options of the base"));
  form_->setContentsMargins(14, 12, 14, 12);
  form_->setHorizontalSpacing(16);
  form_->setVerticalSpacing(8);
  form_->setSizeConstraint(QLayout::SetFixedSize);
  kinds_ = new ChoiceBox(this);
  for (const core::BaseKind* kind : core::baseKinds()) kinds_->addItem(words(kind->info().label));
  kinds_->setAccessibleName(tr("Base"));
  kinds_->setToolTip(tr("The distribution that z is drawn from"));
  auto* label = new QLabel(tr("Base"));
  label->setBuddy(kinds_);
  form_->addRow(label, kinds_);

  auto* row = new QWidget(this);
  auto* line = new QHBoxLayout(row);
  line->setContentsMargins(0, 0, 0, 0);
  temperature_ = new QSlider(Qt::Horizontal, row);
  temperature_->setRange(static_cast<int>(std::lround(core::kLowestTemperature * kSteps)),
                         static_cast<int>(std::lround(core::kHighestTemperature * kSteps)));
  temperature_->setMinimumWidth(120);
  temperature_->setAccessibleName(tr("Temperature"));
  temperatureValue_ = new QLabel(row);
  temperatureValue_->setMinimumWidth(fontMetrics().horizontalAdvance("0.00"));
  line->addWidget(temperature_);
  line->addWidget(temperatureValue_);
  const QString help =
      tr("How broad the base is when it is drawn from: p(z / T) / T². Below 1 the flow keeps to its centres, above it "
         "strays. "
         "Only what is shown changes; training is at T = 1, which is the flow itself.");
  temperature_->setToolTip(help);
  auto* warm = new QLabel(tr("Temperature"));
  warm->setToolTip(help);
  warm->setBuddy(temperature_);
  form_->addRow(warm, row);

  about_ = new QLabel;
  about_->setObjectName("caption");
  about_->setWordWrap(true);
  about_->setFixedWidth(kWidth);
  form_->addRow(about_);

  connect(kinds_, &QComboBox::activated, this, &BaseOptions::choose);
  connect(temperature_, &QSlider::valueChanged, this,
          [this](int value) { setTemperature(static_cast<double>(value) / kSteps); });
  connect(&document, &Document::changed, this, [this](const core::Project& before, const core::Project& after) {
    if (isVisible() && (before.flow.base != after.flow.base || before.view.temperature != after.view.temperature))
      follow();
  });
}

void BaseOptions::openBelow(const QWidget& button) {
  follow();
  app::openBelow(*this, button);
  kinds_->setFocus(Qt::TabFocusReason);
}

void BaseOptions::build() {
  const std::string& kind = document_.project().flow.base.key;
  if (kind == kind_) return;
  kind_ = kind;
  rows_.build(kind, core::baseInfo(kind).settings, 1,  // below the kinds
              [this](const core::Setting& setting, int row, const std::string& value) { set(setting, row, value); });
}

void BaseOptions::follow() {
  build();
  const core::Project& project = document_.project();
  const core::BaseInfo& info = core::baseInfo(project.flow.base.key);
  kinds_->setCurrentText(words(info.label));
  rows_.show([&](const std::string& key) { return project.flow.base.settings.at(key); });
  const QSignalBlocker quiet(temperature_);
  temperature_->setValue(static_cast<int>(std::lround(project.view.temperature * kSteps)));
  temperatureValue_->setText(QString::number(project.view.temperature, 'f', 2));
  about_->setText(words(info.formula) + "\n" + words(info.source));
}

void BaseOptions::choose(int kind) {
  const core::BaseInfo& info = core::baseKinds()[static_cast<size_t>(kind)]->info();
  if (info.key == document_.project().flow.base.key) return;
  document_.edit(tr("Base: %1").arg(words(info.label)),
                 [&](const core::Project& p) { return core::setBase(p, core::baseSpec(info.key)); });
  follow();
}

void BaseOptions::set(const core::Setting& setting, int row, const std::string& value) {
  document_.edit(
      tr("Base: %1").arg(words(setting.label)),
      [&](const core::Project& p) {
        core::BaseSpec base = p.flow.base;
        base.settings[setting.key] = value;
        return core::setBase(p, base);
      },
      kMergeBase + row);
  follow();  // what was refused is as it was
}

void BaseOptions::setTemperature(double temperature) {
  core::View view = document_.project().view;
  view.temperature = temperature;
  document_.setView(view);
  follow();
}

}  // namespace app
