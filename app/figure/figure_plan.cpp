#include "app/figure/figure_plan.h"

#include <QImage>
#include <algorithm>
#include <cmath>

#include "app/canvas/flow_formula.h"
#include "app/canvas/plane_view.h"
#include "app/figure/figure_axes.h"
#include "app/figure/figure_caption.h"
#include "app/numbers.h"

namespace app {

namespace {

constexpr double kSmallestType = 9;     // pixels
constexpr double kSmallestPanel = 5.5;  // in units of type
constexpr int kMostInRow = 9;
constexpr double kTickSize = 0.85;  // of what is written at the axes

double aspectOf(const core::Window& w) { return (w.x1 - w.x0) / (w.y1 - w.y0); }

core::Window windowOf(const FigureSpec& spec, const FigureSource& source) {
  return spec.window.x0 < spec.window.x1 ? spec.window : source.target->window();
}

double endOf(const FigureSpec& spec, const FigureSource& source) {
  return spec.depth < 0 ? source.flow->depth() : spec.depth;
}

// Type suits the area of a figure, and a row's its width: as eight points to a page's width of 17 cm.
double typeOf(const FigureSpec& spec) {
  const double w = spec.size.width(), h = spec.size.height() > 0 ? spec.size.height() : 0.75 * w;
  const double area = std::sqrt(w * h);
  const double suits = spec.layout == FigureLayout::row ? std::min(0.0166 * w, 0.06 * (spec.size.height() > 0 ? h : w))
                       : spec.layout == FigureLayout::grid ? 0.015 * area
                                                           : 0.0185 * area;
  return std::max(kSmallestType, spec.type * std::max(suits, spec.layout == FigureLayout::single ? 10.5 : 0));
}

// How a page is filled: `columns` x `rows` panels of about the window's own shape.
struct Page {
  int columns = 1, rows = 1;
  std::vector<double> depths;
};

Page pageOf(const QSizeF& area, double aspect, double depth) {
  Page best;
  double least = 1e30;
  const int K = std::max(1, static_cast<int>(std::ceil(depth)));
  for (int columns = 1; columns <= 12; ++columns) {
    for (int rows = 1; rows <= 12; ++rows) {
      const int room = columns * rows;
      if (room < 2) continue;
      // Every layer, or parts of layers, all alike; else as many whole layers as there is room for.
      const int parts = std::max(1, (room - 1) / K);
      const int used = room > K ? parts * K + 1 : room;
      const double shape = area.width() / columns / (area.height() / rows) / aspect;
      const double empty = static_cast<double>(room - used) / room;
      const double cost = std::abs(std::log(shape)) + 8 * empty + 0.5 * std::abs(std::log(used / 12.0)) +
                          (room > K ? 0 : 1.5 * (1 - static_cast<double>(room) / (K + 1)));
      if (room - used >= columns || cost >= least) continue;
      least = cost;
      best.columns = columns;
      best.rows = rows;
      best.depths.clear();
      for (int i = 0; i < used; ++i)
        best.depths.push_back(room > K ? depth * i / (used - 1) : std::round(depth * i / (used - 1)));
    }
  }
  return best;
}

QString titleOf(double depth, const FigureSource& source) {
  const double K = source.flow->depth();
  if (depth <= 0) return "base z";
  if (depth >= K) return "data x";
  const double whole = std::round(depth);
  if (std::abs(depth - whole) < 1e-9) return QString("layer %1").arg(static_cast<int>(whole));
  return "depth " + decimal(depth, 2);
}

// Grows downwards and upwards from the edges of the figure until what is left is the panels' own.
class Planner {
 public:
  Planner(const FigureSpec& spec, const FigureSource& source, const QPaintDevice& device)
      : spec_(spec), source_(source), type_(device, typeOf(spec)), end_(endOf(spec, source)) {
    plan_.type = type_.pixels();
    plan_.parts = spec.parts;
    margin_ = std::round(0.9 * plan_.type);
    width_ = spec.size.width() - 2 * margin_;
    top_ = bottom_ = margin_;
  }

  FigurePlan plan() {
    planHeader();
    planFoot();
    planSides();
    placePanels(spec_.size.height() - top_ - bottom_);
    return std::move(plan_);
  }
  // Of the whole figure, if its panels have the window's own shape.
  double height() {
    planHeader();
    planFoot();
    planSides();
    const int columns = columnsAlong();
    const double panel = (spec_.size.width() - left_ - right_ - (columns - 1) * gap()) / columns;
    return std::ceil(top_ + bottom_ + panel / aspectOf(windowOf(spec_, source_)));
  }

