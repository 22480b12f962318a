#include "app/panels/curves_plot.h"

#include <QPainter>
#include <QPainterPath>
#include <algorithm>
#include <cmath>

#include "app/theme.h"

namespace app {

namespace {

constexpr int kFew = 4;  // curves that have a colour and a name each
constexpr double kLegend = 18, kBelow = 16, kLeft = 30, kMargin = 8;

// "width 3" -> "width"; what has no number at its end is a group of its own.
QString stem(const QString& name) {
  const qsizetype space = name.lastIndexOf(' ');
  bool number = false;
  if (space > 0) name.mid(space + 1).toInt(&number);
  return number ? name.left(space) : name;
}

QString tick(double value) {
  const QString digits = QString::number(std::abs(value), 'g', 3);
  return value < 0 ? QStringLiteral("−") + digits : digits;
}

/// One, two or five of some power of ten, so that about three of them span `range`.
double niceStep(double range) {
  const double rough = range / 3;
  const double power = std::pow(10, std::floor(std::log10(rough)));
  const double lead = rough / power;
  return power * (lead <= 1 ? 1 : lead <= 2 ? 2 : lead <= 5 ? 5 : 10);
}

}  // namespace

CurvesPlot::CurvesPlot(QWidget* parent) : QWidget(parent) { setMinimumSize(120, 110); }

void CurvesPlot::setCurves(std::vector<core::Curve> curves, const std::vector<core::Real>& at,
                           const QString& coordinate) {
  const bool others = curves.size() != curves_.size() ||
                      !std::equal(curves.begin(), curves.end(), curves_.begin(),
                                  [](const core::Curve& a, const core::Curve& b) { return a.name == b.name; });
  curves_ = std::move(curves);
  at_ = at;
  coordinate_ = coordinate;
  if (others) {
    low_ = high_ = 0;
    group();
  }
  fitRange();
  update();
}

void CurvesPlot::group() {
  const bool few = curves_.size() <= kFew;
  legend_.clear();
  groupOf_.clear();
  for (const core::Curve& curve : curves_) {
    const QString name = QString::fromStdString(curve.name);
    const QString wanted = few ? name : stem(name);
    // Two functions of one name are two, as long as there are colours enough.
    qsizetype at = few ? -1 : legend_.indexOf(wanted);
    if (at < 0) {
      at = legend_.size();
      legend_.push_back(wanted);
    }
    groupOf_.push_back(static_cast<int>(at));
  }
}

// The axis grows at once and shrinks only when half of it is empty: it does not breathe with every step of training.
void CurvesPlot::fitRange() {
  double low = INFINITY, high = -INFINITY;
  for (const core::Curve& curve : curves_) {
    for (const core::Real value : curve.values) {
      if (!std::isfinite(value)) continue;
      low = std::min(low, static_cast<double>(value));
      high = std::max(high, static_cast<double>(value));
    }
  }
  if (!(low <= high)) low = high = 0;
  low = std::min(low, 0.0);
  high = std::max(high, 0.0);
  if (high - low < 0.1) low -= 0.05, high += 0.05;
  const bool inside = low >= low_ && high <= high_;
  if (inside && high - low > 0.5 * (high_ - low_)) return;
  step_ = niceStep(high - low);
  low_ = step_ * std::floor(low / step_);
  high_ = step_ * std::ceil(high / step_);
}

void CurvesPlot::paintAxes(QPainter& painter, const QRectF& box) const {
  const Theme& t = theme();
  painter.setFont(uiFont(8));
  QColor faint = t.muted;
  faint.setAlphaF(0.22F);
  const auto y = [&](double value) { return box.bottom() - (value - low_) / (high_ - low_) * box.height(); };
  const int lines = static_cast<int>(std::lround((high_ - low_) / step_));
  for (int i = 0; i <= lines; ++i) {
    const double value = low_ + i * step_;
    const bool zero = std::abs(value) < step_ / 100;
    painter.setPen(QPen(zero ? t.muted : faint, zero ? 0.8 : 1));
    painter.drawLine(QPointF(box.left(), y(value)), QPointF(box.right(), y(value)));
    painter.setPen(t.muted);
    painter.drawText(QRectF(0, y(value) - 8, box.left() - 4, 16), Qt::AlignRight | Qt::AlignVCenter,
                     tick(zero ? 0 : value));
  }
  const double reach = static_cast<double>(at_.back());
  for (const double part : {-1.0, 0.0, 1.0}) {
    const double x = box.center().x() + part * box.width() / 2;
    painter.setPen(QPen(faint, 1));
    painter.drawLine(QPointF(x, box.top()), QPointF(x, box.bottom()));
    painter.setPen(t.muted);
    const Qt::Alignment side = part < 0 ? Qt::AlignLeft : part > 0 ? Qt::AlignRight : Qt::AlignHCenter;
    painter.drawText(QRectF(box.left() - 4, box.bottom() + 1, box.width() + 8, kBelow), side | Qt::AlignVCenter,
                     part == 0 ? coordinate_ : tick(part * reach));
  }
}

void CurvesPlot::paintLegend(QPainter& painter, const QRectF& strip) const {
  painter.setFont(uiFont(8.5));
  double x = strip.left();
  for (qsizetype i = 0; i < legend_.size(); ++i) {
    const double width = painter.fontMetrics().horizontalAdvance(legend_[i]);
    if (x + 16 + width > strip.right()) break;
    painter.setPen(QPen(seriesColor(static_cast<int>(i)), 2, Qt::SolidLine, Qt::RoundCap));
    painter.drawLine(QPointF(x + 1, strip.center().y()), QPointF(x + 10, strip.center().y()));
    painter.setPen(theme().text);
    painter.drawText(QRectF(x + 15, strip.top(), width + 2, strip.height()), Qt::AlignVCenter, legend_[i]);
    x += 15 + width + 12;
  }
}

void CurvesPlot::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  QPainterPath frame;
  frame.addRoundedRect(QRectF(rect()), 6, 6);
  painter.setClipPath(frame);
  painter.fillRect(rect(), theme().dark ? theme().window : theme().hover);
  if (curves_.empty() || at_.size() < 2 || !(high_ > low_)) return;
  const QRectF box(kLeft, 4 + kLegend, width() - kLeft - kMargin, height() - 8 - kLegend - kBelow);
  paintLegend(painter, {kMargin, 3, width() - 2 * kMargin, kLegend});
  paintAxes(painter, box);
  painter.setClipRect(box.adjusted(-1, -1, 1, 1));
  const bool few = curves_.size() <= kFew;
  for (size_t i = 0; i < curves_.size(); ++i) {
    QColor colour = seriesColor(groupOf_[i]);
    if (!few) colour.setAlphaF(0.75F);
    painter.setPen(QPen(colour, few ? 1.8 : 1, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    QPolygonF line;
    const auto& values = curves_[i].values;
    for (size_t k = 0; k < std::min(values.size(), at_.size()); ++k) {
      if (!std::isfinite(values[k])) continue;
      const double part = static_cast<double>((at_[k] - at_.front()) / (at_.back() - at_.front()));
      const double share = (static_cast<double>(values[k]) - low_) / (high_ - low_);
      line << QPointF(box.left() + part * box.width(), box.bottom() - share * box.height());
    }
    painter.drawPolyline(line);
  }
}

}  // namespace app
