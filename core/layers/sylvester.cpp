// Sylvester flow: y = x + Q R tanh(P Q^T x + b), Q a rotation, R and P (the paper's R~) upper triangular. Van den
// Berg, Hasenclever, Tomczak, Welling: "Sylvester normalizing flows for variational inference" (2018), section 3; at
// D = 2 the orthogonal case with both columns. Two planar flows in one: that of the second rotated coordinate knows
// it alone, that of the first knows both.
//
// r_ii p_ii > -1 makes the map invertible (theorem 2). The raw r gives m = r_ii p_ii as softplus(raw p + ln(e - 1)) -
// 1, which is 0 at raw = 0, has the right range, and divided by p is a smooth function of raw and p, also at p = 0.
// det J = product of 1 + m_i (1 - t_i^2) = t_i^2 + (1 + m_i)(1 - t_i^2): no cancellation.

#include <cmath>

#include "core/layers/layer.h"
#include "core/math/lanes.h"
#include "core/math/monotone_root.h"
#include "core/math/softplus.h"

namespace core {

namespace {

constexpr Real kAtZero = Real(0.63212055882855768);  // k = 1 - 1/e: the slope of m by raw p at 0
constexpr Real kShift = Real(0.54132485461291810);   // ln(e - 1)

// m(a) = softplus(a + ln(e - 1)) - 1 = log(1 - k + k e^a), exact near 0.
Real productOf(Real a) {
  return a > 0 ? a + std::log1p((1 - kAtZero) * std::expm1(-a)) : std::log1p(kAtZero * std::expm1(a));
}

// An entry of R's diagonal, made of its raw value and p.
struct Diagonal {
  Real r;
  Real m, slope;  // r p, and 1 + m > 0
  Real rise;      // dm/da; also dr/d(raw)
  Real byP;       // dr/dp

  Diagonal(Real raw, Real p) {
    const Real a = raw * p;
    // r = raw m(a)/a. Near a = 0 by the series of m; its coefficients are the cumulants of a coin that shows k.
    constexpr Real k = kAtZero;
    constexpr Real k2 = k * (1 - k), k3 = k2 * (1 - 2 * k), k4 = k2 * (1 - 6 * k2), k5 = k3 * (1 - 12 * k2);
    m = productOf(a);
    slope = softplusOf(a + kShift);
    rise = sigmoidOf(a + kShift);
    r = raw * (std::abs(a) < Real(1e-6) ? k + k2 / 2 * a : m / a);
    const bool flat = std::abs(a) < (sizeof(Real) == 4 ? Real(0.1) : Real(2e-3));
    byP = raw * raw * (flat ? k2 / 2 + a * (k3 / 3 + a * (k4 / 8 + a * k5 / 30)) : (rise - m / a) / a);
  }
};

struct Shape {
  Real c, s;  // Q
  Diagonal r1, r2;
  Real r12;
  Real p11, p12, p22;
  Real b1, b2;

  explicit Shape(ConstTheta t)
      : c(std::cos(t[0])),
        s(std::sin(t[0])),
        r1(t[1], t[4]),
        r2(t[3], t[6]),
        r12(t[2]),
        p11(t[4]),
        p12(t[5]),
        p22(t[6]),
        b1(t[7]),
        b2(t[8]) {}

  // Q^T and Q.
  void enter(Lanes a, Lanes b, Lanes& u1, Lanes& u2) const {
    u1 = c * a + s * b;
    u2 = c * b - s * a;
  }
  Lanes leave1(Lanes u1, Lanes u2) const { return c * u1 - s * u2; }
  Lanes leave2(Lanes u1, Lanes u2) const { return s * u1 + c * u2; }
};

Lanes determinant(const Diagonal& d, Lanes t) { return t * t + d.slope * (1 - t * t); }

class Sylvester final : public Layer {
 public:
  int parameterCount() const override { return 9; }
  std::string parameterName(int i) const override {
    static const char* const names[] = {"angle", "R11", "R12", "R22", "R~11", "R~12", "R~22", "b1", "b2"};
    return names[i];
  }

