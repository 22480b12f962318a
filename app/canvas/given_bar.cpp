#include "app/canvas/given_bar.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QShortcut>
#include <QSlider>
#include <QToolButton>

namespace app {

namespace {

constexpr int kNotches = 100;  // of the slider

core::Condition conditionOf(const core::Project& project) {
  return project.flow.conditional ? core::makeTarget(project.target)->condition() : core::Condition();
}

QString words(const std::string& text) { return QString::fromStdString(text); }

}  // namespace

GivenBar::GivenBar(Document& document, QWidget* parent) : QWidget(parent), document_(document) {
  setObjectName("givenBar");
  setAttribute(Qt::WA_StyledBackground);
  setCursor(Qt::ArrowCursor);
  setAccessibleName(tr("Condition of the flow"));
  auto* row = new QHBoxLayout(this);
  row->setContentsMargins(12, 4, 6, 4);
  row->setSpacing(4);
  label_ = new QLabel(this);
  row->addWidget(label_);
  for (int i = 0; i < 2; ++i) {
    classes_[i] = new QToolButton(this);
    classes_[i]->setCheckable(true);
    classes_[i]->setFocusPolicy(Qt::StrongFocus);
    row->addWidget(classes_[i]);
    connect(classes_[i], &QToolButton::clicked, this, [this, i] {
      set(i);
      show(document_.project());  // the one that is down stays down
    });
  }
  slider_ = new QSlider(Qt::Horizontal, this);
  slider_->setRange(0, kNotches);
  slider_->setPageStep(kNotches / 10);
  slider_->setToolTip(tr("The flow's condition c (K: both ends and the middle in turn)"));
  row->addWidget(slider_);
  value_ = new QLabel(this);
  row->addWidget(value_);
  connect(slider_, &QSlider::valueChanged, this, [this](int at) { set(static_cast<double>(at) / kNotches); });
  connect(new QShortcut(Qt::Key_K, this), &QShortcut::activated, this, &GivenBar::goOn);
  connect(&document, &Document::changed, this,
          [this](const core::Project&, const core::Project& after) { show(after); });
  setPoints(11);
  show(document.project());
}

void GivenBar::setPoints(double points) {
  if (points == points_) return;
  points_ = points;
  setStyleSheet(QString("#givenBar { background: rgba(20, 8, 32, 190); border-radius: 8px; }"
                        "QLabel { color: #b9b4c6; font-size: %1pt; }"
                        "QToolButton { background: transparent; border: 1px solid transparent; color: #cfd3dc;"
                        "  padding: 3px 9px; font-size: %1pt; border-radius: 5px; }"
                        "QToolButton:hover { background: rgba(255, 255, 255, 30); }"
                        "QToolButton:focus { border-color: #fde725; }"
                        "QToolButton:checked { color: #ffffff; background: rgba(255, 255, 255, 48); }")
                    .arg(points));
  slider_->setMinimumWidth(static_cast<int>(16 * points));
  value_->setMinimumWidth(static_cast<int>(6 * points));  // it does not jitter
}

void GivenBar::show(const core::Project& project) {
  const core::Condition condition = conditionOf(project);
  const double c = project.view.given;
  const bool classes = condition.kind == core::Condition::Kind::classes;
  const bool slider = condition.kind == core::Condition::Kind::slider;
  const bool other = isHidden() == condition.exists() || label_->text() != words(condition.label);
  setVisible(condition.exists());
  label_->setText(words(condition.label));
  for (int i = 0; i < 2; ++i) {
    classes_[i]->setVisible(classes);
    if (!classes) continue;
    const QString name = words(condition.classes[static_cast<size_t>(i)]);
    classes_[i]->setText(name);
    classes_[i]->setAccessibleName(name);
    classes_[i]->setToolTip(tr("The flow given the class \"%1\" (K: the other one)").arg(name));
    classes_[i]->setChecked((c < 0.5) == (i == 0));
  }
  slider_->setVisible(slider);
  slider_->setAccessibleName(words(condition.label));
  value_->setVisible(slider);
  if (slider) {
    const QSignalBlocker quiet(slider_);
    slider_->setValue(static_cast<int>(std::lround(c * kNotches)));
    value_->setText(words(condition.textAt(c)));
  }
  if (other) emit resized();
}

void GivenBar::set(double c) {
  core::View view = document_.project().view;
  view.given = c;
  document_.setView(view);
}

void GivenBar::goOn() {
  const std::vector<double> marks = conditionOf(document_.project()).marks();
  const double c = document_.project().view.given;
  for (const double mark : marks) {
    if (mark > c) return set(mark);
  }
  if (!marks.empty()) set(marks.front());
}

}  // namespace app
