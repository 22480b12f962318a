// A uniform square with soft edges: per axis p(z) = (sigma((z + a) / e) - sigma((z - a) / e)) / 2a, the uniform distribution
// on [-a, a] blurred by a logistic one of scale e. With hard edges a point outside would have no log-density, and training
// no gradient that could bring it back; with these everything is in closed form, the quantiles too.

#include <cmath>

#include "core/bases/base.h"

namespace core {

namespace {

class Box final : public Base {
 public:
  using Base::logDensity;
  explicit Box(const Settings& s) : half_(realOf(s, "half")), edge_(realOf(s, "edge")) {}

  static const BaseInfo& describe() {
    static const BaseInfo info{
        "box",
        "Uniform box",
        "p = q(z1) q(z2), q(z) = (sigmoid((z + half) / edge) - sigmoid((z - half) / edge)) / (2 half)",
        "Flat: every shade on screen is made by the layers. Its corners are the flow's to round off.",
        {realSetting("half", "Half side", 0.5, 4, "2", "From the centre to an edge."),
         realSetting("edge", "Edge", 0.02, 0.5, "0.1", "How soft the edges are: the scale of a logistic blur.")}};
    return info;
  }
  const BaseInfo& info() const override { return describe(); }

  double logDensity(double z1, double z2) const override { return along(z1) + along(z2); }
  std::array<double, 2> score(double z1, double z2) const override { return {slope(z1), slope(z2)}; }
  std::array<double, 2> drawn(const BaseNumbers& n) const override {
    return {quantile(n.normal1), quantile(n.normal2)};
  }
  double rowMass(double z2, double from, double to) const override {
    return std::exp(along(z2)) * (below(to) - below(from));
  }
  double reach() const override { return 1.4142135623730951 * (half_ + 12 * edge_); }
  double gridReach() const override { return half_; }
  BaseProgram program() const override { return {1, {static_cast<float>(half_), static_cast<float>(edge_)}}; }

 private:
  static double softplus(double x) { return std::max(x, 0.0) + std::log1p(std::exp(-std::abs(x))); }

  // sigma((z + a) / e) - sigma((z - a) / e) = sinh u / (cosh u + cosh v) = (1 - e^-2u) / ((1 + e^(v-u)) (1 + e^(-v-u))) with
  // u = a / e and v = z / e: no difference of nearly equal numbers.
  double along(double z) const {
    const double u = half_ / edge_, v = std::abs(z) / edge_;
    return std::log1p(-std::exp(-2 * u)) - softplus(v - u) - std::log1p(std::exp(-u - v)) - std::log(2 * half_);
  }
  double slope(double z) const {
    // Derivative of -softplus(v - u) - softplus(-u - v).
    const double u = half_ / edge_, v = z / edge_;
    const auto sigmoid = [](double x) { return 1 / (1 + std::exp(-x)); };
    return (sigmoid(-u - v) - sigmoid(v - u)) / edge_;
  }
  // The distribution function: e / 2a (softplus((z + a) / e) - softplus((z - a) / e)).
  double below(double z) const {
    return edge_ / (2 * half_) * (softplus((z + half_) / edge_) - softplus((z - half_) / edge_));
  }
  // Where as much mass is below as a normal has below n. Solved for e^(z/e) on the left half, mirrored on the right.
  double quantile(double n) const {
    const double share = 0.5 * std::erfc(std::abs(n) * 0.7071067811865476);  // at most 1/2
    const double u = half_ / edge_, b = 2 * u * share;
    // (1 + w A) / (1 + w / A) = e^b with A = e^u: w = (e^b - 1) / (A - e^b / A).
    const double z = edge_ * (std::log(std::expm1(b)) - u - std::log1p(-std::exp(b - 2 * u)));
    return n > 0 ? -z : z;
  }

  double half_, edge_;
};

}  // namespace

extern const BaseKind boxBase{
    &Box::describe, [](const Settings& s) -> std::shared_ptr<const Base> { return std::make_shared<const Box>(s); }};

}  // namespace core
