// A mixture of Gaussians on a circle. A continuous map cannot tear one blob into two; a base that has two to begin with
// leaves no bridge between them.

#include <cmath>
#include <numbers>

#include "core/bases/base.h"

namespace core {

namespace {

class Mixture final : public Base {
 public:
  using Base::logDensity;
  explicit Mixture(const Settings& s)
      : modes_(intOf(s, "modes")),
        radius_(realOf(s, "radius")),
        sd_(realOf(s, "sd")),
        logScale_(std::log(modes_ * sd_ * sd_)) {
    for (int i = 0; i < modes_; ++i) {
      // The first to the right; two or four of them then lie on the axes, which couplings tell apart.
      const double angle = 2 * std::numbers::pi * i / modes_;
      centres_.push_back({radius_ * std::cos(angle), radius_ * std::sin(angle)});
    }
  }

  static const BaseInfo& describe() {
    static const BaseInfo info{"mixture",
                               "Gaussian mixture",
                               "p = mean over k < modes of N(z; radius (cos 2 pi k / modes, sin 2 pi k / modes), sd^2)",
                               "A base with as many pieces as the data needs no bridge between them.",
                               {integerSetting("modes", "Modes", 2, 12, "2", "How many Gaussians."),
                                realSetting("radius", "Radius", 0.5, 4, "2", "Of the circle that they lie on."),
                                realSetting("sd", "Spread", 0.1, 2, "0.6", "Standard deviation of each.")}};
    return info;
  }
  const BaseInfo& info() const override { return describe(); }

  double logDensity(double z1, double z2) const override {
    const Sums s = sums(z1, z2);
    return std::log(s.total) - s.nearest / (2 * sd_ * sd_) - logScale_ - kLog2Pi;
  }
  std::array<double, 2> score(double z1, double z2) const override {
    const Sums s = sums(z1, z2);
    return {s.pull1 / (s.total * sd_ * sd_), s.pull2 / (s.total * sd_ * sd_)};
  }
  std::array<double, 2> drawn(const BaseNumbers& n) const override {
    const auto& c = centres_[std::min(static_cast<size_t>(n.uniform * modes_), centres_.size() - 1)];
    return {c[0] + sd_ * n.normal1, c[1] + sd_ * n.normal2};
  }
  double rowMass(double z2, double from, double to) const override {
    const auto below = [this](double z) { return 0.5 * std::erfc(-z / sd_ * 0.7071067811865476); };
    double sum = 0;
    for (const auto& c : centres_) {
      const double d = (z2 - c[1]) / sd_;
      sum += std::exp(-0.5 * (d * d + kLog2Pi)) / sd_ * (below(to - c[0]) - below(from - c[0]));
    }
    return sum / modes_;
  }
  double reach() const override { return radius_ + 5 * sd_; }
  double gridReach() const override { return radius_ + 2.5 * sd_; }
  BaseProgram program() const override {
    return {2, {static_cast<float>(modes_), static_cast<float>(radius_), static_cast<float>(sd_)}};
  }

 private:
  struct Sums {
    double nearest, total, pull1, pull2;  // the sums are in units of the nearest one's term
  };
  Sums sums(double z1, double z2) const {
    Sums s{INFINITY, 0, 0, 0};
    const auto squared = [&](const std::array<double, 2>& c) {
      return (c[0] - z1) * (c[0] - z1) + (c[1] - z2) * (c[1] - z2);
    };
    for (const auto& c : centres_) s.nearest = std::min(s.nearest, squared(c));
    for (const auto& c : centres_) {
      const double w = std::exp((s.nearest - squared(c)) / (2 * sd_ * sd_));
      s.total += w;
      s.pull1 += w * (c[0] - z1);
      s.pull2 += w * (c[1] - z2);
    }
    return s;
  }

  int modes_;
  double radius_, sd_, logScale_;
  std::vector<std::array<double, 2>> centres_;
};

}  // namespace

extern const BaseKind mixtureBase{&Mixture::describe, [](const Settings& s) -> std::shared_ptr<const Base> {
                                    return std::make_shared<const Mixture>(s);
                                  }};

}  // namespace core
