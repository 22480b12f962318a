#include "core/race/costs.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/math/random.h"
#include "core/util/thread_clock.h"

namespace core {

namespace {

constexpr int kPoints = 4096;
constexpr size_t kRepeats = 5;
constexpr double kPatience = 0.1;  // seconds for one of the two; a dear flow is timed less often

// Microseconds a point: the median of a few.
template <class Work>
double timed(const Work& work) {
  std::vector<double> times;
  double all = 0;
  while (times.size() < kRepeats && (times.empty() || all < kPatience)) {
    const double start = threadSeconds();
    work();
    times.push_back(threadSeconds() - start);
    all += times.back();
  }
  const auto middle = times.begin() + static_cast<std::ptrdiff_t>(times.size() / 2);
  std::nth_element(times.begin(), middle, times.end());
  return *middle * 1e6 / kPoints;
}

}  // namespace

RaceCosts measureCosts(Engine& engine, const std::shared_ptr<const Flow>& flow, const Theta& theta) {
  engine.setFlow(flow);
  const Points z = flow->base().cloud(kPoints, 1);
  Points x, back;
  Values logDet, logDensity;
  RaceCosts costs;
  costs.sampling = timed([&] { engine.toData(theta, z, x, logDet); });
  costs.density = timed([&] { engine.logDensity(theta, x, logDensity); });
  engine.toBase(theta, x, back, logDet);
  std::vector<double> errors;
  for (Eigen::Index i = 0; i < kPoints; ++i) {
    const double dx = back(i, 0) - z(i, 0), dy = back(i, 1) - z(i, 1);
    const double error = std::hypot(dx, dy) / (1 + std::hypot(z(i, 0), z(i, 1)));
    errors.push_back(error == error ? error : std::numeric_limits<double>::infinity());  // a NaN is the worst
  }
  const auto quantile = errors.begin() + kPoints * 99 / 100;
  std::nth_element(errors.begin(), quantile, errors.end());
  costs.roundTrip = *quantile;
  return costs;
}

}  // namespace core
