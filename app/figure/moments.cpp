#include "app/figure/moments.h"

#include <algorithm>
#include <cmath>

namespace app {

namespace {

constexpr double kRest = 0.15;   // part of the time that the trained flow is seen
constexpr double kThere = 0.65;  // part of the time before it goes back

}  // namespace

FigureSource sourceBetween(const FigureSource& a, const FigureSource& b, double t) {
  if (t <= 0) return a;
  if (t >= 1 || a.theta->size() != b.theta->size()) return b;
  FigureSource between = b;
  between.theta = std::make_shared<const core::Theta>(*a.theta + static_cast<core::Real>(t) * (*b.theta - *a.theta));
  between.step = static_cast<int>(std::lround(a.step + t * (b.step - a.step)));
  between.nll = a.nll;  // the newest that was measured, as on screen
  return between;
}

FigureSource sourceAt(const std::vector<FigureSource>& moments, double step) {
  const auto after = std::lower_bound(moments.begin(), moments.end(), step,
                                      [](const FigureSource& a, double value) { return a.step < value; });
  if (after == moments.begin()) return moments.front();
  if (after == moments.end()) return moments.back();
  const FigureSource &a = *(after - 1), &b = *after;
  return sourceBetween(a, b, (step - a.step) / (b.step - a.step));
}

double learnedAt(double u, bool pingPong) {
  const bool back = pingPong && u > kThere;
  const double v = back ? (1 - u) / (1 - kThere) : std::min(1.0, (pingPong ? u / kThere : u) / (1 - kRest));
  return v * v;
}

}  // namespace app
