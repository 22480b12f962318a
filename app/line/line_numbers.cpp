#include "app/line/line_numbers.h"

#include <QEvent>
#include <QFontMetricsF>
#include <QPainter>
#include <algorithm>
#include <cmath>

#include "app/line/line_text.h"
#include "app/theme.h"

namespace app {

namespace {

const QString kZ = QStringLiteral("z"), kX = QStringLiteral("x");
const QString kPz = QStringLiteral("p(z)"), kPx = QStringLiteral("p(x)");
const QString kSlope = QStringLiteral("f'(z)");

}  // namespace

LineNumbers::LineNumbers(QWidget* parent) : QWidget(parent) {
  setAccessibleName(tr("Numbers of the probed point"));
  setPoints(11);
}

void LineNumbers::setPoints(double points) {
  points_ = points;
  setFixedWidth(static_cast<int>(13.8 * QFontMetricsF(uiFont(points)).height()));
  update();
}

void LineNumbers::fill(const LineReading& r) {
  using Look = Row::Look;
  const core::LinePoint& p = r.probe;
  rows_ = {{"", tr("POINT"), "", Look::plain},
           {"z", kZ, decimal(p.z, 3), Look::plain},
           {"x", kX + " = f(z)", decimal(p.x, 3), Look::plain},
           {"slope", kSlope, decimal(p.slope, 3), Look::plain},
           {"", tr("DENSITY"), "", Look::plain},
           {"p(z)", kPz, decimal(std::exp(p.logBase), 4), Look::plain},
           {"p(x)", kPx + " = " + kPz + " / |" + kSlope + "|", decimal(std::exp(p.logDensity), 4), Look::strong},
           {"", tr("IN LOGARITHMS"), "", Look::plain},
           {"log p(z)", "\\log " + kPz, decimal(p.logBase, 3), Look::plain},
           {"log slope", "{-}\\log |" + kSlope + "|", decimal(-p.logSlope, 3), Look::plain},
           {"log p(x)", "\\log " + kPx, decimal(p.logDensity, 3), Look::total}};
  rows_.push_back({"mass", "\\int " + kPx + "\\, dx", decimal(core::measuredMass(r.shown), 4), Look::plain});
  if (r.strip < 0) return;
  const core::LineStrip& strip = r.strips[static_cast<size_t>(r.strip)];
  const auto interval = [](double a, double b) {
    return QStringLiteral("[%1, %2]").arg(decimal(std::min(a, b), 2), decimal(std::max(a, b), 2));
  };
  rows_.push_back({"", tr("STRIP"), "", Look::plain});
  rows_.push_back(
      {"base area", kZ + " \\in " + interval(strip.z0, strip.z1), decimal(strip.baseArea, 4), Look::strong});
  rows_.push_back(
      {"data area", kX + " \\in " + interval(strip.x0, strip.x1), decimal(strip.dataArea, 4), Look::strong});
}

void LineNumbers::show(const LineReading& reading) {
  fill(reading);
  QString all;
  for (const Row& row : rows_) {
    if (!row.key.isEmpty()) all += row.key + ": " + row.value + "; ";
  }
  setAccessibleDescription(all);
  update();
}

QString LineNumbers::value(const QString& key) const {
  for (const Row& row : rows_) {
    if (row.key == key) return row.value;
  }
  return {};
}

void LineNumbers::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setPen(Qt::NoPen);
  painter.setBrush(theme().panel);
  painter.drawRoundedRect(QRectF(rect()), 10, 10);
  const double line = QFontMetricsF(uiFont(points_)).height(), margin = 0.9 * line;
  const double step = std::min(1.72 * line, (height() - 1.2 * line) / 17.5);
  double y = 0.6 * line;
  for (const Row& row : rows_) {
    if (row.key.isEmpty()) {
      if (y > line) y += 0.45 * step;
      QFont small = uiFont(0.78 * points_, QFont::DemiBold);
      small.setLetterSpacing(QFont::AbsoluteSpacing, 1);
      painter.setFont(small);
      painter.setPen(theme().muted);
      painter.drawText(QRectF(margin, y, width() - 2 * margin, step), Qt::AlignLeft | Qt::AlignVCenter, row.label);
      y += step;
      continue;
    }
    if (row.look == Row::Look::total) {
      painter.setPen(QPen(theme().muted, 1));
      painter.drawLine(QPointF(margin, std::round(y) + 0.5), QPointF(width() - margin, std::round(y) + 0.5));
    }
    const bool bold = row.look != Row::Look::plain;
    const QSizeF size = formulaSize(row.label, points_);
    paintFormula(painter, {margin, y + (step - size.height()) / 2}, row.label, points_, theme().text);
    painter.setFont(uiFont(points_, bold ? QFont::Bold : QFont::Medium));
    painter.setPen(row.look == Row::Look::strong ? seriesColor(1) : theme().text);
    painter.drawText(QRectF(margin, y, width() - 2 * margin, step), Qt::AlignRight | Qt::AlignVCenter, row.value);
    y += step;
  }
}

void LineNumbers::changeEvent(QEvent* event) {
  if (event->type() == QEvent::PaletteChange) update();
  QWidget::changeEvent(event);
}

}  // namespace app