  void initialise(MutableTheta theta, Rng& rng) const override {
    // R = 0 is the identity; Q, R~ and b are anywhere, so that R's gradients are alive.
    const double p11 = rng.normal();
    const double p12 = rng.normal();
    const double p22 = rng.normal();
    const double z1 = rng.normal();
    const double z2 = rng.normal();
    theta[0] = static_cast<Real>(rng.uniform(-M_PI, M_PI));
    theta[1] = theta[2] = theta[3] = 0;
    theta[4] = static_cast<Real>(p11);
    theta[5] = static_cast<Real>(p12);
    theta[6] = static_cast<Real>(p22);
    theta[7] = static_cast<Real>(-(p11 * z1 + p12 * z2));
    theta[8] = static_cast<Real>(-p22 * z2);
  }

  void path(ConstTheta theta, Real s, MutableTheta out) const override {
    // R is scaled, and with it every point's way: s r_ii p_ii > -1 still holds.
    std::copy(theta.begin(), theta.end(), out.begin());
    if (s == 1) return;
    out[1] = scaled(theta[1], theta[4], s);
    out[2] = s * theta[2];
    out[3] = scaled(theta[3], theta[6], s);
  }

  void apply(ConstTheta theta, const Block& x, Block& y, BlockValues& logDet, Real*) const override {
    const Shape f(theta);
    for (int i = 0; i < kBlock; i += kLanes) {
      const Lanes x1 = load(x.x1 + i);
      const Lanes x2 = load(x.x2 + i);
      Lanes u1{}, u2{};
      f.enter(x1, x2, u1, u2);
      const Lanes t1 = tanh(f.p11 * u1 + f.p12 * u2 + f.b1);
      const Lanes t2 = tanh(f.p22 * u2 + f.b2);
      const Lanes d1 = f.r1.r * t1 + f.r12 * t2;
      const Lanes d2 = f.r2.r * t2;
      store(y.x1 + i, x1 + f.leave1(d1, d2));
      store(y.x2 + i, x2 + f.leave2(d1, d2));
      store(logDet.v + i, log(determinant(f.r1, t1)) + log(determinant(f.r2, t2)));
    }
  }

  void invert(ConstTheta theta, const Block& y, Block& x, BlockValues& logDet, Real*) const override {
    const Shape f(theta);
    for (int i = 0; i < kBlock; i += kLanes) {
      const Lanes y1 = load(y.x1 + i);
      const Lanes y2 = load(y.x2 + i);
      Lanes v1{}, v2{};
      f.enter(y1, y2, v1, v2);
      // The second coordinate depends on itself alone; given it, so does the first.
      const Lanes t2 = tanh(tanhRoot(f.r2.slope, f.p22 * v2 + f.b2));
      const Lanes d2 = f.r2.r * t2;
      const Lanes rest = v1 - f.r12 * t2;
      const Lanes t1 = tanh(tanhRoot(f.r1.slope, f.p11 * rest + f.p12 * (v2 - d2) + f.b1));
      const Lanes d1 = f.r1.r * t1 + f.r12 * t2;
      store(x.x1 + i, y1 - f.leave1(d1, d2));
      store(x.x2 + i, y2 - f.leave2(d1, d2));
      store(logDet.v + i, -(log(determinant(f.r1, t1)) + log(determinant(f.r2, t2))));
    }
  }

