#include "app/panels/loss_chart.h"

#include <QChart>
#include <QChartView>
#include <QGraphicsLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineSeries>
#include <QMouseEvent>
#include <QToolButton>
#include <QVBoxLayout>
#include <QValueAxis>
#include <algorithm>
#include <cmath>

#include "app/numbers.h"
#include "app/theme.h"

namespace app {

namespace {

constexpr qsizetype kMostPoints = 120;
constexpr qint64 kEvery = 500;  // milliseconds between two drawings: the eye needs no more, the picture needs the time

QString inWords(double gap) {
  if (gap < 0.01) return QObject::tr("as good as exact");
  if (gap < 0.05) return QObject::tr("very close");
  if (gap < 0.2) return QObject::tr("getting there");
  return QObject::tr("a rough likeness");
}

constexpr int kStepTicks = 4, kNatTicks = 5;  // at most so many intervals

// Ticks at multiples of 1, 2 or 5 times a power of ten; returns how far they are apart.
double setRoundTicks(QValueAxis& axis, double low, double high, int most) {
  const double step = roundStep(std::max((high - low) / most, 1e-9));
  axis.setRange(low, high);
  axis.setTickAnchor(0);
  axis.setTickInterval(step);
  return step;
}

}  // namespace

LossChart::LossChart(Document& document, Player& player, QWidget* parent)
    : QWidget(parent),
      player_(player),
      chart_(new QChart),
      loss_(new QLineSeries),
      heldOut_(new QLineSeries),
      entropy_(new QLineSeries),
      marker_(new QLineSeries),
      steps_(new QValueAxis),
      nats_(new QValueAxis),
      words_(new QLabel) {
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(4);
  auto* view = new QChartView(chart_);
  view->setMinimumHeight(120);
  view->setRenderHint(QPainter::Antialiasing);
  view->setFrameShape(QFrame::NoFrame);
  view->setFocusPolicy(Qt::NoFocus);  // there is nothing for a key to do
  view->setAccessibleName(tr("Loss over training steps"));
  view->setToolTip(
      tr("Batch loss (pale), held-out NLL (strong), true entropy (dashed), in nats.\n"
         "Press and drag to see the flow as it was at that step; it stays until you go back to now."));
  view->viewport()->installEventFilter(this);
  chartView_ = view;
  column->addWidget(view, 1);
  // How the flow was learned: played again, looked at, gone on from.
  auto* buttons = new QHBoxLayout;
  buttons->setSpacing(4);
  const auto button = [&](const QString& text, const QString& tip) {
    auto* b = new QToolButton;
    b->setObjectName("plain");
    b->setFont(uiFont(9));
    b->setText(text);
    b->setToolTip(tip);
    b->setAccessibleName(text);
    b->setAccessibleDescription(tip);
    b->setFocusPolicy(Qt::StrongFocus);
    buttons->addWidget(b);
    return b;
  };
  QToolButton* replay = button(tr("Replay"), tr("Play how the flow was learned, from the first step to now (H)"));
  replay->setShortcut(Qt::Key_H);
  onward_ = button(tr("Go on"), tr("Go back to this step and train on from it"));
  now_ = button(tr("Now"), tr("Show the newest flow again"));
  connect(replay, &QToolButton::clicked, &player, &Player::replay);
  connect(onward_, &QToolButton::clicked, &player, &Player::continueFromShown);
  connect(now_, &QToolButton::clicked, this, [this] { player_.showStep(-1); });
  connect(&player, &Player::shownStepChanged, this, &LossChart::markStep);
  words_->setObjectName("caption");
  words_->setWordWrap(true);
  buttons->insertWidget(0, words_, 1);
  column->addLayout(buttons);
  markStep(-1);
  chart_->legend()->hide();
  chart_->setMargins({0, 0, 0, 0});
  chart_->setBackgroundVisible(false);
  chart_->layout()->setContentsMargins(0, 0, 0, 0);
  chart_->addAxis(steps_, Qt::AlignBottom);
  chart_->addAxis(nats_, Qt::AlignLeft);
  for (QLineSeries* series : {loss_, heldOut_, entropy_, marker_}) {
    chart_->addSeries(series);
    series->attachAxis(steps_);
    series->attachAxis(nats_);
  }
  steps_->setTitleText(tr("step"));
  nats_->setTitleText(tr("nats"));
  for (QValueAxis* axis : {steps_, nats_}) axis->setTickType(QValueAxis::TicksDynamic);
  steps_->setLabelFormat("%d");
  nats_->setLabelFormat("%.2f");
  restyle();
  since_.start();
  connect(&player, &Player::snapshotChanged, this, &LossChart::refresh);
  connect(&document, &Document::changed, this, [this](const core::Project& before, const core::Project& after) {
    if (before.target != after.target) drawn_ = -1;
  });
}

void LossChart::restyle() {
  const Theme& t = theme();
  QColor pale = t.accent;
  pale.setAlphaF(0.35F);
  loss_->setPen(QPen(pale, 1));
  heldOut_->setPen(QPen(t.accent, 2));
  entropy_->setPen(QPen(t.muted, 1.2, Qt::DashLine));
  marker_->setPen(QPen(t.fair, 1.5));
  for (QValueAxis* axis : {steps_, nats_}) {
    axis->setLabelsColor(t.muted);
    axis->setTitleBrush(t.muted);
    axis->setGridLineColor(t.line);
    axis->setLinePenColor(t.line);
    axis->setLabelsFont(uiFont(8));
    axis->setTitleFont(uiFont(8));
  }
}

void LossChart::changeEvent(QEvent* event) {
  if (event->type() == QEvent::PaletteChange) restyle();
  QWidget::changeEvent(event);
}

void LossChart::refresh() {
  const auto& s = player_.snapshot();
  if (s == nullptr || !isVisible()) return;
  const bool fresh = s->state.step < drawn_ || drawn_ < 0 || !s->running;
  const bool same = s->state.step == drawn_ && s->heldOut == drawnHeldOut_;
  if (same || (!fresh && since_.elapsed() < kEvery)) return;
  since_.restart();
  drawn_ = s->state.step;
  drawnHeldOut_ = s->heldOut;
  QList<QPointF> losses, heldOut;
  std::vector<float> values;
  // As many points as the eye can tell apart: neighbours are drawn as their mean.
  const size_t group = s->history.size() / kMostPoints + 1;
  for (size_t i = 0; i < s->history.size(); i += group) {
    const size_t end = std::min(i + group, s->history.size());
    float sum = 0;
    for (size_t j = i; j < end; ++j) {
      sum += s->history[j].loss;
      if (!std::isnan(s->history[j].heldOut)) heldOut << QPointF(s->history[j].step, s->history[j].heldOut);
    }
    const float mean = sum / static_cast<float>(end - i);
    losses << QPointF(s->history[end - 1].step, mean);
    values.push_back(mean);
  }
  while (heldOut.size() > kMostPoints) {
    for (qsizetype i = heldOut.size() - 2; i > 0; i -= 2) heldOut.removeAt(i);
  }
  // A flow that was opened has no history yet, but it has a value.
  if (values.empty() && s->heldOut) {
    values.push_back(static_cast<float>(*s->heldOut));
    heldOut = {{0, *s->heldOut}, {static_cast<double>(s->state.step), *s->heldOut}};
  }
  const int last = std::max(20, s->state.step);
  // The floor is the entropy where it is known; the top leaves out the first wild steps.
  double low = 0, high = 1;
  if (!values.empty()) {
    std::vector<float> sorted = values;
    std::sort(sorted.begin(), sorted.end());
    low = sorted[sorted.size() / 50];
    high = sorted[sorted.size() - 1 - sorted.size() / 30];
    if (s->entropy) low = std::min(low, *s->entropy);
    const double room = std::max(0.05, (high - low) * 0.08);
    low -= room;
    high += room;
  }
  loss_->replace(losses);
  heldOut_->replace(heldOut);
  entropy_->replace(s->entropy ? QList<QPointF>{{0, *s->entropy}, {static_cast<double>(last), *s->entropy}}
                               : QList<QPointF>{});
  setRoundTicks(*steps_, 0, last, kStepTicks);
  const double apart = setRoundTicks(*nats_, low, high, kNatTicks);
  nats_->setLabelFormat(apart < 0.01 ? "%.3f" : "%.2f");
  if (s->heldOut && s->entropy) {
    const double gap = *s->heldOut - *s->entropy;
    words_->setText(tr("Gap %1 nats: %2.").arg(gap, 0, 'f', 3).arg(inWords(gap)));
  } else {
    words_->setText(s->heldOut
                        ? tr("Held-out NLL %1 nats; the true entropy of points is unknown.").arg(*s->heldOut, 0, 'f', 3)
                        : QString());
  }
}

void LossChart::showEvent(QShowEvent* event) {
  QWidget::showEvent(event);
  drawn_ = -1;  // what came while it was hidden
  refresh();
}

bool LossChart::eventFilter(QObject* watched, QEvent* event) {
  // The history scrubber: the canvas shows the flow of the step that was pressed.
  if (event->type() == QEvent::MouseButtonPress || event->type() == QEvent::MouseMove) {
    auto* mouse = static_cast<QMouseEvent*>(event);
    if ((mouse->buttons() & Qt::LeftButton) != 0) {
      const double step = chart_->mapToValue(mouse->position(), loss_).x();
      player_.showStep(std::max(0, static_cast<int>(step)));
    }
  }
  return QWidget::eventFilter(watched, event);
}

void LossChart::markStep(int step) {
  onward_->setVisible(step >= 0);
  now_->setVisible(step >= 0);
  marker_->replace(
      step < 0 ? QList<QPointF>{}
               : QList<QPointF>{{static_cast<double>(step), nats_->min()}, {static_cast<double>(step), nats_->max()}});
}

}  // namespace app
