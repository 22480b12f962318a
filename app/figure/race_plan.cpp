#include "app/figure/race_plan.h"

#include <algorithm>
#include <cmath>

#include "app/canvas/plane_view.h"
#include "app/figure/figure_axes.h"
#include "app/figure/figure_caption.h"

namespace app {

namespace {

constexpr double kSmallestType = 9;   // pixels
constexpr double kSmallestPanel = 7;  // in units of type
constexpr double kTickSize = 0.85;
constexpr double kWidest = 1.45, kNarrowest = 0.8;  // of a panel's shape, in the window's own

double typeOf(const FigureSpec& spec) {
  const double area = std::sqrt(static_cast<double>(spec.size.width()) * spec.size.height());
  return std::max(kSmallestType, spec.type * std::max(10.5, 0.0185 * area));
}

class Planner {
 public:
  Planner(const FigureSpec& spec, const RaceMoment& moment, const QPaintDevice& device)
      : spec_(spec), moment_(moment), type_(device, typeOf(spec)) {
    plan_.type = type_.pixels();
    plan_.parts = spec.parts;
    const core::Window& w = spec.window;
    window_ = w.x0 < w.x1 ? w : moment.lanes.front().target->window();
    count_ = static_cast<int>(moment.lanes.size()) + (spec.layout == FigureLayout::beside ? 1 : 0);
  }

  RacePlan plan() {
    const double margin = std::round(em(0.9)), width = spec_.size.width() - 2 * margin;
    double top = margin, bottom = spec_.size.height() - margin;
    plan_.header = QRectF(margin, top, width, em(2));
    top += em(2.5);
    if (!spec_.caption.isEmpty()) {
      const FigureCaption caption(spec_.caption, type_, width);
      bottom -= caption.height();
      plan_.caption = {margin, bottom};
      plan_.captionWidth = width;
      bottom -= em(0.8);
    }
    if (spec_.parts.numbers) {
      const double tall = std::clamp(0.24 * (bottom - top), em(5.5), em(13));
      plan_.chart = QRectF(margin, bottom - tall, width, tall);
      bottom -= tall + em(1);
    }
    double right = margin + width;
    if (spec_.parts.scale && spec_.parts.density) right -= em(5.4);
    placePanels(QRectF(QPointF(margin, top), QPointF(right, bottom)));
    return std::move(plan_);
  }

 private:
  double em(double factor) const { return factor * plan_.type; }

  void placePanels(const QRectF& area) {
    double left = 0, below = 0;
    if (spec_.parts.axes) {
      plan_.tickWidth = em(0.5);
      for (const AxisTick& t : axisTicks(window_.y0, window_.y1, 8))
        plan_.tickWidth = std::max(plan_.tickWidth, type_.width(t.text, kTickSize));
      left = plan_.tickWidth + em(2.2);
      below = em(2.75);
    }
    const double head = em(2.1), foot = spec_.parts.numbers ? em(2.6) : 0, gap = em(1.4);
    const double own = (window_.x1 - window_.x0) / (window_.y1 - window_.y0);
    int columns = 1;
    double w = 0, h = 0, most = -1e9;
    for (int c = 1; c <= count_; ++c) {
      const int rows = (count_ + c - 1) / c;
      double wide = (area.width() - left - (c - 1) * gap) / c;
      double tall = (area.height() - below - rows * (head + foot) - (rows - 1) * em(0.5)) / rows;
      wide = std::min(wide, kWidest * own * tall);
      tall = std::min(tall, wide / (kNarrowest * own));
      if (std::min(wide, tall) <= most) continue;
      most = std::min(wide, tall);
      columns = c;
      w = std::floor(wide);
      h = std::floor(tall);
    }
    w = std::max(1.0, w);
    h = std::max(1.0, h);
    const int rows = (count_ + columns - 1) / columns;
    const double across = left + columns * w + (columns - 1) * gap;
    const double down = below + rows * (head + h + foot) + (rows - 1) * em(0.5);
    const double x0 = std::floor(area.left() + std::max(0.0, area.width() - across) / 2 + left);
    const double y0 = std::floor(area.top() + std::max(0.0, area.height() - down) / 2);
    for (int i = 0; i < count_; ++i) {
      const int column = i % columns, row = i / columns;
      PanelPlan panel;
      panel.left = column == 0;
      panel.low = i + columns >= count_;
      panel.target = i >= static_cast<int>(moment_.lanes.size());
      panel.window = widened(window_, w / h);
      const double y = std::floor(y0 + row * (head + h + foot + em(0.5)));
      panel.box = QRectF(std::floor(x0 + column * (w + gap)), std::floor(y + head), w, h);
      plan_.heads.emplace_back(panel.box.left(), y, w, head);
      plan_.feet.emplace_back(panel.box.left(), panel.box.bottom() + (panel.low ? below : 0), w, foot);
      plan_.panels.push_back(panel);
    }
    if (spec_.parts.scale && spec_.parts.density) {
      const QRectF block = plan_.panels.front().box.united(plan_.panels.back().box);
      const double tall = std::min(block.height(), em(30));
      const double x = plan_.panels[static_cast<size_t>(std::min(columns, count_) - 1)].box.right();
      plan_.scale = QRectF(std::round(x + em(1)), std::round(block.center().y() - tall / 2), std::round(em(0.9)), tall);
    }
  }

  const FigureSpec& spec_;
  const RaceMoment& moment_;
  FigureType type_;
  core::Window window_;
  int count_ = 0;
  RacePlan plan_;
};

}  // namespace

RacePlan planRace(const FigureSpec& spec, const RaceMoment& moment, const QPaintDevice& device) {
  FigureSpec less = spec;
  RacePlan plan = Planner(less, moment, device).plan();
  for (bool FigureParts::*part : {&FigureParts::scale, &FigureParts::axes, &FigureParts::numbers}) {
    const QSizeF panel = plan.panels.front().box.size();
    if (std::min(panel.width(), panel.height()) >= kSmallestPanel * plan.type) break;
    less.parts.*part = false;
    plan = Planner(less, moment, device).plan();
  }
  return plan;
}

}  // namespace app
