// Actnorm: y_i = e^(a_i) x_i + b_i. Kingma, Dhariwal: "Glow" (2018), section 3.1. It starts from the data: the first
// points leave it with mean 0 and variance 1. The last entry of theta, not trained, says whether that has happened.

#include <cmath>

#include "core/layers/circle_image.h"
#include "core/layers/layer.h"
#include "core/math/lanes.h"

namespace core {

namespace {

// Log-scales count up to here only: e^30 squared is still a float. No data come near it.
constexpr Real kLargest = 30;

Real logScale(ConstTheta theta, int i) { return std::clamp(theta[static_cast<size_t>(i)], -kLargest, kLargest); }
bool free(Real a) { return std::abs(a) <= kLargest; }

class Actnorm final : public Layer {
 public:
  int parameterCount() const override { return 5; }
  int untrained() const override { return 1; }
  std::string parameterName(int i) const override {
    static const char* const names[] = {"a1", "a2", "b1", "b2", "initialised"};
    return names[i];
  }

  void initialise(MutableTheta theta, Rng&) const override { std::fill(theta.begin(), theta.end(), Real(0)); }

  bool initialiseFrom(MutableTheta theta, Way way, const Points& in) const override {
    if (theta[4] != 0 || in.rows() == 0) return false;
    const Eigen::ArrayX2d points = in.cast<double>();
    const Eigen::Array2d mean = points.colwise().mean().transpose();
    if (!std::isfinite(mean.sum())) return false;
    for (int i = 0; i < 2; ++i) {
      const double variance = (points.col(i) - mean(i)).square().mean();
      // Points that all have one coordinate in common are shifted, not blown up.
      const bool spread = variance > 1e-12 * (1 + mean(i) * mean(i));
      const double a = spread ? 0.5 * std::log(variance) : 0;
      const auto k = static_cast<size_t>(i);
      // apply takes x to e^a x + b, invert takes y to (y - b) e^-a.
      theta[k] = static_cast<Real>(way == Way::apply ? -a : a);
      theta[k + 2] = static_cast<Real>(way == Way::apply ? -mean(i) * std::exp(-a) : mean(i));
    }
    theta[4] = 1;
    return true;
  }

  void path(ConstTheta theta, Real s, MutableTheta out) const override {
    for (size_t i = 0; i < 4; ++i) out[i] = s * theta[i];
    out[4] = theta[4];
  }

  void apply(ConstTheta theta, const Block& x, Block& y, BlockValues& logDet, Real*) const override {
    const Real a1 = logScale(theta, 0);
    const Real a2 = logScale(theta, 1);
    const Real e1 = std::exp(a1);
    const Real e2 = std::exp(a2);
    for (int i = 0; i < kBlock; i += kLanes) {
      store(y.x1 + i, e1 * load(x.x1 + i) + theta[2]);
      store(y.x2 + i, e2 * load(x.x2 + i) + theta[3]);
      store(logDet.v + i, lanes(a1 + a2));
    }
  }

  void invert(ConstTheta theta, const Block& y, Block& x, BlockValues& logDet, Real*) const override {
    const Real a1 = logScale(theta, 0);
    const Real a2 = logScale(theta, 1);
    const Real e1 = std::exp(-a1);
    const Real e2 = std::exp(-a2);
    for (int i = 0; i < kBlock; i += kLanes) {
      store(x.x1 + i, e1 * (load(y.x1 + i) - theta[2]));
      store(x.x2 + i, e2 * (load(y.x2 + i) - theta[3]));
      store(logDet.v + i, lanes(-(a1 + a2)));
    }
  }