  void backward(ConstTheta theta, Way way, const Block& x, const Block&, const Real*, Block& g,
                const BlockValues& gLogDet, MutableTheta gradient) const override {
    const Shape f(theta);
    Lanes gAngle{}, gr1{}, gr12{}, gr2{}, gp11{}, gp12{}, gp22{}, gb1{}, gb2{}, gm1{}, gm2{};
    for (int i = 0; i < kBlock; i += kLanes) {
      // Everything in the frame of Q.
      Lanes u1{}, u2{}, a1{}, a2{};
      f.enter(load(x.x1 + i), load(x.x2 + i), u1, u2);
      f.enter(load(g.x1 + i), load(g.x2 + i), a1, a2);
      Lanes b = load(gLogDet.v + i);
      const Lanes t1 = tanh(f.p11 * u1 + f.p12 * u2 + f.b1);
      const Lanes t2 = tanh(f.p22 * u2 + f.b2);
      const Lanes e1 = 1 - t1 * t1;
      const Lanes e2 = 1 - t2 * t2;
      const Lanes det1 = determinant(f.r1, t1);
      const Lanes det2 = determinant(f.r2, t2);
      const Lanes l1 = -2 * f.r1.m * t1 * e1 / det1;  // the log-det's derivatives by the arguments of tanh
      const Lanes l2 = -2 * f.r2.m * t2 * e2 / det2;
      Lanes out1{}, out2{};
      if (way == Way::invert) {
        // J^-T (g - gLogDet d(log det)/dx); J = I + R diag(e) R~ is upper triangular.
        const Lanes G1 = a1 - b * f.p11 * l1;
        const Lanes G2 = a2 - b * (f.p12 * l1 + f.p22 * l2);
        out1 = G1 / det1;
        out2 = (G2 - (f.r1.r * e1 * f.p12 + f.r12 * e2 * f.p22) * out1) / det2;
        a1 = -out1;
        a2 = -out2;
        b = -b;
      }
      const Lanes g1 = f.r1.r * a1 * e1 + b * l1;  // by the arguments of tanh
      const Lanes g2 = (f.r12 * a1 + f.r2.r * a2) * e2 + b * l2;
      const Lanes byU1 = a1 + f.p11 * g1;
      const Lanes byU2 = a2 + f.p12 * g1 + f.p22 * g2;
      if (way == Way::apply) {
        out1 = byU1;
        out2 = byU2;
      }
      store(g.x1 + i, f.leave1(out1, out2));
      store(g.x2 + i, f.leave2(out1, out2));
      // Q turns u one way and what is added to it back.
      const Lanes v1 = u1 + f.r1.r * t1 + f.r12 * t2;
      const Lanes v2 = u2 + f.r2.r * t2;
      gAngle += byU1 * u2 - byU2 * u1 + a2 * v1 - a1 * v2;
      gr1 += a1 * t1;
      gr12 += a1 * t2;
      gr2 += a2 * t2;
      gp11 += g1 * u1;
      gp12 += g1 * u2;
      gp22 += g2 * u2;
      gb1 += g1;
      gb2 += g2;
      gm1 += b * e1 / det1;
      gm2 += b * e2 / det2;
    }
    // r_ii and m_ii stand for functions of the raw entry and p_ii; dm/d(raw) = rise p, dm/dp = rise raw.
    const Real m1 = sum(gm1) * f.r1.rise;
    const Real m2 = sum(gm2) * f.r2.rise;
    gradient[0] += sum(gAngle);
    gradient[1] += sum(gr1) * f.r1.rise + m1 * f.p11;
    gradient[2] += sum(gr12);
    gradient[3] += sum(gr2) * f.r2.rise + m2 * f.p22;
    gradient[4] += sum(gp11) + sum(gr1) * f.r1.byP + m1 * theta[1];
    gradient[5] += sum(gp12);
    gradient[6] += sum(gp22) + sum(gr2) * f.r2.byP + m2 * theta[3];
    gradient[7] += sum(gb1);
    gradient[8] += sum(gb2);
  }

 private:
  // The raw entry whose r is s times that of `raw`.
  static Real scaled(Real raw, Real p, Real s) {
    const Real a = raw * p;
    if (std::abs(a) < Real(1e-6)) return s * raw;
    const Real m = s * productOf(a);
    if (std::abs(m) < Real(0.5)) return raw * std::log1p(std::expm1(m) / kAtZero) / a;
    return raw * (inverseSoftplus((1 - s) + s * softplusOf(a + kShift)) - kShift) / a;
  }
};

LayerInfo describe() {
  LayerInfo info;
  info.key = "sylvester";
  info.label = "Sylvester";
  info.card = "sylvester";
  info.family = Family::planar;
  info.formula = "y = x + Q R tanh(R̃ Qᵀx + b),  Q a rotation";
  info.tex = R"(y = x + Q R \tanh(\tilde R\, Q^\top x + b))";
  info.determinant = "identity plus a product: det = the diagonal of a triangle (Sylvester)";
  info.summary = "Squeezes or stretches the plane across two lines at once: two planar flows in one layer.";
  info.paper = "van den Berg, Hasenclever, Tomczak, Welling 2018, section 3";
  return info;
}

}  // namespace

extern const LayerKind sylvesterKind{
    describe, [](const Settings&) -> std::unique_ptr<Layer> { return std::make_unique<Sylvester>(); }};

}  // namespace core
