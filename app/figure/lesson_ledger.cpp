#include "app/figure/lesson_ledger.h"

#include <algorithm>

#include "app/canvas/plate_colours.h"
#include "app/stage/ledger_model.h"
#include "app/theme.h"

namespace app {

namespace {

constexpr int kMostRows = 10, kAfter = 5;  // of which so many at the end
constexpr double kPad = 12, kColumns = 16;

}  // namespace

LessonLedger::LessonLedger(const core::Ledger& ledger, const core::FlowSpec& flow, core::Reading reading, double points,
                           double most)
    : points_(points) {
  LedgerModel model;
  model.setLedger(ledger, flow, reading);
  const auto line = [&](const auto& text) {
    Line all;
    for (int c = 0; c < LedgerModel::kColumns; ++c) all[static_cast<size_t>(c)] = text(c).toString();
    return all;
  };
  lines_.push_back(line([&](int c) { return model.headerData(c, Qt::Horizontal); }));
  const int rows = model.rowCount();
  for (int r = 0; r < rows; ++r) {
    const int after = rows - kAfter;
    if (rows > kMostRows && r == kMostRows - kAfter - 1) {
      lines_.push_back({LedgerModel::tr("… %1 more").arg(after - r), {}, {}, {}});
      r = after - 1;
      continue;
    }
    lines_.push_back(line([&](int c) { return model.data(model.index(r, c)); }));
  }
  height_ = QFontMetricsF(uiFont(points)).height() * 1.12;
  for (const Line& one : lines_) {
    for (size_t c = 0; c < 4; ++c)
      widths_[c] = std::max(widths_[c], QFontMetricsF(uiFont(points, QFont::DemiBold)).horizontalAdvance(one[c]));
  }
  const auto wide = [&] {
    double all = 2 * kPad - kColumns;
    for (const double w : widths_) all += w > 0 ? w + kColumns : 0;
    return all;
  };
  if (wide() > most) widths_[LedgerModel::kPlace] = 0;
  size_ = {wide(), static_cast<double>(lines_.size()) * height_ + 14};
}

void LessonLedger::paint(QPainter& painter, const QPointF& corner) const {
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setPen(Qt::NoPen);
  painter.setBrush(theme().plate);
  painter.drawRoundedRect(QRectF(corner, size_), 7, 7);
  double y = corner.y() + 6 + QFontMetricsF(uiFont(points_)).ascent();
  for (size_t i = 0; i < lines_.size(); ++i) {
    const bool head = i == 0, last = i + 1 == lines_.size();
    if (last) y += 2;
    const QFont font = uiFont(points_, last ? QFont::DemiBold : QFont::Normal);
    painter.setFont(font);
    painter.setPen(head ? kPlateMuted : last ? theme().highlight : kPlateText);
    double x = corner.x() + kPad;
    for (size_t c = 0; c < 4; ++c) {
      if (widths_[c] <= 0) continue;
      const double wide = QFontMetricsF(font).horizontalAdvance(lines_[i][c]);
      painter.drawText(QPointF(c == 0 ? x : x + widths_[c] - wide, y), lines_[i][c]);
      x += widths_[c] + kColumns;
    }
    y += height_;
  }
}

}  // namespace app
