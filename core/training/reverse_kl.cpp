#include "core/training/reverse_kl.h"

#include <cmath>

namespace core {

namespace {

constexpr std::uint32_t kNoStep = ~0u;  // base points of a step that training never takes

// (sum w)^2 / (n sum w^2).
double effectiveShare(const Eigen::ArrayXd& logWeights) {
  const Eigen::ArrayXd w = (logWeights - logWeights.maxCoeff()).exp();  // the largest is divided out
  return w.sum() * w.sum() / (static_cast<double>(w.size()) * w.square().sum());
}

double essOf(Engine& engine, const Theta& theta, const Target& target, const Scaling& scaling, std::uint64_t seed,
             int samples) {
  const Base& base = engine.flow().base();
  Points z(samples, 2), x;
  for (int i = 0; i < samples; ++i) {
    const auto p = base.drawn(baseNumbers(seed, kNoStep, static_cast<std::uint32_t>(i)));
    z.row(i) << static_cast<Real>(p[0]), static_cast<Real>(p[1]);
  }
  Values logDet;
  engine.toData(theta, z, x, logDet);
  const Points user = scaling.toUser(x);
  Eigen::ArrayXd logWeights(samples);
  for (Eigen::Index i = 0; i < samples; ++i) {
    const double logQ = base.logDensity(z(i, 0), z(i, 1)) + logDet(i) + scaling.logDet();
    logWeights(i) = target.logDensity(user(i, 0), user(i, 1)) - logQ;
  }
  return effectiveShare(logWeights);
}

double gridKlOf(Engine& engine, const Theta& theta, const Target& target, const Scaling& scaling, int cells) {
  const Window w = target.window();
  const double width = (w.x1 - w.x0) / cells;
  const double height = (w.y1 - w.y0) / cells;
  Points centres(Eigen::Index{cells} * cells, 2);
  for (Eigen::Index i = 0; i < centres.rows(); ++i)
    centres.row(i) << static_cast<Real>(w.x0 + (i % cells + 0.5) * width),
        static_cast<Real>(w.y0 + (i / cells + 0.5) * height);
  Values logDensity;
  engine.logDensity(theta, scaling.toFlow(centres), logDensity);
  double kl = 0;
  for (Eigen::Index i = 0; i < centres.rows(); ++i) {
    const double logQ = logDensity(i) + scaling.logDet();
    const double q = std::exp(logQ);
    if (q > 0) kl += q * (logQ - target.logDensity(centres(i, 0), centres(i, 1)));
  }
  return kl * width * height;
}

}  // namespace

ReverseKlQuality reverseKlQuality(Engine& engine, const Theta& theta, const Target& target, const Scaling& scaling,
                                  std::uint64_t seed, const ReverseKlEffort& effort) {
  return {essOf(engine, theta, target, scaling, seed, effort.samples),
          gridKlOf(engine, theta, target, scaling, effort.grid)};
}

}  // namespace core
