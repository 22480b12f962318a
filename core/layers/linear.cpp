// Linear map with positive determinant: y = W x, W = R(phi) S, S = exp(L) with L = [p q; q r] symmetric. Every such W
// is of this form (polar decomposition), log|det W| = p + r, and the inverse is closed. In the plane this is the
// invertible 1x1 convolution of Kingma, Dhariwal: "Glow" (2018), section 3.2.
//
// The default path s * theta stays in the family: R(s phi) exp(s L).

#include <Eigen/Dense>
#include <cmath>
#include <limits>

#include "core/layers/circle_image.h"
#include "core/layers/layer.h"
#include "core/math/lanes.h"

namespace core {

namespace {

// The logarithms of S's eigenvalues count up to here only: e^30 squared is still a float. No data come near it.
constexpr Real kLargest = 30;

// L = mean I + gap N with N = [n1 n2; n2 -n1], N^2 = I, so that exp(L) = e^mean (cosh(gap) I + sinh(gap) N).
struct Shape {
  Real c, s;  // R(phi)
  Real n1, n2;
  Real A, B;    // S = A I + B N
  Real iA, iB;  // S^-1 = iA I - iB N
  Real logDet;
  Real high, low;          // the eigenvalues of S
  bool highFree, lowFree;  // whether they move with L's
  Real mixed;              // (high - low) / (difference of L's eigenvalues)

  Lanes forward1(Lanes a, Lanes b) const { return (A + B * n1) * a + B * n2 * b; }
  Lanes forward2(Lanes a, Lanes b) const { return B * n2 * a + (A - B * n1) * b; }
  Lanes back1(Lanes a, Lanes b) const { return (iA - iB * n1) * a - iB * n2 * b; }
  Lanes back2(Lanes a, Lanes b) const { return (iA + iB * n1) * b - iB * n2 * a; }
};

Shape shapeOf(ConstTheta t) {
  Shape f{};
  f.c = std::cos(t[0]);
  f.s = std::sin(t[0]);
  Real mean = Real(0.5) * (t[1] + t[3]);
  const Real half = Real(0.5) * (t[1] - t[3]);
  const Real gap = std::hypot(half, t[2]);
  const bool round = gap < std::sqrt(std::numeric_limits<Real>::min());  // any direction is as good as another
  f.n1 = round ? 1 : half / gap;
  f.n2 = round ? 0 : t[2] / gap;
  f.highFree = std::abs(mean + gap) <= kLargest;
  f.lowFree = std::abs(mean - gap) <= kLargest;
  Real w = gap;
  if (!f.highFree || !f.lowFree) {
    const Real high = std::clamp(mean + gap, -kLargest, kLargest);
    const Real low = std::clamp(mean - gap, -kLargest, kLargest);
    mean = Real(0.5) * (high + low);
    w = Real(0.5) * (high - low);
  }
  const Real e = std::exp(mean);
  f.A = e * std::cosh(w);
  f.B = e * std::sinh(w);
  f.iA = std::cosh(w) / e;
  f.iB = std::sinh(w) / e;
  f.logDet = 2 * mean;
  f.high = std::exp(mean + w);
  f.low = std::exp(mean - w);
  f.mixed = round ? e : f.B / gap;
  return f;
}

Eigen::Matrix2d matrixOf(ConstTheta theta, Way way) {
  const Shape f = shapeOf(theta);
  Eigen::Matrix2d turn, stretch;
  turn << f.c, -f.s, f.s, f.c;
  if (way == Way::apply) {
    stretch << f.A + f.B * f.n1, f.B * f.n2, f.B * f.n2, f.A - f.B * f.n1;
    return turn * stretch;
  }
  stretch << f.iA - f.iB * f.n1, -f.iB * f.n2, -f.iB * f.n2, f.iA + f.iB * f.n1;
  return stretch * turn.transpose();
}

// Sets theta so that W is this matrix of positive determinant: its polar decomposition, and the logarithm of S.
void setMatrix(MutableTheta theta, const Eigen::Matrix2d& w) {
  const double angle = std::atan2(w(1, 0) - w(0, 1), w(0, 0) + w(1, 1));
  Eigen::Matrix2d turn;
  turn << std::cos(angle), -std::sin(angle), std::sin(angle), std::cos(angle);
  const Eigen::Matrix2d s = turn.transpose() * w;
  const double half = 0.5 * (s(0, 0) - s(1, 1));
  const double off = 0.5 * (s(0, 1) + s(1, 0));
  const double gap = std::hypot(half, off);
  const double high = 0.5 * (s(0, 0) + s(1, 1)) + gap;
  const double low = w.determinant() / high;  // a difference would lose its digits
  const double mean = 0.5 * (std::log(high) + std::log(low));
  const double along = gap > 0 ? 0.5 * (std::log(high) - std::log(low)) / gap : 0;
  // The least turn from where it was, so that it does not leap by a whole one.
  const auto before = static_cast<double>(theta[0]);
  theta[0] = static_cast<Real>(before + std::remainder(angle - before, 2 * M_PI));
  theta[1] = static_cast<Real>(mean + along * half);
  theta[2] = static_cast<Real>(along * off);
  theta[3] = static_cast<Real>(mean - along * half);
}

class Linear final : public Layer {
 public:
  int parameterCount() const override { return 4; }
  std::string parameterName(int i) const override {
    static const char* const names[] = {"angle", "log S11", "log S12", "log S22"};
    return names[i];
  }