 private:
  double em(double factor) const { return factor * plan_.type; }
  double gap() const { return em(0.8); }
  bool several() const { return spec_.layout != FigureLayout::single; }
  bool titled() const { return several() && spec_.parts.titles; }
  int columnsAlong() const {
    return spec_.layout == FigureLayout::row      ? static_cast<int>(wholeDepths(end_, kMostInRow).size())
           : spec_.layout == FigureLayout::beside ? 2
                                                  : 1;
  }

  void planHeader() {
    if (!spec_.title.isEmpty()) {
      plan_.title = {margin_, top_ + type_.metrics(1.35, QFont::DemiBold).ascent()};
      top_ += em(2.1);
    }
    double formulaWidth = 0, formulaHeight = 0;
    if (spec_.parts.formula) {
      const bool gaussian = source_.flow->spec().base.key == "gaussian" && source_.flow->spec().base.temperature == 1;
      const QString tex =
          FlowFormula::texOf({source_.reading, false, gaussian, source_.flow->spec().conditional, -1, 0, 0});
      const double points = em(1.12) * 72 / 96;
      plan_.formulaSet = Formula(tex, points);
      const double wide = plan_.formulaSet.size().width();
      if (wide > width_) plan_.formulaSet = Formula(tex, points * std::max(0.3, width_ / wide));
      formulaWidth = plan_.formulaSet.size().width();
      formulaHeight = plan_.formulaSet.size().height();
      plan_.formula = {margin_, top_ + plan_.formulaSet.ascent()};
    }
    std::vector<FigureNumber> numbers;
    if (spec_.parts.numbers) numbers = figureNumbers(spec_, source_, 1, type_);
    double all = 0;
    for (const FigureNumber& n : numbers) all += n.width;
    const bool beside = formulaWidth > 0 && formulaWidth + em(2) + all <= width_;
    double room = beside ? all : width_;
    for (const FigureNumber& n : numbers) {
      if (n.width > room + 0.5) break;
      room -= n.width;
      ++plan_.numberCount;
    }
    double height = formulaHeight;
    if (plan_.numberCount > 0 && beside) {
      plan_.numbers = {margin_ + width_ - all + em(1.4), plan_.formula.y()};
    } else if (plan_.numberCount > 0) {
      if (height > 0) height += em(0.45);
      plan_.numbers = {margin_, top_ + height + type_.metrics().ascent()};
      height += em(1.2);
    }
    if (height > 0) top_ += height + em(0.7);
  }

  void planFoot() {
    if (!spec_.caption.isEmpty()) {
      const FigureCaption caption(spec_.caption, type_, width_);
      bottom_ += caption.height();
      plan_.caption = {margin_, spec_.size.height() - bottom_};
      plan_.captionWidth = width_;
      bottom_ += em(0.6);
    }
    if (spec_.parts.track && !several()) {
      bottom_ += em(1.5);
      plan_.track = QRectF(0, spec_.size.height() - bottom_ + em(0.75), 0, 0);
      bottom_ += em(0.4);
    }
    if (spec_.parts.axes) bottom_ += em(2.75);
  }

  void planSides() {
    left_ = margin_;
    right_ = margin_;
    if (spec_.parts.axes) {
      const core::Window w = windowOf(spec_, source_);
      plan_.tickWidth = em(0.5);
      for (const AxisTick& t : axisTicks(w.y0, w.y1, 8))
        plan_.tickWidth = std::max(plan_.tickWidth, type_.width(t.text, kTickSize));
      left_ += plan_.tickWidth + em(0.7) + em(1.5);
    }
    if (spec_.parts.scale && spec_.parts.density)
      right_ += em(1) + em(0.9) + em(0.4) + type_.width("0.005", kTickSize) + em(1.9);
  }

