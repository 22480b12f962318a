#include "core/export/onnx/layers.h"

#include <cmath>

#include "core/export/affine_map.h"
#include "core/export/tensors.h"
#include "core/util/error.h"

namespace core::onnx {

namespace {

constexpr int kTanhRounds = 24;  // of a root in the length of 2 |slope - 1|: past single precision

Wire logStretch(double slope, const Wire& t) { return log(t * t + slope * (1 - t * t)); }

// core/math/monotone_root.h: the root a of a + (slope - 1) tanh(a) = c.
Wire tanhRoot(double slope, const Wire& c) {
  const double width = std::abs(slope - 1);
  return rootBetween(
      c - width, c + width,
      [&](const Wire& a) {
        const Wire t = tanh(a);
        return Slope{(a - t) + slope * t - c, t * t + slope * (1 - t * t)};
      },
      kTanhRounds);
}

Points throughPlanar(ConstTheta theta, Way way, const Points& in) {
  const PlanarShape f = planarShape(theta);
  Wire a = f.w1 * in.x1 + f.w2 * in.x2 + f.b;
  if (way == Way::invert) a = tanhRoot(f.slope, a);
  const Wire t = tanh(a);
  if (way == Way::apply) return {in.x1 + f.u1 * t, in.x2 + f.u2 * t, in.logDet + logStretch(f.slope, t)};
  return {in.x1 - f.u1 * t, in.x2 - f.u2 * t, in.logDet - logStretch(f.slope, t)};
}

Points throughRadial(ConstTheta theta, Way way, const Points& in) {
  const RadialShape f = radialShape(theta);
  const Wire d1 = in.x1 - f.z1, d2 = in.x2 - f.z2;
  Wire r = sqrt(d1 * d1 + d2 * d2);
  const auto logDet = [&](const Wire& at) {
    return log(at + f.total) + log(at * (at + 2 * f.alpha) + f.alpha * f.total) - 3 * log(f.alpha + at);
  };
  if (way == Way::apply) {
    const Wire pull = f.beta / (f.alpha + r);
    return {in.x1 + pull * d1, in.x2 + pull * d2, in.logDet + logDet(r)};
  }
  const Wire B = r - f.total, product = f.alpha * r;
  const Wire root = sqrt(B * B + 4 * product);
  r = select(B < B.builder->constant(0), 2 * product / (root + abs(B)), 0.5 * (B + root));
  const Wire pull = f.beta / (r + f.total);
  return {in.x1 - pull * d1, in.x2 - pull * d2, in.logDet - logDet(r)};
}

Points throughSylvester(ConstTheta theta, Way way, const Points& in) {
  const SylvesterShape f = sylvesterShape(theta);
  const Wire v1 = f.c * in.x1 + f.s * in.x2, v2 = f.c * in.x2 - f.s * in.x1;
  Wire a2 = f.p22 * v2 + f.b2;
  if (way == Way::invert) a2 = tanhRoot(f.slope2, a2);
  const Wire t2 = tanh(a2);
  const Wire d2 = f.r2 * t2;
  const Wire a1 = way == Way::apply ? f.p11 * v1 + f.p12 * v2 + f.b1
                                    : tanhRoot(f.slope1, f.p11 * (v1 - f.r12 * t2) + f.p12 * (v2 - d2) + f.b1);
  const Wire t1 = tanh(a1);
  const Wire d1 = f.r1 * t1 + f.r12 * t2;
  const Wire m1 = f.c * d1 - f.s * d2, m2 = f.s * d1 + f.c * d2;
  const Wire logDet = logStretch(f.slope1, t1) + logStretch(f.slope2, t2);
  if (way == Way::apply) return {in.x1 + m1, in.x2 + m2, in.logDet + logDet};
  return {in.x1 - m1, in.x2 - m2, in.logDet - logDet};
}

Points throughAffineMap(const AffineMap& map, const Points& in) {
  return {map.a11 * in.x1 + map.a12 * in.x2 + map.b1, map.a21 * in.x1 + map.a22 * in.x2 + map.b2,
          in.logDet + map.logDet};
}

}  // namespace

Wire rootBetween(Wire low, Wire high, const std::function<Slope(const Wire&)>& f, int rounds) {
  const auto newton = [&](const Wire& x, const Wire& from, const Wire& to, const Slope& at) {
    const Wire next = x - at.miss / at.slope;
    return select((from < next) & (next < to), next, x);
  };
  const auto tighten = [](const Wire& x, const Slope& at, Wire& from, Wire& to) {
    const Wire zero = x.builder->constant(0);
    from = select(at.miss < zero, x, from);
    to = select(zero < at.miss, x, to);
  };
  const auto out = low.builder->loop(rounds, {low, high}, [&](const Wire&, const std::vector<Wire>& bracket) {
    Wire from = bracket[0], to = bracket[1];
    const Wire middle = 0.5 * (from + to);
    const Slope at = f(middle);
    tighten(middle, at, from, to);
    const Wire next = newton(middle, from, to, at);
    tighten(next, f(next), from, to);
    return std::vector<Wire>{from, to};
  });
  const Wire middle = 0.5 * (out[0] + out[1]);
  return newton(middle, out[0], out[1], f(middle));
}

Points through(const LayerSpec& card, const Layer& layer, ConstTheta theta, Way way, const Points& in) {
  const std::string& key = card.key;
  if (key == "planar") return throughPlanar(theta, way, in);
  if (key == "radial") return throughRadial(theta, way, in);
  if (key == "sylvester") return throughSylvester(theta, way, in);
  if (key == "actnorm" || key == "linear" || key == "rotation")
    return throughAffineMap(affineMap(layer, theta, way), in);
  const auto parts = layer.parts();
  if (!parts.empty()) {
    Points at = in;
    const auto members = membersOf(card);
    for (size_t i = 0; i < parts.size(); ++i) {
      const size_t k = way == Way::apply ? i : parts.size() - 1 - i;
      const Layer& part = *parts[k].layer;
      at = through(members[k].card, part,
                   theta.subspan(static_cast<size_t>(parts[k].theta), static_cast<size_t>(part.parameterCount())), way,
                   at);
    }
    return at;
  }
  std::vector<Real> work(static_cast<size_t>(layer.workSize()));
  layer.prepare(theta, work);
  if (couplingShape(card).outputs > 0) return throughCoupling(card, work, way, in);
  if (key == "residual") return throughResidual(card, work, way, in);
  if (key == "cnf") return throughCnf(card, theta, way, in);
  throw InputError("the layer " + key + " cannot be written as ONNX");
}

}  // namespace core::onnx
