#include "app/line/line_controls.h"

#include <QDoubleSpinBox>
#include <QHBoxLayout>
#include <QSignalBlocker>
#include <QToolButton>
#include <algorithm>

#include "app/theme.h"

namespace app {

namespace {

constexpr int kOfKnot = 1;  // the boxes from this one on are the chosen knot's

// "z2" -> "z": the knot's number stands in a box of its own.
QString shortName(const std::string& name) {
  QString text = QString::fromStdString(name);
  while (!text.isEmpty() && text.back().isDigit()) text.chop(1);
  return text;
}

void setQuietly(QDoubleSpinBox* box, const core::LineParameter& of, double value) {
  const QSignalBlocker quiet(box);
  // What a lesson sets may lie beyond what the box offers.
  box->setRange(std::min(of.low, value), std::max(of.high, value));
  box->setSingleStep(of.step);
  // A box that is being typed in keeps its text while its value is the same.
  if (std::abs(box->value() - value) > 5e-4) box->setValue(value);
  box->setToolTip(QString::fromStdString(of.help));
}

}  // namespace

LineControls::LineControls(QWidget* parent) : QWidget(parent) {
  row_ = new QHBoxLayout(this);
  row_->setContentsMargins(0, 0, 0, 0);
  row_->setSpacing(6);
  for (const core::LineKind kind : core::kLineKinds) {
    const core::LineKindInfo& info = core::lineKindInfo(kind);
    auto* button = new QToolButton(this);
    button->setText(QString::fromStdString(info.label));
    button->setToolTip(QString::fromStdString(info.formula + (info.paper.empty() ? "" : "\n" + info.paper)));
    button->setAccessibleName(tr("Kind of map: %1").arg(button->text()));
    button->setCheckable(true);
    button->setFocusPolicy(Qt::StrongFocus);
    // No button group: of its buttons Tab would reach one.
    connect(button, &QToolButton::clicked, this, [this, kind] {
      if (scene_.chosenMap().kind() != kind) emit mapChanged(core::LineMap::standard(kind));
      show(scene_);
    });
    row_->addWidget(button);
    kinds_.push_back(button);
  }
  row_->addSpacing(10);
  knotCount_ = new QSpinBox(this);
  knotCount_->setRange(1, core::LineMap::kMostKnots);
  knotCount_->setSuffix(tr(" knots"));
  knotCount_->setAccessibleName(tr("Number of knots"));
  knotCount_->setToolTip(tr("How many knots the spline has between -B and B"));
  connect(knotCount_, &QSpinBox::valueChanged, this,
          [this](int count) { emit mapChanged(scene_.chosenMap().withKnots(count)); });
  knotNumber_ = new QSpinBox(this);
  knotNumber_->setPrefix(tr("knot "));
  knotNumber_->setAccessibleName(tr("Chosen knot"));
  knotNumber_->setToolTip(tr("The knot that z, x and d are of; a click on one in the graph chooses it too"));
  connect(knotNumber_, &QSpinBox::valueChanged, this, [this](int number) { emit knotChosen(number - 1); });
  for (QSpinBox* box : {knotCount_, knotNumber_}) box->setButtonSymbols(QAbstractSpinBox::NoButtons);
  arrange();
  show(scene_);
}

QDoubleSpinBox* LineControls::box(const QString& name) const {
  for (const Box& box : boxes_) {
    if (box.name == name) return box.box;
  }
  return nullptr;
}

QAbstractButton* LineControls::kindButton(core::LineKind kind) const { return kinds_[static_cast<size_t>(kind)]; }

int LineControls::indexOf(const Box& box) const {
  const bool ofKnot = arranged_ == core::LineKind::spline && box.index >= kOfKnot;
  return box.index + (ofKnot ? 3 * scene_.knot : 0);
}

void LineControls::makeBoxes() {
  // Deleted later: the one whose step brought us here may still be at work.
  for (const Box& box : boxes_) {
    box.box->hide();
    box.box->deleteLater();
  }
  boxes_.clear();
  const std::vector<core::LineParameter> all = scene_.chosenMap().describe();
  const bool spline = arranged_ == core::LineKind::spline;
  for (size_t i = 0; i < (spline ? 4 : all.size()); ++i) {
    auto* box = new QDoubleSpinBox(this);
    const QString name = shortName(all[i].name);
    box->setPrefix(name + " = ");
    box->setDecimals(2);
    box->setButtonSymbols(QAbstractSpinBox::NoButtons);
    box->setAccessibleName(tr("Parameter %1").arg(name));
    box->setAccelerated(true);
    boxes_.push_back({name, static_cast<int>(i), box});
    const Box made = boxes_.back();
    connect(box, &QDoubleSpinBox::valueChanged, this,
            [this, made](double value) { emit mapChanged(scene_.chosenMap().with(indexOf(made), value)); });
  }
}

// A style sheet keeps a font from reaching children, and theirs: each is told.
void LineControls::setPoints(double points) {
  points_ = points;
  for (QWidget* child : findChildren<QWidget*>()) child->setFont(uiFont(points));
}

// Kinds at the left, then the boxes, in the order in which Tab goes through them.
void LineControls::arrange() {
  arranged_ = scene_.chosenMap().kind();
  makeBoxes();
  const bool spline = arranged_ == core::LineKind::spline;
  while (row_->count() > static_cast<int>(kinds_.size()) + 1) delete row_->takeAt(row_->count() - 1);
  QWidget* before = kinds_.back();
  const auto add = [&](QWidget* widget) {
    row_->addWidget(widget);
    setTabOrder(before, widget);
    before = widget;
  };
  for (size_t i = 0; i < boxes_.size(); ++i) {
    if (spline && i == kOfKnot) {
      add(knotCount_);
      add(knotNumber_);
    }
    add(boxes_[i].box);
  }
  row_->addStretch(1);
  setPoints(points_);
  knotCount_->setVisible(spline);
  knotNumber_->setVisible(spline);
}

void LineControls::show(const LineScene& scene) {
  scene_ = scene;
  const core::LineMap& map = scene_.chosenMap();
  if (map.kind() != arranged_) arrange();
  for (const core::LineKind kind : core::kLineKinds) kindButton(kind)->setChecked(kind == map.kind());
  const QSignalBlocker quietCount(knotCount_), quietNumber(knotNumber_);
  if (arranged_ == core::LineKind::spline) {
    knotCount_->setValue(static_cast<int>(map.knots().size()));
    knotNumber_->setRange(1, static_cast<int>(map.knots().size()));
    knotNumber_->setValue(scene_.knot + 1);
  }
  const std::vector<core::LineParameter> all = map.describe();
  for (const Box& box : boxes_) {
    const auto i = static_cast<size_t>(indexOf(box));
    setQuietly(box.box, all[i], map.parameters()[i]);
  }
}

}  // namespace app
