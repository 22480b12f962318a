#include "app/panels/curves_plot.h"

#include <QPainter>
#include <QPainterPath>
#include <algorithm>
#include <cmath>

#include "app/numbers.h"
#include "app/theme.h"

namespace app {

namespace {

constexpr int kFew = 4;  // curves that have a colour and a name each
constexpr double kTitle = 14, kBelow = 16, kLeft = 30, kMargin = 8;
constexpr int kOnePanel = 152, kPanel = 50;

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
    group();
    updateGeometry();
  }
  for (int panel = 0; panel < static_cast<int>(ranges_.size()); ++panel) fitRange(panel);
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
  several_ = !few;
  ranges_.assign(static_cast<size_t>(several_ ? legend_.size() : 1), {});
}

int CurvesPlot::wantedHeight() const {
  return std::max(kOnePanel, static_cast<int>(static_cast<double>(ranges_.size()) * kPanel + kBelow + 8));
}

// The axis grows at once and shrinks only when half of it is empty: it does not breathe with every step of training.
void CurvesPlot::fitRange(int panel) {
  double low = INFINITY, high = -INFINITY;
  for (size_t i = 0; i < curves_.size(); ++i) {
    if (panelOf(i) != panel) continue;
    for (const core::Real value : curves_[i].values) {
      if (!std::isfinite(value)) continue;
      low = std::min(low, static_cast<double>(value));
      high = std::max(high, static_cast<double>(value));
    }
  }
  if (!(low <= high)) low = high = 0;
  low = std::min(low, 0.0);
  high = std::max(high, 0.0);
  if (high - low < 0.02) low -= 0.01, high += 0.01;
  Range& range = ranges_[static_cast<size_t>(panel)];
  const bool inside = low >= range.low && high <= range.high;
  if (inside && high - low > 0.5 * (range.high - range.low)) return;
  range.step = roundStep((high - low) / (several_ ? 1.5 : 3));
  range.low = range.step * std::floor(low / range.step);
  range.high = range.step * std::ceil(high / range.step);
}

void CurvesPlot::paintAxes(QPainter& painter, const Range& range, const QRectF& box) const {
  const Theme& t = theme();
  painter.setFont(uiFont(8));
  QColor faint = t.muted;
  faint.setAlphaF(0.22F);
  const auto y = [&](double value) {
    return box.bottom() - (value - range.low) / (range.high - range.low) * box.height();
  };
  const int lines = static_cast<int>(std::lround((range.high - range.low) / range.step));
  for (int i = 0; i <= lines; ++i) {
    const double value = range.low + i * range.step;
    const bool zero = std::abs(value) < range.step / 100;
    painter.setPen(QPen(zero ? t.muted : faint, zero ? 0.8 : 1));
    painter.drawLine(QPointF(box.left(), y(value)), QPointF(box.right(), y(value)));
    if (box.height() < 12 * lines && i != 0 && i != lines) continue;  // the ends say enough
    painter.setPen(t.muted);
    painter.drawText(QRectF(0, y(value) - 8, box.left() - 4, 16), Qt::AlignRight | Qt::AlignVCenter,
                     tick(zero ? 0 : value));
  }
  for (const double part : {-1.0, 0.0, 1.0}) {
    const double x = box.center().x() + part * box.width() / 2;
    painter.setPen(QPen(faint, 1));
    painter.drawLine(QPointF(x, box.top()), QPointF(x, box.bottom()));
  }
}

void CurvesPlot::paintLegend(QPainter& painter, const QRectF& strip) const {
  painter.setFont(uiFont(8.5, QFont::DemiBold));
  double x = strip.left();
  for (qsizetype i = 0; i < legend_.size(); ++i) {
    painter.setPen(seriesColor(static_cast<int>(i)));
    painter.drawText(QRectF(x, strip.top(), strip.right() - x, strip.height()), Qt::AlignVCenter, legend_[i]);
    x += painter.fontMetrics().horizontalAdvance(legend_[i]) + 12;
  }
}

void CurvesPlot::paintPanel(QPainter& painter, int panel, const QRectF& box) const {
  const Range& range = ranges_[static_cast<size_t>(panel)];
  if (!(range.high > range.low)) return;
  paintAxes(painter, range, box);
  painter.save();
  painter.setClipRect(box.adjusted(-1, -1, 1, 1));
  for (size_t i = 0; i < curves_.size(); ++i) {
    if (panelOf(i) != panel) continue;
    QColor colour = seriesColor(groupOf_[i]);
    if (several_) colour.setAlphaF(0.75F);
    painter.setPen(QPen(colour, several_ ? 1 : 1.8, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    QPolygonF line;
    const auto& values = curves_[i].values;
    for (size_t k = 0; k < std::min(values.size(), at_.size()); ++k) {
      if (!std::isfinite(values[k])) continue;
      const double part = static_cast<double>((at_[k] - at_.front()) / (at_.back() - at_.front()));
      const double share = (static_cast<double>(values[k]) - range.low) / (range.high - range.low);
      line << QPointF(box.left() + part * box.width(), box.bottom() - share * box.height());
    }
    painter.drawPolyline(line);
  }
  painter.restore();
}

void CurvesPlot::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  QPainterPath frame;
  frame.addRoundedRect(QRectF(rect()), 6, 6);
  painter.setClipPath(frame);
  painter.fillRect(rect(), theme().dark ? theme().window : theme().hover);
  if (curves_.empty() || at_.size() < 2) return;
  const int panels = static_cast<int>(ranges_.size());
  const double room = (height() - 4 - kBelow) / panels;
  QRectF box;
  for (int panel = 0; panel < panels; ++panel) {
    box = QRectF(kLeft, 2 + panel * room + kTitle, width() - kLeft - kMargin, room - kTitle - 3);
    paintPanel(painter, panel, box);
    if (!several_) continue;
    painter.setFont(uiFont(8.5, QFont::DemiBold));
    painter.setPen(seriesColor(panel));
    painter.drawText(QRectF(kLeft, box.top() - kTitle, box.width(), kTitle - 1), Qt::AlignVCenter, legend_[panel]);
  }
  if (!several_) paintLegend(painter, {kLeft, 3, width() - kLeft - kMargin, kTitle});
  painter.setFont(uiFont(8));
  painter.setPen(theme().muted);
  const double reach = static_cast<double>(at_.back());
  for (const double part : {-1.0, 0.0, 1.0}) {
    const Qt::Alignment side = part < 0 ? Qt::AlignLeft : part > 0 ? Qt::AlignRight : Qt::AlignHCenter;
    painter.drawText(QRectF(box.left() - 4, box.bottom() + 2, box.width() + 8, kBelow), side | Qt::AlignVCenter,
                     part == 0 ? coordinate_ : tick(part * reach));
  }
}

}  // namespace app