  void initialise(MutableTheta theta, Rng&) const override { std::fill(theta.begin(), theta.end(), Real(0)); }

  void apply(ConstTheta theta, const Block& x, Block& y, BlockValues& logDet, Real*) const override {
    const Shape f = shapeOf(theta);
    for (int i = 0; i < kBlock; i += kLanes) {
      const Lanes a = load(x.x1 + i);
      const Lanes b = load(x.x2 + i);
      const Lanes u1 = f.forward1(a, b);
      const Lanes u2 = f.forward2(a, b);
      store(y.x1 + i, f.c * u1 - f.s * u2);
      store(y.x2 + i, f.s * u1 + f.c * u2);
      store(logDet.v + i, lanes(f.logDet));
    }
  }

  void invert(ConstTheta theta, const Block& y, Block& x, BlockValues& logDet, Real*) const override {
    const Shape f = shapeOf(theta);
    for (int i = 0; i < kBlock; i += kLanes) {
      const Lanes a = load(y.x1 + i);
      const Lanes b = load(y.x2 + i);
      const Lanes u1 = f.c * a + f.s * b;
      const Lanes u2 = f.c * b - f.s * a;
      store(x.x1 + i, f.back1(u1, u2));
      store(x.x2 + i, f.back2(u1, u2));
      store(logDet.v + i, lanes(-f.logDet));
    }
  }

