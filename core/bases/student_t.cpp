// The round Student t distribution of the plane: p(z) = (1 + |z|^2 / nu)^(-(nu + 2) / 2) / 2 pi. (Its constant, Gamma(nu/2 + 1) /
// (Gamma(nu/2) nu pi), is 1 / 2 pi for every nu.) A flow of bounded stretch keeps its base's tails: heavy ones need
// a heavy base (Jaini, Kobyzev, Yu, Brubaker: "Tails of Lipschitz triangular flows", ICML 2020).

#include <algorithm>
#include <cmath>

#include "core/bases/base.h"
#include "core/targets/quadrature.h"

namespace core {

namespace {

class StudentT final : public Base {
 public:
  using Base::logDensity;
  explicit StudentT(const Settings& s) : nu_(realOf(s, "freedom")) {}

  static const BaseInfo& describe() {
    static const BaseInfo info{"student_t",
                               "Student t",
                               "log p = -(freedom + 2) / 2 log(1 + |z|^2 / freedom) - log 2 pi",
                               "Heavy tails, which layers of bounded stretch cannot make of light ones.",
                               {realSetting("freedom", "Degrees of freedom", 2, 100, "5",
                                            "The fewer, the heavier the tails; with 100 it is nearly the Gaussian.")}};
    return info;
  }
  const BaseInfo& info() const override { return describe(); }

  double logDensity(double z1, double z2) const override {
    return -(nu_ + 2) / 2 * std::log1p((z1 * z1 + z2 * z2) / nu_) - kLog2Pi;
  }
  std::array<double, 2> score(double z1, double z2) const override {
    const double pull = -(nu_ + 2) / (nu_ + z1 * z1 + z2 * z2);
    return {pull * z1, pull * z2};
  }
  // P(|z| > r) = (1 + r^2 / nu)^(-nu / 2), and e^(-n^2 / 2) of the normals: the radius that leaves out as much.
  std::array<double, 2> drawn(const BaseNumbers& n) const override {
    const double squared = n.normal1 * n.normal1 + n.normal2 * n.normal2;
    if (squared == 0) return {0, 0};
    const double stretch = std::sqrt(nu_ * std::expm1(squared / nu_) / squared);
    return {stretch * n.normal1, stretch * n.normal2};
  }
  // With c = 1 + z2^2 / nu and z1 = sqrt(nu c) tan(phi) the integrand is cos(phi)^nu, smooth on all of the row. With many
  // degrees of freedom it is narrow: what is below 1e-17 is left out, so that the nodes stand where it is not.
  double rowMass(double z2, double from, double to) const override {
    const double c = 1 + z2 * z2 / nu_;
    const double width = std::sqrt(nu_ * c);
    const double most = std::acos(std::pow(1e-17, 1 / nu_));
    const double a = std::clamp(std::atan(from / width), -most, most);
    const double b = std::clamp(std::atan(to / width), -most, most);
    double sum = 0;
    for (const QuadratureNode& node : rule()) sum += node.weight * std::pow(std::cos(a + (b - a) * node.t), nu_);
    return sum * (b - a) * std::pow(c, -(nu_ + 1) / 2) * std::sqrt(nu_) / 6.283185307179586;
  }
  double reach() const override { return std::sqrt(nu_ * (std::pow(1e-4, -2 / nu_) - 1)); }
  double gridReach() const override { return 3; }
  BaseProgram program() const override { return {3, {static_cast<float>(nu_)}}; }

 private:
  static const std::vector<QuadratureNode>& rule() {
    static const std::vector<QuadratureNode> nodes = gaussLegendre(32, 0, 1);
    return nodes;
  }

  double nu_;
};

}  // namespace

extern const BaseKind student_tBase{&StudentT::describe, [](const Settings& s) -> std::shared_ptr<const Base> {
                                      return std::make_shared<const StudentT>(s);
                                    }};

}  // namespace core
