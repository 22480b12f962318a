#include "app/cli/check_double.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "core/project/project_file.h"

static_assert(sizeof(core::Real) == sizeof(double), "this file is for core_double");

namespace app::cli {

namespace {

constexpr double kPasses = 1e6;  // points times layers that all depths together may cost
constexpr double kStep = 1e-6;   // of the numerical Jacobian, times 1 + |x|

// One layer, whole or part of its way, as a flow of its own.
struct Single {
  core::Flow flow;
  core::Theta theta;
};

Single singleOf(const core::Flow& flow, const core::Theta& theta, int k, double part) {
  core::FlowSpec spec;
  spec.layers.push_back(flow.spec().layers[static_cast<size_t>(k)]);
  Single single{core::Flow(spec), theta.segment(flow.offset(k), flow.parameterCount(k))};
  if (part < 1) single.theta = single.flow.atDepth(single.theta, part);
  return single;
}

// The number of points that keeps the whole check short: each depth T passes ceil(T) layers up and down, and looks at the
// Jacobian of one.
int pointCount(int depth) {
  const double passes = 4.0 * depth * (depth + 1) + 24.0 * depth;
  return static_cast<int>(std::clamp(kPasses / passes, 200.0, 2000.0));
}

// Of the base, and some from three times as far.
core::Points basePoints(const core::Base& base, int n) {
  core::Points z = base.cloud(n, 1);
  for (int i = 19; i < n; i += 20) z.row(i) *= 3;
  return z;
}

// logDet of the layer's toBase minus that of its numerical Jacobian at x.
core::Values logDetError(const Single& single, const core::Points& x) {
  core::Points z;
  core::Values logDet, ignored;
  single.flow.toBase(single.theta, x, z, logDet);
  const core::Values h = kStep * (1 + x.abs().rowwise().maxCoeff());
  Eigen::Array<double, Eigen::Dynamic, 4> jacobian(x.rows(), 4);
  for (int j = 0; j < 2; ++j) {
    core::Points high = x, low = x, zHigh, zLow;
    high.col(j) += h;
    low.col(j) -= h;
    const core::Values width = high.col(j) - low.col(j);
    single.flow.toBase(single.theta, high, zHigh, ignored);
    single.flow.toBase(single.theta, low, zLow, ignored);
    for (int i = 0; i < 2; ++i) jacobian.col(2 * i + j) = (zHigh.col(i) - zLow.col(i)) / width;
  }
  return logDet - (jacobian.col(0) * jacobian.col(3) - jacobian.col(1) * jacobian.col(2)).abs().log();
}

Spread spreadOf(const core::Values& errors) {
  std::vector<double> sorted;
  for (const double error : errors) {
    sorted.push_back(std::isfinite(error) ? std::abs(error) : std::numeric_limits<double>::infinity());
  }
  std::sort(sorted.begin(), sorted.end());
  return {sorted[static_cast<size_t>(0.99 * static_cast<double>(sorted.size() - 1))], sorted.back()};
}

}  // namespace

struct DoubleCheck::State {
  core::Flow flow;
  core::Theta theta;
  std::vector<Single> whole;  // the layers passed so far
  core::Points x;             // the points behind them
  core::Values error;         // the sum of their log-dets' errors at each point's image

  State(const core::Document& document, double c)
      : flow(document.project.flow),
        theta(flow.given(document.state.average, c)),
        x(basePoints(flow.base(), pointCount(flow.depth()))),
        error(core::Values::Zero(x.rows())) {}

  void passLayer() {
    whole.push_back(singleOf(flow, theta, static_cast<int>(whole.size()), 1));
    step(whole.back(), x);
    error += logDetError(whole.back(), x);
  }

  static void step(const Single& single, core::Points& points) {
    core::Points out;
    core::Values logDet;
    single.flow.toData(single.theta, points, out, logDet);
    points = out;
  }

  static void stepBack(const Single& single, core::Points& points) {
    core::Points out;
    core::Values logDet;
    single.flow.toBase(single.theta, points, out, logDet);
    points = out;
  }
};

DoubleCheck::DoubleCheck(const std::string& projectText, double c)
    : state_(std::make_unique<State>(core::fromJson(projectText, "project"), c)) {}

DoubleCheck::~DoubleCheck() = default;

MapErrors DoubleCheck::at(double depth) {
  State& s = *state_;
  while (static_cast<double>(s.whole.size()) + 1 <= depth) s.passLayer();
  std::vector<Single> last;
  core::Points x = s.x;
  core::Values error = s.error;
  const int k = static_cast<int>(s.whole.size());
  if (depth > k) {
    last.push_back(singleOf(s.flow, s.theta, k, depth - k));
    State::step(last[0], x);
    error += logDetError(last[0], x);
  }
  core::Points back = x;
  for (const Single& single : last) State::stepBack(single, back);
  for (int i = k; i-- > 0;) State::stepBack(s.whole[static_cast<size_t>(i)], back);
  for (const Single& single : s.whole) State::step(single, back);
  for (const Single& single : last) State::step(single, back);
  const core::Values distance = (back - x).abs().rowwise().maxCoeff() / (1 + x.abs().rowwise().maxCoeff());
  return {spreadOf(distance), spreadOf(error)};
}

}  // namespace app::cli