  void backward(ConstTheta theta, Way way, const Block& x, const Block&, const Real*, Block& g,
                const BlockValues& gLogDet, MutableTheta gradient) const override {
    const Shape f = shapeOf(theta);
    const bool applied = way == Way::apply;
    Lanes s11{}, s12{}, s21{}, s22{}, gl{};  // dL/dS, as a sum of outer products
    for (int i = 0; i < kBlock; i += kLanes) {
      const Lanes a = load(g.x1 + i);
      const Lanes b = load(g.x2 + i);
      // h is dL/d(S x) with x held: for the inverse -R^T (W^-T g) = -S^-1 g.
      Lanes h1{}, h2{};
      if (applied) {
        h1 = f.c * a + f.s * b;
        h2 = f.c * b - f.s * a;
        store(g.x1 + i, f.forward1(h1, h2));
        store(g.x2 + i, f.forward2(h1, h2));
      } else {
        h1 = -f.back1(a, b);
        h2 = -f.back2(a, b);
        store(g.x1 + i, f.s * h2 - f.c * h1);
        store(g.x2 + i, -f.s * h1 - f.c * h2);
      }
      const Lanes x1 = load(x.x1 + i);
      const Lanes x2 = load(x.x2 + i);
      s11 += h1 * x1;
      s12 += h1 * x2;
      s21 += h2 * x1;
      s22 += h2 * x2;
      gl += load(gLogDet.v + i);
    }
    const Real g11 = sum(s11);
    const Real g12 = sum(s12);
    const Real g21 = sum(s21);
    const Real g22 = sum(s22);
    // d(S x)/d(phi), as seen before R, is the quarter turn of S x.
    gradient[0] += (f.A + f.B * f.n1) * g21 + f.B * f.n2 * g22 - f.B * f.n2 * g11 - (f.A - f.B * f.n1) * g12;
    // From S = exp(L) to L (Daleckii and Krein): in the basis of eigenvectors the diagonal is multiplied by the
    // derivatives of exp, the rest by its divided difference. I, N and the N turned by 45 degrees are that basis.
    const Real byLogDet = applied ? sum(gl) : -sum(gl);
    const Real trace = Real(0.5) * (g11 + g22);
    const Real difference = Real(0.5) * (g11 - g22);
    const Real off = Real(0.5) * (g12 + g21);
    const Real alongN = f.n1 * difference + f.n2 * off;
    const Real turned = f.mixed * (f.n1 * off - f.n2 * difference);
    const Real high = f.highFree ? f.high * (trace + alongN) + byLogDet : 0;
    const Real low = f.lowFree ? f.low * (trace - alongN) + byLogDet : 0;
    const Real mean = Real(0.5) * (high + low);
    const Real gap = Real(0.5) * (high - low);
    gradient[1] += mean + gap * f.n1 - turned * f.n2;
    gradient[2] += 2 * (gap * f.n2 + turned * f.n1);
    gradient[3] += mean - gap * f.n1 + turned * f.n2;
  }

  // What becomes of the unit circle and of the two axes: the matrix by its columns.
  Sketch sketch(ConstTheta theta, Way toData) const override {
    const Eigen::Matrix2d m = matrixOf(theta, toData);
    Sketch s = imageOfCircle(m);
    const std::string name = toData == Way::apply ? "W" : "W⁻¹";
    s.handles = {{name + "e₁", static_cast<Real>(m(0, 0)), static_cast<Real>(m(1, 0))},
                 {name + "e₂", static_cast<Real>(m(0, 1)), static_cast<Real>(m(1, 1))}};
    return s;
  }

  void moveHandle(MutableTheta theta, Way toData, int i, Real x, Real y) const override {
    Eigen::Matrix2d m = matrixOf(theta, toData);
    // The determinant stays positive while a column stays on its side of the other one.
    Eigen::Vector2d across(m(1, 1 - i), -m(0, 1 - i));
    across *= (i == 0 ? 1 : -1) / across.norm();
    const Eigen::Vector2d wanted(static_cast<double>(x), static_cast<double>(y));
    m.col(i) = wanted + std::max(kLeastStretch - across.dot(wanted), 0.0) * across;
    setMatrix(theta, toData == Way::apply ? m : Eigen::Matrix2d(m.inverse()));
  }
};

LayerInfo describe() {
  LayerInfo info;
  info.key = "linear";
  info.label = "Linear (1×1 convolution)";
  info.card = "linear";
  info.family = Family::linear;
  info.formula = "y = R(φ) S x,  S = exp(L), L symmetric";
  info.tex = R"(y = R(\varphi)\, S\, x,\quad S = \exp L)";
  info.determinant = "constant: det = exp(trace of L)";
  info.summary = "Stretches the plane, then turns it: in two dimensions, Glow's invertible 1×1 convolution.";
  info.paper = "Kingma, Dhariwal 2018 (Glow), section 3.2";
  return info;
}

}  // namespace

extern const LayerKind linearKind{describe,
                                  [](const Settings&) -> std::unique_ptr<Layer> { return std::make_unique<Linear>(); }};

}  // namespace core
