#include "app/panels/inspector.h"

#include <QCheckBox>
#include <QDateTime>
#include <QElapsedTimer>
#include <QKeyEvent>
#include <QVBoxLayout>
#include <cmath>

#include "app/math/formula_label.h"
#include "app/numbers.h"
#include "app/panels/layer_reading.h"
#include "app/stack/layer_title.h"
#include "app/stack/stack_model.h"
#include "app/theme.h"
#include "core/project/edits.h"

namespace app {

namespace {

constexpr int kMergeBase = 1 << 20;  // far from the merge ids of other panels

QString text(const std::string& s) { return QString::fromStdString(s); }

// The coordinate that conditions, as the formula calls it.
QString conditioning(const core::LayerSpec& card) {
  const auto half = card.settings.find("half");
  if (half == card.settings.end()) return QStringLiteral("x");
  return half->second == "2" ? QStringLiteral("x₁") : QStringLiteral("x₂");
}

QLabel* readOut(const QString& name, const QString& tip, QGridLayout& grid) {
  auto* label = new QLabel(name);
  label->setObjectName("quiet");
  auto* value = new QLabel;
  value->setObjectName("value");
  value->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
  value->setAccessibleName(name);
  for (QLabel* part : {label, value}) {
    part->setToolTip(tip);
    part->setMinimumHeight(22);
  }
  const int row = grid.rowCount();
  grid.addWidget(label, row, 0);
  grid.addWidget(value, row, 1);
  return value;
}

}  // namespace

Inspector::Inspector(Document& document, QWidget* parent)
    : QWidget(parent),
      document_(document),
      heading_(new QLabel),
      formula_(new FormulaLabel(12.5)),
      error_(new QLabel),
      empty_(new QLabel("Choose a card of the stack to see what it does.")),
      body_(new QWidget),
      form_(new QWidget),
      grid_(new QGridLayout(form_)),
      plot_(new WarpPlot),
      curves_(new CurvesPlot),
      train_(new QCheckBox("Train this layer")) {
  setAccessibleName("Inspector of the chosen layer");
  heading_->setObjectName("section");
  error_->setObjectName("error");
  error_->setWordWrap(true);
  error_->hide();
  empty_->setObjectName("caption");
  empty_->setWordWrap(true);
  plot_->setFixedHeight(152);
  plot_->setAccessibleName("What this layer does to a grid");
  plot_->setToolTip("What this layer alone does to a square grid on its way from base to data");
  connect(plot_, &WarpPlot::handleMoved, this, &Inspector::moveHandle);
  connect(plot_, &WarpPlot::grabbed, this, &Inspector::handGrabbed);
  connect(plot_, &WarpPlot::released, this, &Inspector::handReleased);
  train_->setToolTip("Off: training leaves this layer as it is, as a hand has set it");
  train_->setAccessibleName("Train this layer");
  connect(train_, &QCheckBox::clicked, this, [this](bool on) {
    const int at = document_.selected();
    document_.edit(on ? "Train layer" : "Lock layer",
                   [&](const core::Project& project) { return core::setLayerLocked(project, at, !on); });
  });
  curves_->setAccessibleName("Learned functions");
  curves_->setToolTip(
      "Learned functions: what the conditioner says to each value of the coordinate that stays as it is");
  curves_->hide();
  grid_->setContentsMargins(0, 0, 0, 0);
  grid_->setHorizontalSpacing(8);
  grid_->setVerticalSpacing(2);
  grid_->setColumnStretch(1, 1);

  auto* readOuts = new QWidget;
  auto* values = new QGridLayout(readOuts);
  values->setContentsMargins(0, 0, 12, 0);
  values->setVerticalSpacing(2);
  parameters_ =
      readOut("parameters",
              "How many numbers of this layer are learned; fixed ones are counts and flags that training leaves alone",
              *values);
  logDet_ = readOut("mean log|det J|",
                    "How much this layer stretches areas on the way from base to data: mean over base samples, nats",
                    *values);

  gradient_ =
      readOut("gradient norm",
              "Norm of the loss's gradient by this layer's parameters in the newest step: near 0, it rests", *values);

  auto* inside = new QVBoxLayout(body_);
  inside->setContentsMargins(0, 0, 0, 0);
  inside->setSpacing(8);
  inside->addWidget(formula_);
  auto* plots = new QHBoxLayout;
  plots->setSpacing(6);
  plots->addWidget(plot_, 5, Qt::AlignTop);
  plots->addWidget(curves_, 7, Qt::AlignTop);
  inside->addLayout(plots);
  inside->addWidget(train_);
  inside->addWidget(form_);
  inside->addWidget(error_);
  inside->addWidget(readOuts);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(8);
  layout->addWidget(heading_);
  layout->addWidget(empty_);
  layout->addWidget(body_);
  restyle();

  connect(&document, &Document::changed, this, [this](const core::Project& before, const core::Project& after) {
    if (before.flow == after.flow) return;  // where one looks from, the target, the training
    setError({});
    follow();
  });
  connect(&document, &Document::selectionChanged, this, [this] {
    setError({});
    follow();
  });
  connect(&document, &Document::refused, this, [this](const QString& sentence) {
    if (committing_) setError(sentence);
  });
  follow();
}

QWidget* Inspector::editor(const QString& setting) const {
  for (const Row& row : rows_) {
    if (text(row.key) == setting) return row.editor.widget;
  }
  return nullptr;
}

void Inspector::setSnapshot(std::shared_ptr<const core::Snapshot> snapshot) {
  snapshot_ = std::move(snapshot);
  if (isVisible() && (plot_->dragging() || QDateTime::currentMSecsSinceEpoch() >= notBefore_)) showMoment();
}

void Inspector::follow() {
  const core::FlowSpec& flow = document_.project().flow;
  const int at = document_.selected();
  const bool any = at >= 0 && at < flow.depth();
  body_->setVisible(any);
  empty_->setVisible(!any);
  if (!any) {
    heading_->setText("LAYER");
    shownId_ = -1;
    return;
  }
  const core::LayerSpec& card = flow.layers[static_cast<size_t>(at)];
  heading_->setText(cardTitle(flow, at).toUpper());
  if (card.id != shownId_ || card.key != shownKey_) rebuild(card);
  train_->setChecked(!card.locked);
  const LayerTitle title = titleOf(card);
  formula_->setToolTip(title.summary + "\n" + title.paper);
  for (const Row& row : rows_) {
    const auto value = card.settings.find(row.key);
    if (value != card.settings.end()) row.editor.show(value->second);
    const bool counts = core::counts(*row.setting, card.settings);
    row.label->setVisible(counts);
    row.editor.widget->setVisible(counts);
  }
  showCount(*core::makeLayer(card.key, card.settings));
  curvesOf_ = nullptr;
  showMoment();
}

void Inspector::showCount(const core::Layer& layer) {
  const QLocale english(QLocale::English);
  const int fixed = layer.untrained();
  const QString learned = english.toString(layer.parameterCount() - fixed);
  parameters_->setText(fixed > 0 ? learned + " + " + english.toString(fixed) + " fixed" : learned);
}

void Inspector::rebuild(const core::LayerSpec& card) {
  shownId_ = card.id;
  shownKey_ = card.key;
  curves_->hide();  // they are another card's
  const core::LayerInfo& info = core::layerInfo(card.key);
  formula_->setFormula(text(info.tex), text(info.formula));
  for (const Row& row : rows_) {
    // Later: the editor that has just been left may be the one whose signal brought us here.
    for (QWidget* widget : {static_cast<QWidget*>(row.label), row.editor.widget}) {
      widget->hide();
      widget->deleteLater();
    }
  }
  rows_.clear();
  for (const core::Setting& setting : info.settings) rows_.push_back(makeRow(setting, static_cast<int>(rows_.size())));
}

Inspector::Row Inspector::makeRow(const core::Setting& setting, int number) {
  const core::LayerInfo& info = core::layerInfo(shownKey_);
  const auto send = [this, key = setting.key, number](const std::string& value) { commit(key, value, number); };
  const auto typed = [this](const std::string& complaint) { setError(text(complaint)); };
  Row row{setting.key, &setting, new QLabel(text(setting.label).toLower()),
          makeSettingEditor(info.key, setting, form_, send, typed)};
  row.label->setObjectName("quiet");
  row.label->setParent(form_);
  row.label->setBuddy(row.editor.widget);
  row.editor.widget->setAccessibleName(text(setting.label));
  row.editor.widget->setFocusPolicy(Qt::StrongFocus);
  row.editor.widget->installEventFilter(this);
  for (QWidget* part : {static_cast<QWidget*>(row.label), row.editor.widget}) part->setToolTip(text(setting.help));
  grid_->addWidget(row.label, number, 0);
  // A choice is as wide as its words and stands at the right, where the numbers end.
  const bool choice = setting.type == core::Setting::Type::choice;
  grid_->addWidget(row.editor.widget, number, 1, choice ? Qt::AlignRight : Qt::Alignment());
  row.label->show();
  row.editor.widget->show();
  return row;
}

void Inspector::commit(const std::string& key, const std::string& value, int number) {
  const int at = document_.selected();
  const auto label = core::layerInfo(shownKey_).settings[static_cast<size_t>(number)].label;
  committing_ = true;
  document_.edit(
      "Change " + text(label).toLower(),
      [&](const core::Project& project) { return core::setLayerSetting(project, at, key, value); },
      kMergeBase + shownId_ * 64 + number);
  committing_ = false;
}

void Inspector::showMoment() {
  const int at = document_.selected();
  const core::FlowSpec& flow = document_.project().flow;
  if (at < 0 || at >= flow.depth()) return;
  QElapsedTimer time;
  time.start();
  const core::LayerSpec& card = flow.layers[static_cast<size_t>(at)];
  const QColor colour = familyColor(core::layerInfo(card.key).family);
  const int in = snapshot_ != nullptr ? layerIn(*snapshot_, card) : -1;
  plot_->setNote(card.enabled ? QString() : "switched off");
  if (in < 0 || !card.enabled) {
    plot_->setLines(plainGrid(), card.enabled ? colour : theme().muted);  // a new layer starts as the identity
    plot_->setSketch({});
    logDet_->setText(signedText(0));
    gradient_->setText(QStringLiteral("–"));
  } else {
    const core::Flow single(alone(snapshot_->flow->spec().layers[static_cast<size_t>(in)]));
    const core::ConstTheta part = snapshot_->flow->slice(core::view(*snapshot_->theta), in);
    const core::Theta theta = Eigen::Map<const core::Theta>(part.data(), static_cast<Eigen::Index>(part.size()));
    const core::Sketch sketch = single.layer(0).sketch(core::view(theta), single.wayToData(0));
    // A graph stands in the grid's place, which then need not be warped.
    plot_->setLines(sketch.graph && !sketch.handles.empty() ? GridLines() : warpedGrid(single, theta), colour);
    plot_->setSketch(sketch.graph && sketch.handles.empty() ? core::Sketch() : sketch);
    logDet_->setText(signedText(meanLogDet(*snapshot_, in)));
    const auto norm = gradientNorm(*snapshot_, in);
    gradient_->setText(norm && std::isfinite(*norm) ? QString::number(*norm, 'f', 4) : QStringLiteral("–"));
  }
  if (in >= 0) showCurves(card, in);
  notBefore_ = QDateTime::currentMSecsSinceEpoch() + 12 * time.elapsed();
}

// The layer's parameters follow the hand.
void Inspector::moveHandle(int i, double x, double y) {
  const int at = document_.selected();
  const core::FlowSpec& flow = document_.project().flow;
  if (at < 0 || at >= flow.depth() || snapshot_ == nullptr) return;
  const int in = layerIn(*snapshot_, flow.layers[static_cast<size_t>(at)]);
  if (in < 0) return;
  const core::ConstTheta part = snapshot_->flow->slice(core::view(*snapshot_->theta), in);
  std::vector<core::Real> values(part.begin(), part.end());
  snapshot_->flow->layer(in).moveHandle(values, snapshot_->flow->wayToData(in), i, static_cast<core::Real>(x),
                                        static_cast<core::Real>(y));
  emit setByHand(in, values);
}

void Inspector::showCurves(const core::LayerSpec& card, int in) {
  if (curvesOf_ == snapshot_->theta || plot_->dragging()) return;
  // Scrolled away, they wait; hidden ones may be about to be shown.
  if (curves_->isVisible() && curves_->visibleRegion().isEmpty()) return;
  curvesOf_ = snapshot_->theta;
  curves_->setCurves(learnedCurves(*snapshot_, in), curvePlaces(), conditioning(card));
  curves_->setFixedHeight(curves_->wantedHeight());
  curves_->setVisible(!curves_->curves().empty());
}

void Inspector::setError(const QString& sentence) {
  error_->setText(sentence);
  error_->setVisible(!sentence.isEmpty());
}

void Inspector::showEvent(QShowEvent* event) {
  QWidget::showEvent(event);
  showMoment();
}

void Inspector::changeEvent(QEvent* event) {
  QWidget::changeEvent(event);
  if (event->type() == QEvent::PaletteChange) restyle();
}

// Values that look like text until one goes there: no boxes in a box.
void Inspector::restyle() {
  const Theme& t = theme();
  const QString sheet =
      QString(
          "QLabel#quiet { color: %1; }"
          "QSpinBox, QDoubleSpinBox, QLineEdit, QComboBox { background: transparent;"
          " border: 1px solid transparent; border-radius: 4px; padding: 1px 8px; min-height: 20px;"
          " font-weight: 500; }"
          "QSpinBox:hover, QDoubleSpinBox:hover, QLineEdit:hover, QComboBox:hover"
          " { background: %2; border-color: %3; }"
          "QSpinBox:focus, QDoubleSpinBox:focus, QLineEdit:focus, QComboBox:focus"
          " { border-color: %4; }"
          "QComboBox { combobox-popup: 0; } QComboBox::drop-down { width: 0; border: none; }"
          "QComboBox::down-arrow { image: none; width: 0; }"
          "QComboBox QAbstractItemView { background: %5; border: 1px solid %3; outline: none;"
          " min-width: 72px; padding: 2px; }"
          "QComboBox QAbstractItemView::item { min-height: 24px; padding: 0 6px; background: %5; border: none; }"
          "QComboBox QAbstractItemView::item:selected { background: %6; color: %7; }")
          .arg(t.muted.name(), t.hover.name(), t.line.name(), t.accent.name(), t.card.name(), t.selected.name(),
               t.text.name());
  if (sheet != styleSheet()) setStyleSheet(sheet);  // which brings another PaletteChange
}

bool Inspector::eventFilter(QObject* object, QEvent* event) {
  // A wheel that scrolls the panel must not change what it passes over.
  if (event->type() == QEvent::Wheel && !static_cast<QWidget*>(object)->hasFocus()) {
    event->ignore();
    return true;
  }
  if (event->type() == QEvent::KeyPress && static_cast<QKeyEvent*>(event)->key() == Qt::Key_Escape &&
      !error().isEmpty()) {  // takes back what was typed
    setError({});
    follow();
    return true;
  }
  return QWidget::eventFilter(object, event);
}

}  // namespace app