  void backward(ConstTheta theta, Way way, const Block& x, const Block&, const Real*, Block& g,
                const BlockValues& gLogDet, MutableTheta gradient) const override {
    const bool applied = way == Way::apply;
    const Real e1 = std::exp(logScale(theta, 0));
    const Real e2 = std::exp(logScale(theta, 1));
    Lanes ga1{}, ga2{}, gb1{}, gb2{}, gl{};
    for (int i = 0; i < kBlock; i += kLanes) {
      Lanes h1 = load(g.x1 + i);
      Lanes h2 = load(g.x2 + i);
      // The loss's derivative by y with x held: as it came, or with the opposite sign if x was solved for.
      store(g.x1 + i, applied ? h1 * e1 : h1 / e1);
      store(g.x2 + i, applied ? h2 * e2 : h2 / e2);
      if (!applied) {
        h1 = -h1 / e1;
        h2 = -h2 / e2;
      }
      ga1 += h1 * e1 * load(x.x1 + i);
      ga2 += h2 * e2 * load(x.x2 + i);
      gb1 += h1;
      gb2 += h2;
      gl += load(gLogDet.v + i);
    }
    const Real byLogDet = applied ? sum(gl) : -sum(gl);
    if (free(theta[0])) gradient[0] += sum(ga1) + byLogDet;
    if (free(theta[1])) gradient[1] += sum(ga2) + byLogDet;
    gradient[2] += sum(gb1);
    gradient[3] += sum(gb2);
  }

  // What becomes of the unit circle: its centre, and how far it reaches along each axis.
  Sketch sketch(ConstTheta theta, Way toData) const override {
    const Image to = imageOf(theta, toData);
    Sketch s = imageOfCircle(to.scale.matrix().asDiagonal(), to.shift.matrix());
    const auto handle = [](const char* name, double x, double y) {
      return Handle{name, static_cast<Real>(x), static_cast<Real>(y)};
    };
    s.handles = {handle("b", to.shift(0), to.shift(1)), handle("a₁", to.shift(0) + to.scale(0), to.shift(1)),
                 handle("a₂", to.shift(0), to.shift(1) + to.scale(1))};
    return s;
  }

  void moveHandle(MutableTheta theta, Way toData, int i, Real x, Real y) const override {
    Image to = imageOf(theta, toData);
    if (i == 0) {
      to.shift = {static_cast<double>(x), static_cast<double>(y)};
    } else {
      const double reach = static_cast<double>(i == 1 ? x : y) - to.shift(i - 1);
      to.scale(i - 1) = std::max(reach, kLeastStretch);
    }
    // From x -> scale x + shift to the formula, whose inverse it may be.
    const bool inverse = toData == Way::invert;
    for (int k = 0; k < 2; ++k) {
      const double a = std::log(to.scale(k));
      theta[static_cast<size_t>(k)] = static_cast<Real>(inverse ? -a : a);
      theta[static_cast<size_t>(k) + 2] = static_cast<Real>(inverse ? -to.shift(k) / to.scale(k) : to.shift(k));
    }
    theta[4] = 1;  // or the first step of training would take it back
  }

 private:
  // x -> scale x + shift.
  struct Image {
    Eigen::Array2d scale, shift;
  };
  static Image imageOf(ConstTheta theta, Way way) {
    Image image;
    for (int i = 0; i < 2; ++i) {
      const auto a = static_cast<double>(logScale(theta, i));
      const auto b = static_cast<double>(theta[static_cast<size_t>(i) + 2]);
      image.scale(i) = std::exp(way == Way::apply ? a : -a);
      image.shift(i) = way == Way::apply ? b : -b * image.scale(i);
    }
    return image;
  }
};

LayerInfo describe() {
  LayerInfo info;
  info.key = "actnorm";
  info.label = "Actnorm";
  info.card = "actnorm";
  info.family = Family::linear;
  info.formula = "yᵢ = exp(aᵢ) xᵢ + bᵢ";
  info.tex = R"(y_i = e^{a_i}\, x_i + b_i)";
  info.determinant = "diagonal: the product of two scales";
  info.summary = "Scales and shifts each coordinate; at the start so that the data have mean 0 and variance 1.";
  info.paper = "Kingma, Dhariwal 2018 (Glow), section 3.1";
  return info;
}

}  // namespace

extern const LayerKind actnormKind{
    describe, [](const Settings&) -> std::unique_ptr<Layer> { return std::make_unique<Actnorm>(); }};

}  // namespace core
