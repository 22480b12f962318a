#include "core/layers/trajectories.h"

#include <algorithm>
#include <cmath>

#include "core/layers/runge_kutta.h"

namespace core {

namespace {

constexpr Real kFarOut = 1000;
constexpr int kMostSteps = 512;
constexpr double kTolerance = 1e-5;

// Of n samples, n odd, every `stride`-th of which counts.
double simpson(const std::vector<double>& values, size_t stride, double step) {
  double sum = 0;
  for (size_t i = 0; i + 2 * stride < values.size(); i += 2 * stride)
    sum += values[i] + 4 * values[i + stride] + values[i + 2 * stride];
  return sum * static_cast<double>(stride) * step / 3;
}

// The trace at so many times of the first point of each block, kBlock times at once.
std::vector<double> traces(const Field& field, ConstTheta theta, const std::vector<Block>& places, Real step) {
  std::vector<double> out;
  for (size_t first = 0; first < places.size(); first += kBlock) {
    const size_t count = std::min<size_t>(kBlock, places.size() - first);
    Block x, unused, K[2];
    BlockValues t;
    for (size_t i = 0; i < kBlock; ++i) {
      const size_t n = first + std::min(i, count - 1);
      x.x1[i] = places[n].x1[0];
      x.x2[i] = places[n].x2[0];
      t.v[i] = static_cast<Real>(n) * step;
    }
    field.forward(theta, x, t.v, 2, kAxes.e, unused, K, nullptr);
    for (size_t i = 0; i < count; ++i) out.push_back(static_cast<double>(K[0].x1[i]) + static_cast<double>(K[1].x2[i]));
  }
  return out;
}

}  // namespace

Block lattice() {
  constexpr int kSide = 8;
  static_assert(kSide * kSide == kBlock);
  constexpr Real kReach = 3;
  Block block;
  for (int i = 0; i < kBlock; ++i) {
    const auto place = [](int n) { return kReach * (2 * static_cast<Real>(n) / (kSide - 1) - 1); };
    block.x1[i] = place(i % kSide);
    block.x2[i] = place(i / kSide);
  }
  return block;
}

Sketch sketchOfWays(const std::vector<Block>& places) {
  Sketch sketch;
  sketch.ways = true;
  for (int i = 0; i < kBlock; ++i) {
    std::vector<std::array<Real, 2>> line;
    for (const Block& at : places) {
      // So written that it is false of a NaN.
      if (!(std::abs(at.x1[i]) < kFarOut && std::abs(at.x2[i]) < kFarOut)) break;
      line.push_back({at.x1[i], at.x2[i]});
    }
    if (line.size() > 1) sketch.lines.push_back(std::move(line));
  }
  return sketch;
}

std::vector<Block> waysAlong(const Field& field, ConstTheta theta, const Block& start, Real from, Real to, int steps) {
  const RungeKutta solver(field, theta, Carry::nothing);
  const Real h = (to - from) / static_cast<Real>(steps);
  std::vector<Block> places{start};
  Jet jet;
  for (int n = 0; n < steps; ++n) {
    solver.step(places.back(), from + static_cast<Real>(n) * h, h, Carry::nothing, nullptr, jet, nullptr);
    places.push_back(jet.value);
  }
  return places;
}

TraceAlong traceOnWay(const Field& field, ConstTheta theta, Real x1, Real x2, Real end, int steps) {
  Block start;
  std::fill_n(start.x1, kBlock, x1);
  std::fill_n(start.x2, kBlock, x2);
  TraceAlong along;
  // A multiple of 4: every second sample must do for Simpson's rule, too.
  for (steps = (steps + 3) / 4 * 4;; steps *= 2) {
    const Real h = end / static_cast<Real>(steps);
    along.trace = traces(field, theta, waysAlong(field, theta, start, 0, end, steps), h);
    along.integral = simpson(along.trace, 1, static_cast<double>(h));
    // Halving the step divides the error by 16.
    const double error = std::abs(along.integral - simpson(along.trace, 2, static_cast<double>(h))) / 15;
    if (!(error > kTolerance * (1 + std::abs(along.integral))) || 2 * steps > kMostSteps) break;
  }
  for (size_t n = 0; n < along.trace.size(); ++n)
    along.t.push_back(static_cast<double>(end) * static_cast<double>(n) / steps);
  return along;
}

}  // namespace core
