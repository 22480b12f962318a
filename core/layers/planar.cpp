// Planar flow: y = x + u' tanh(w.x + b), u' = u + (m(w.u) - w.u) w/|w|^2, m(a) = softplus(a) - 1.
// Rezende, Mohamed: "Variational inference with normalizing flows" (2015), equations 10 to 12 and appendix A.1.
// w.u' = m > -1 makes the map invertible. det J = 1 + m (1 - tanh^2) = tanh^2 + softplus(w.u) (1 - tanh^2), a sum of
// positive terms: no cancellation.

#include <cmath>

#include "core/layers/layer.h"
#include "core/math/lanes.h"
#include "core/math/monotone_root.h"
#include "core/math/softplus.h"

namespace core {

namespace {

struct Shape {
  Real w1, w2, u1, u2, b;  // u is u'
  Real sp;                 // softplus(w.u) = 1 + w.u'
  Real a, n;               // w.u of the raw u, |w|^2
};

Shape shapeOf(ConstTheta t) {
  Shape s{};
  s.w1 = t[0];
  s.w2 = t[1];
  s.b = t[4];
  s.n = std::max(s.w1 * s.w1 + s.w2 * s.w2, Real(1e-12));
  s.a = s.w1 * t[2] + s.w2 * t[3];
  s.sp = softplusOf(s.a);
  const Real k = (s.sp - 1 - s.a) / s.n;
  s.u1 = t[2] + k * s.w1;
  s.u2 = t[3] + k * s.w2;
  return s;
}

class Planar final : public Layer {
 public:
  int parameterCount() const override { return 5; }
  std::string parameterName(int i) const override {
    static const char* const names[] = {"w1", "w2", "u1", "u2", "b"};
    return names[i];
  }

  void initialise(MutableTheta theta, Rng& rng) const override {
    // w.u = ln(e - 1) makes softplus(w.u) = 1: the identity, while w and b are anywhere and every gradient is alive.
    const double w1 = rng.normal();
    const double w2 = rng.normal();
    const double n = w1 * w1 + w2 * w2;
    const double along = std::log(std::expm1(1.0)) / n;
    theta[0] = static_cast<Real>(w1);
    theta[1] = static_cast<Real>(w2);
    theta[2] = static_cast<Real>(along * w1);
    theta[3] = static_cast<Real>(along * w2);
    theta[4] = static_cast<Real>(-(w1 * rng.normal() + w2 * rng.normal()));
  }

  void path(ConstTheta theta, Real s, MutableTheta out) const override {
    // u' is scaled: the part of u across w by s, the part along w so that softplus(w.u) - 1 is.
    const Shape shape = shapeOf(theta);
    const Real along = shape.a / shape.n;
    const Real scaled = inverseSoftplus(1 + s * (shape.sp - 1)) / shape.n;
    out[0] = theta[0];
    out[1] = theta[1];
    out[2] = s * (theta[2] - along * theta[0]) + scaled * theta[0];
    out[3] = s * (theta[3] - along * theta[1]) + scaled * theta[1];
    out[4] = theta[4];
    if (s == 1) std::copy(theta.begin(), theta.end(), out.begin());
  }

  void apply(ConstTheta theta, const Block& x, Block& y, BlockValues& logDet, Real*) const override {
    const Shape f = shapeOf(theta);
    for (int i = 0; i < kBlock; i += kLanes) {
      const Lanes x1 = load(x.x1 + i);
      const Lanes x2 = load(x.x2 + i);
      const Lanes t = tanh(f.w1 * x1 + f.w2 * x2 + f.b);
      store(y.x1 + i, x1 + f.u1 * t);
      store(y.x2 + i, x2 + f.u2 * t);
      store(logDet.v + i, log(determinant(f, t)));
    }
  }

  void invert(ConstTheta theta, const Block& y, Block& x, BlockValues& logDet, Real*) const override {
    const Shape f = shapeOf(theta);
    for (int i = 0; i < kBlock; i += kLanes) {
      const Lanes y1 = load(y.x1 + i);
      const Lanes y2 = load(y.x2 + i);
      const Lanes t = tanh(tanhRoot(f.sp, f.w1 * y1 + f.w2 * y2 + f.b));
      store(x.x1 + i, y1 - f.u1 * t);
      store(x.x2 + i, y2 - f.u2 * t);
      store(logDet.v + i, -log(determinant(f, t)));
    }
  }

