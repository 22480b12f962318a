#include "core/export/affine_map.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace core {

namespace {

double softplus(double a) { return std::max(a, 0.0) + std::log1p(std::exp(-std::abs(a))); }

// An entry of Sylvester's R and 1 + r p, from its raw value and p (core/layers/sylvester.cpp).
double diagonal(double raw, double p, double& slope) {
  const double a = raw * p, k = 1 - std::exp(-1.0);
  slope = softplus(a + std::log(std::exp(1.0) - 1));
  const double m = a > 0 ? a + std::log1p((1 - k) * std::expm1(-a)) : std::log1p(k * std::expm1(a));
  return raw * (std::abs(a) < 1e-9 ? k : m / a);
}

}  // namespace

PlanarShape planarShape(ConstTheta t) {
  const double w1 = t[0], w2 = t[1], along = w1 * t[2] + w2 * t[3];
  const double slope = softplus(along);
  const double k = (slope - 1 - along) / std::max(w1 * w1 + w2 * w2, 1e-12);
  return {w1, w2, t[2] + k * w1, t[3] + k * w2, t[4], slope};
}

RadialShape radialShape(ConstTheta t) {
  const double alpha = std::max(softplus(t[2]), 1e-18), total = std::max(softplus(t[3]), 1e-18);
  return {t[0], t[1], alpha, total, total - alpha};
}

SylvesterShape sylvesterShape(ConstTheta t) {
  SylvesterShape f{std::cos(static_cast<double>(t[0])),
                   std::sin(static_cast<double>(t[0])),
                   0,
                   0,
                   t[2],
                   0,
                   0,
                   t[4],
                   t[5],
                   t[6],
                   t[7],
                   t[8]};
  f.r1 = diagonal(t[1], t[4], f.slope1);
  f.r2 = diagonal(t[3], t[6], f.slope2);
  return f;
}

AffineMap affineMap(const Layer& layer, ConstTheta theta, Way way) {
  constexpr Real kFar = 64;  // so far out the shift takes few digits from the slopes, and dividing takes none
  std::vector<Real> work(static_cast<size_t>(layer.workSize()));
  layer.prepare(theta, work);
  Block in{}, out;
  in.x1[1] = in.x2[2] = kFar;
  BlockValues logDet;
  way == Way::apply ? layer.apply(work, in, out, logDet, nullptr) : layer.invert(work, in, out, logDet, nullptr);
  const double b1 = out.x1[0], b2 = out.x2[0];
  return {(out.x1[1] - b1) / kFar,
          (out.x1[2] - b1) / kFar,
          (out.x2[1] - b2) / kFar,
          (out.x2[2] - b2) / kFar,
          b1,
          b2,
          logDet.v[0]};
}

}  // namespace core
