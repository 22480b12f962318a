// The standard normal, N(0, I): what the literature's flows start from.

#include <cmath>

#include "core/bases/base.h"

namespace core {

namespace {

class Gaussian final : public Base {
 public:
  using Base::logDensity;
  static const BaseInfo& describe() {
    static const BaseInfo info{"gaussian",
                               "Gaussian",
                               "log p = -|z|^2 / 2 - log 2 pi",
                               "The usual choice: round, with one centre and light tails.",
                               {}};
    return info;
  }
  const BaseInfo& info() const override { return describe(); }
  double logDensity(double z1, double z2) const override { return -0.5 * (z1 * z1 + z2 * z2) - kLog2Pi; }
  std::array<double, 2> score(double z1, double z2) const override { return {-z1, -z2}; }
  std::array<double, 2> drawn(const BaseNumbers& n) const override { return {n.normal1, n.normal2}; }
  double rowMass(double z2, double from, double to) const override {
    const auto below = [](double z) { return 0.5 * std::erfc(-z * 0.7071067811865476); };
    return std::exp(-0.5 * (z2 * z2 + kLog2Pi)) * (below(to) - below(from));
  }
  double reach() const override { return 5; }
  double gridReach() const override { return 3; }
  BaseProgram program() const override { return {0, {}}; }
  bool isGaussian() const override { return true; }
};

}  // namespace

extern const BaseKind gaussianBase{&Gaussian::describe, [](const Settings&) -> std::shared_ptr<const Base> {
                                     static const auto only = std::make_shared<const Gaussian>();
                                     return only;
                                   }};

}  // namespace core