  void backward(ConstTheta theta, Way way, const Block& x, const Block&, const Real*, Block& g,
                const BlockValues& gLogDet, MutableTheta gradient) const override {
    const Shape f = shapeOf(theta);
    const Real m = f.sp - 1;
    Lanes gu1{}, gu2{}, gw1{}, gw2{}, gb{}, gm{};
    for (int i = 0; i < kBlock; i += kLanes) {
      const Lanes x1 = load(x.x1 + i);
      const Lanes x2 = load(x.x2 + i);
      const Lanes t = tanh(f.w1 * x1 + f.w2 * x2 + f.b);
      const Lanes dt = 1 - t * t;
      const Lanes det = determinant(f, t);
      const Lanes dLogDet = -2 * m * t * dt / det;  // by the argument of tanh
      Lanes a1 = load(g.x1 + i);
      Lanes a2 = load(g.x2 + i);
      Lanes b = load(gLogDet.v + i);
      Lanes out1{}, out2{};
      if (way == Way::invert) {
        // -J^-T (g - gLogDet d(log det)/dx), J = I + dt u' w^T, by Sherman and Morrison.
        const Lanes G1 = a1 - b * dLogDet * f.w1;
        const Lanes G2 = a2 - b * dLogDet * f.w2;
        const Lanes k = dt * (f.u1 * G1 + f.u2 * G2) / det;
        out1 = G1 - k * f.w1;
        out2 = G2 - k * f.w2;
        a1 = -out1;
        a2 = -out2;
        b = -b;
      }
      const Lanes gArgument = dt * (f.u1 * a1 + f.u2 * a2) + b * dLogDet;
      if (way == Way::apply) {
        out1 = a1 + gArgument * f.w1;
        out2 = a2 + gArgument * f.w2;
      }
      store(g.x1 + i, out1);
      store(g.x2 + i, out2);
      gb += gArgument;
      gw1 += gArgument * x1;
      gw2 += gArgument * x2;
      gu1 += a1 * t;
      gu2 += a2 * t;
      gm += b * dt / det;
    }
    // From u' and m back to u and w: u' = u + k w, k = (m(a) - a)/n, a = w.u, n = |w|^2.
    const Real u1 = sum(gu1);
    const Real u2 = sum(gu2);
    const Real k = (m - f.a) / f.n;
    const Real gk = u1 * f.w1 + u2 * f.w2;
    const Real slope = sigmoidOf(f.a);  // dm/da
    const Real ga = sum(gm) * slope + gk * (slope - 1) / f.n;
    const Real gn = -gk * k / f.n;
    gradient[0] += sum(gw1) + k * u1 + ga * theta[2] + 2 * gn * f.w1;
    gradient[1] += sum(gw2) + k * u2 + ga * theta[3] + 2 * gn * f.w2;
    gradient[2] += u1 + ga * f.w1;
    gradient[3] += u2 + ga * f.w2;
    gradient[4] += sum(gb);
  }

  // The line w.x + b = 0; w from the origin; u from the line's point nearest to the origin.
  Sketch sketch(ConstTheta theta, Way) const override {
    const Shape f = shapeOf(theta);
    const Real p1 = -f.b * f.w1 / f.n, p2 = -f.b * f.w2 / f.n;
    const Real length = std::sqrt(f.n), far = 20 / length;
    Sketch s;
    s.lines = {{{p1 - far * f.w2, p2 + far * f.w1}, {p1 + far * f.w2, p2 - far * f.w1}},
               {{0, 0}, {f.w1, f.w2}},
               {{p1, p2}, {p1 + f.u1, p2 + f.u2}}};
    s.handles = {{"b", p1, p2}, {"w", f.w1, f.w2}, {"u", p1 + f.u1, p2 + f.u2}};
    return s;
  }

  void moveHandle(MutableTheta theta, Way, int i, Real x, Real y) const override {
    const Shape f = shapeOf(theta);
    const Real p1 = -f.b * f.w1 / f.n, p2 = -f.b * f.w2 / f.n;
    Real w1 = f.w1, w2 = f.w2, u1 = f.u1, u2 = f.u2;
    if (i == 0) {
      theta[4] = -(w1 * x + w2 * y);  // the line goes through the place, parallel to itself
    } else if (i == 1) {
      w1 = x;
      w2 = y;
      if (w1 * w1 + w2 * w2 < kLeastNormal * kLeastNormal) return;
      theta[4] = f.b * std::sqrt((w1 * w1 + w2 * w2) / f.n);  // the line stays as far from the origin
    } else {
      u1 = x - p1;
      u2 = y - p2;
    }
    // u as the formula has it must keep w.u > -1; theta holds the u that softplus takes there.
    const Real n = std::max(w1 * w1 + w2 * w2, Real(1e-12));
    const Real along = w1 * u1 + w2 * u2, kept = std::max(along, Real(-0.98));
    const Real raw = inverseSoftplus(kept + 1);
    theta[0] = w1;
    theta[1] = w2;
    theta[2] = u1 + (raw - along) / n * w1;
    theta[3] = u2 + (raw - along) / n * w2;
  }

 private:
  static constexpr Real kLeastNormal = Real(0.05);
  static Lanes determinant(const Shape& f, Lanes t) { return t * t + f.sp * (1 - t * t); }
};

LayerInfo describe() {
  LayerInfo info;
  info.key = "planar";
  info.label = "Planar";
  info.card = "planar";
  info.family = Family::planar;
  info.formula = "y = x + u tanh(w·x + b)";
  info.tex = R"(y = x + u \tanh(w \cdot x + b))";
  info.determinant = "identity plus rank one: det = 1 + tanh′(w·x + b) w·u";
  info.summary = "Squeezes or stretches the plane across one line.";
  info.paper = "Rezende, Mohamed 2015, eq. 10-12";
  return info;
}

}  // namespace

extern const LayerKind planarKind{describe,
                                  [](const Settings&) -> std::unique_ptr<Layer> { return std::make_unique<Planar>(); }};

}  // namespace core
