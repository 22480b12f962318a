#include "app/race/race_chart.h"

#include <QChart>
#include <QChartView>
#include <QEvent>
#include <QGraphicsLayout>
#include <QGraphicsSimpleTextItem>
#include <QLabel>
#include <QLineSeries>
#include <QVBoxLayout>
#include <QValueAxis>
#include <algorithm>
#include <cmath>

#include "app/numbers.h"
#include "app/theme.h"

namespace app {

namespace {

constexpr double kOpening = 0.08;     // part of the way whose wild first values may leave the chart at its top
constexpr qsizetype kFewPoints = 6;   // with fewer than these behind it, nothing is left out
constexpr double kLetterRoom = 0.06;  // of the way, behind the ends of the curves
constexpr double kLeastSteps = 50, kLeastSeconds = 0.5;
constexpr int kAlongTicks = 5, kNatTicks = 6;  // at most so many intervals

int decimalsOf(double interval) { return std::max(0, static_cast<int>(std::ceil(-std::log10(interval) - 1e-9))); }

}  // namespace

RaceChart::RaceChart(QWidget* parent)
    : QWidget(parent),
      chart_(new QChart),
      entropy_(new QLineSeries),
      along_(new QValueAxis),
      nats_(new QValueAxis),
      title_(new QLabel) {
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(2);
  title_->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
  column->addWidget(title_);
  auto* view = new QChartView(chart_);
  view->setMinimumSize(160, 100);
  view->setRenderHint(QPainter::Antialiasing);
  view->setFrameShape(QFrame::NoFrame);
  view->setBackgroundBrush(Qt::NoBrush);
  view->setFocusPolicy(Qt::NoFocus);
  view->setAccessibleName(tr("Held-out NLL of both stacks"));
  column->addWidget(view, 1);
  chart_->legend()->hide();
  chart_->setMargins({0, 0, 0, 0});
  chart_->setBackgroundVisible(false);
  chart_->layout()->setContentsMargins(0, 0, 0, 0);
  chart_->addAxis(along_, Qt::AlignBottom);
  chart_->addAxis(nats_, Qt::AlignLeft);
  for (auto& curve : curves_) curve = new QLineSeries;
  for (QLineSeries* series : {entropy_, curves_[0], curves_[1]}) {
    chart_->addSeries(series);
    series->attachAxis(along_);
    series->attachAxis(nats_);
  }
  for (size_t lane = 0; lane < 2; ++lane) {
    letters_[lane] = new QGraphicsSimpleTextItem(lane == 0 ? tr("A") : tr("B"), chart_);
    letters_[lane]->setZValue(20);
    letters_[lane]->hide();
  }
  entropyName_ = new QGraphicsSimpleTextItem(tr("true entropy"), chart_);
  entropyName_->setZValue(20);
  for (QValueAxis* axis : {along_, nats_}) {
    axis->setTickType(QValueAxis::TicksDynamic);
    axis->setTickAnchor(0);
  }
  connect(chart_, &QChart::plotAreaChanged, this, &RaceChart::placeLetters);
  restyle();
}

void RaceChart::setSubject(const QString& subject) {
  subject_ = subject;
  tell();
}

void RaceChart::tell() {
  const QString words = tr("Held-out NLL (nats) · %1").arg(subject_);
  title_->setText(title_->fontMetrics().elidedText(words, Qt::ElideRight, title_->width()));
  title_->setToolTip(words);
}

void RaceChart::show(const std::array<std::shared_ptr<const core::Standing>, 2>& standings, core::RaceMode mode) {
  const bool steps = mode == core::RaceMode::sameSteps;
  const auto place = [&](const core::RacePoint& p) { return steps ? p.steps : p.seconds; };
  double last = steps ? kLeastSteps : kLeastSeconds;
  std::optional<double> entropy;
  bool known = true;
  for (const auto& s : standings) {
    if (s == nullptr) continue;
    if (!s->curve.empty()) last = std::max<double>(last, place(s->curve.back()));
    if (s->entropy) entropy = s->entropy;
    if (!s->entropy && s->refusal.empty()) known = false;
  }
  double low = entropy.value_or(1e9), high = -1e9;
  for (size_t lane = 0; lane < 2; ++lane) {
    QList<QPointF> line;
    if (standings[lane] != nullptr) {
      const auto& curve = standings[lane]->curve;
      for (const core::RacePoint& point : curve) {
        if (!std::isfinite(point.heldOut)) continue;
        line << QPointF(place(point), point.heldOut);
        low = std::min(low, point.heldOut);
      }
      const auto late =
          std::count_if(line.begin(), line.end(), [&](const QPointF& p) { return p.x() >= kOpening * last; });
      for (const QPointF& p : line) {
        if (late < kFewPoints || p.x() >= kOpening * last) high = std::max(high, p.y());
      }
    }
    curves_[lane]->replace(line);
  }
  if (high < low) {
    low = entropy.value_or(0);
    high = low + 1;
  }
  const double room = std::max(0.01, (high - low) * 0.08);
  low -= 2 * room;  // the name of the dashed line stands there
  high += room;
  entropy_->replace(entropy ? QList<QPointF>{{0, *entropy}, {(1 + kLetterRoom) * last, *entropy}} : QList<QPointF>{});
  const double alongStep = roundStep(std::max((1 + kLetterRoom) * last / kAlongTicks, 1e-9)),
               natStep = roundStep(std::max((high - low) / kNatTicks, 1e-9));
  along_->setRange(0, (1 + kLetterRoom) * last);
  along_->setTickInterval(alongStep);
  along_->setLabelFormat(steps ? QString("%d") : QString("%.%1f").arg(decimalsOf(alongStep)));
  along_->setTitleText(steps ? tr("steps") : tr("seconds of training"));
  nats_->setRange(low, high);
  nats_->setTickInterval(natStep);
  nats_->setLabelFormat(QString("%.%1f").arg(std::max(2, decimalsOf(natStep))));
  entropyKnown_ = known;
  placeLetters();
}

// At the ends of the curves, so that nobody has to tell their colours apart.
void RaceChart::placeLetters() {
  const QRectF area = chart_->plotArea();
  std::array<QPointF, 2> at;
  std::array<bool, 2> there{};
  for (size_t lane = 0; lane < 2; ++lane) {
    there[lane] = curves_[lane]->count() > 1;
    letters_[lane]->setVisible(there[lane]);
    if (!there[lane]) continue;
    const QSizeF size = letters_[lane]->boundingRect().size();
    const QPointF end = chart_->mapToPosition(curves_[lane]->at(curves_[lane]->count() - 1), curves_[lane]);
    at[lane] = {std::min(end.x() + 4, area.right() - size.width() - 1), end.y() - size.height() / 2};
  }
  // Where they would meet they make room for each other.
  const double height = 0.8 * letters_[0]->boundingRect().height();
  const double overlap = height - std::abs(at[0].y() - at[1].y());
  if (there[0] && there[1] && overlap > 0 && std::abs(at[0].x() - at[1].x()) < height) {
    const size_t upper = at[0].y() <= at[1].y() ? 0 : 1;
    at[upper].ry() -= overlap / 2;
    at[1 - upper].ry() += overlap / 2;
  }
  for (size_t lane = 0; lane < 2; ++lane) {
    const double bottom = area.bottom() - letters_[lane]->boundingRect().height();
    letters_[lane]->setPos(at[lane].x(), std::clamp(at[lane].y(), area.top(), std::max(area.top(), bottom)));
  }
  entropyName_->setText(entropyKnown_ ? tr("true entropy") : tr("true entropy unknown"));
  entropyName_->setVisible(entropy_->count() > 0 || !entropyKnown_);
  const QPointF start = entropy_->count() > 0
                            ? chart_->mapToPosition(entropy_->at(0), entropy_)
                            : area.bottomLeft() - QPointF(0, entropyName_->boundingRect().height() + 3);
  entropyName_->setPos(start.x() + 6, start.y() + 1);
}

void RaceChart::restyle() {
  const Theme& t = theme();
  for (size_t lane = 0; lane < 2; ++lane) {
    const QColor colour = seriesColor(static_cast<int>(lane));
    curves_[lane]->setPen(QPen(colour, 0.24 * points_, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    letters_[lane]->setBrush(colour);
    letters_[lane]->setFont(uiFont(points_ * 1.1, QFont::Bold));
  }
  entropyName_->setBrush(t.text);
  entropyName_->setFont(uiFont(points_ * 0.85));
  entropy_->setPen(QPen(t.text, 0.13 * points_, Qt::DashLine));
  for (QValueAxis* axis : {along_, nats_}) {
    axis->setLabelsColor(t.text);
    axis->setTitleBrush(t.muted);
    axis->setGridLineColor(t.line);
    axis->setLinePenColor(t.line);
    axis->setLabelsFont(uiFont(points_ * 0.9));
    axis->setTitleFont(uiFont(points_ * 0.9));
  }
  title_->setFont(uiFont(points_ * 0.95));
  tell();
  placeLetters();
}

void RaceChart::setPoints(double points) {
  points_ = points;
  restyle();
}

void RaceChart::changeEvent(QEvent* event) {
  if (event->type() == QEvent::PaletteChange) restyle();
  QWidget::changeEvent(event);
}

void RaceChart::resizeEvent(QResizeEvent* event) {
  QWidget::resizeEvent(event);
  tell();
  placeLetters();
}

}  // namespace app