  void placePanels(double height) {
    const double whole = spec_.size.width() - left_ - right_;
    const core::Window window = windowOf(spec_, source_);
    const double aspect = aspectOf(window);
    const double above = titled() ? em(1.6) : 0;
    Page page{columnsAlong(), 1, {}};
    if (spec_.layout == FigureLayout::single) page.depths = {end_};
    if (spec_.layout == FigureLayout::beside) page.depths = {end_, end_};
    if (spec_.layout == FigureLayout::row) page.depths = wholeDepths(end_, kMostInRow);
    if (spec_.layout == FigureLayout::grid) page = pageOf({whole, height}, aspect, end_);
    const double w = std::max(1.0, std::floor((whole - (page.columns - 1) * gap()) / page.columns));
    double h = std::floor((height - (page.rows - 1) * gap()) / page.rows - above);
    // Several panels are not drawn out to a page's height.
    if (several()) h = std::min(h, std::ceil(1.3 * w / aspect));
    h = std::max(1.0, h);
    const double block = page.rows * (h + above) + (page.rows - 1) * gap();
    const double y0 = std::floor(top_ + std::max(0.0, (height - block) / 2));
    const int count = static_cast<int>(page.depths.size());
    for (int i = 0; i < count; ++i) {
      const int column = i % page.columns, line = i / page.columns;
      PanelPlan p;
      p.box =
          QRectF(std::floor(left_ + column * (w + gap())), std::floor(y0 + line * (h + above + gap()) + above), w, h);
      p.window = widened(window, w / h);
      p.depth = page.depths[static_cast<size_t>(i)];
      p.target = spec_.layout == FigureLayout::beside && i == 1;
      p.left = column == 0;
      p.low = i + page.columns >= count;
      if (spec_.layout == FigureLayout::beside) {
        p.title = p.target ? "target" : "flow";
      } else {
        p.title = titleOf(p.depth, source_);
      }
      plan_.panels.push_back(p);
    }
    const QRectF first = plan_.panels.front().box;
    const double right = plan_.panels[static_cast<size_t>(std::min(page.columns, count) - 1)].box.right();
    const double low = plan_.panels.back().box.bottom();
    if (spec_.parts.scale && spec_.parts.density) {
      // As high as the panels, but on a page no higher than it is read.
      const double tall = std::min(low - first.top(), em(30));
      plan_.scale = QRectF(std::round(right + em(1)), std::round(first.top() + (low - first.top() - tall) / 2),
                           std::round(em(0.9)), tall);
    }
    if (spec_.parts.track && !several()) plan_.track = QRectF(first.left(), plan_.track.top(), first.width(), 0);
  }

  const FigureSpec& spec_;
  const FigureSource& source_;
  FigureType type_;
  double end_;
  FigurePlan plan_;
  double margin_ = 0, width_ = 0, top_ = 0, bottom_ = 0, left_ = 0, right_ = 0;
};

}  // namespace

std::vector<double> wholeDepths(double depth, int most) {
  const int whole = static_cast<int>(std::floor(depth + 1e-9));
  std::vector<double> depths;
  const int count = std::min(most, whole + 1);
  for (int i = 0; i < count; ++i)
    depths.push_back(count < 2 ? 0 : std::round(static_cast<double>(whole) * i / (count - 1)));
  if (depth > whole + 1e-9) depths.push_back(depth);
  if (depths.size() < 2) depths.push_back(depth);
  return depths;
}

std::vector<FigureNumber> figureNumbers(const FigureSpec& spec, const FigureSource& source, double integral,
                                        const FigureType& type) {
  std::vector<FigureNumber> all;
  const auto add = [&](const QString& name, const QString& value, const QString& widest) {
    all.push_back(
        {name + " ", value, type.width(name + " ") + type.width(widest, 1, QFont::DemiBold) + 1.4 * type.pixels()});
  };
  const int K = source.flow->depth();
  const bool single = spec.layout == FigureLayout::single;
  const auto addStep = [&] {
    if (source.step >= 0) add("step", QLocale::c().toString(source.step), "00,000");
  };
  if (!source.given.isEmpty()) add("given", source.given, source.given);
  if (spec.learning) addStep();
  if (single && !spec.learning) {
    const QString of = QString(" / %1").arg(K);
    add("depth", decimal(endOf(spec, source), 1) + of, QString(QString::number(K).size(), '0') + ".0" + of);
  }
  if (single) add("∫ p", decimal(integral, 4), "0.0000");
  if (source.nll) add("NLL", decimal(*source.nll, 3) + " nats", "−0.000 nats");
  if (source.nll && source.entropy) add("gap", decimal(*source.nll - *source.entropy, 3) + " nats", "0.000 nats");
  if (!spec.learning) addStep();
  return all;
}

FigurePlan planFigure(const FigureSpec& spec, const FigureSource& source, const QPaintDevice& device) {
  FigureSpec less = spec;
  FigurePlan plan = Planner(less, source, device).plan();
  for (bool FigureParts::*part : {&FigureParts::numbers, &FigureParts::track, &FigureParts::scale,
                                  &FigureParts::formula, &FigureParts::titles, &FigureParts::axes}) {
    const QSizeF panel = plan.panels.front().box.size();
    if (std::min(panel.width(), panel.height()) >= kSmallestPanel * plan.type) break;
    less.parts.*part = false;
    plan = Planner(less, source, device).plan();
  }
  return plan;
}

FigureSpec withHeight(FigureSpec spec, const FigureSource& source) {
  if (spec.size.height() > 0) return spec;
  QImage paper(1, 1, QImage::Format_RGB32);
  paper.setDotsPerMeterX(3780);
  paper.setDotsPerMeterY(3780);
  spec.size.setHeight(static_cast<int>(Planner(spec, source, paper).height()));
  return spec;
}

}  // namespace app
