// Two interleaved spirals, each of one and a half turns from the origin.
//
// n = 3 pi sqrt(U); (-n cos n + U'/2, n sin n + U''/2) or its negative; divided by 3; + N(0, 0.1) on both axes. The
// density is an integral over n, by Gauss and Legendre's rule with 400 nodes; around each node lies a square of side
// 1/6, blurred.
//
// H = 2.6454502843: -p log p summed over grids of spacing 1/32 and 1/64.

#include <cmath>
#include <numbers>

#include "core/targets/blurred_box.h"
#include "core/targets/near_nodes.h"
#include "core/targets/quadrature.h"
#include "core/targets/target.h"

namespace core {

namespace {

constexpr double kNoise = 0.1;
constexpr double kHalf = 1.0 / 12;  // of the square's side
constexpr double kLast = 3 * std::numbers::pi;

/// Of the first spiral: where the square around it has its middle.
std::array<double, 2> middle(double n) { return {-n * std::cos(n) / 3 + kHalf, n * std::sin(n) / 3 + kHalf}; }

NearNodes cutIntoNodes() {
  std::vector<NearNodes::Node> nodes;
  const auto onCurve = gaussLegendre(400, 0, kLast);
  for (const double side : {1, -1}) {
    for (const QuadratureNode& node : onCurve) {
      const auto m = middle(node.t);
      nodes.push_back({side * m[0], side * m[1], node.weight * node.t / (kLast * kLast)});
    }
  }
  return NearNodes(std::move(nodes), kHalf);
}

const TargetInfo& twoSpiralsInfo() {
  static const TargetInfo info{"two_spirals", "Two Spirals",
                               "x = +-(-n cos n + U'/2, n sin n + U''/2) / 3 + N(0, 0.1^2 I), n = 3 pi sqrt(U)",
                               "FFJORD's toy data (Grathwohl et al. 2019)"};
  return info;
}

class TwoSpirals final : public Target {
 public:
  const TargetInfo& info() const override { return twoSpiralsInfo(); }
  std::array<double, 2> sample(Rng& rng) const override {
    const double side = rng.index(2) == 0 ? 1 : -1;
    const auto m = middle(kLast * std::sqrt(rng.uniform()));
    const double u1 = rng.uniform(-kHalf, kHalf);
    const double u2 = rng.uniform(-kHalf, kHalf);
    const double n1 = rng.normal(0, kNoise);
    const double n2 = rng.normal(0, kNoise);
    return {side * (m[0] + u1) + n1, side * (m[1] + u2) + n2};
  }
  double logDensity(double x1, double x2) const override {
    const double nearest = nodes_.nearest(x1, x2), top = logOf(nearest);
    double sum = 0;
    nodes_.within(x1, x2, nearest + kReach, [&](const NearNodes::Node& node, double) {
      sum += node.weight * std::exp(box_.log(x1 - node.x1).value + box_.log(x2 - node.x2).value - top);
    });
    return top + std::log(sum);
  }
  std::array<double, 2> score(double x1, double x2) const override {
    const double nearest = nodes_.nearest(x1, x2), top = logOf(nearest);
    double sum = 0, slope1 = 0, slope2 = 0;
    nodes_.within(x1, x2, nearest + kReach, [&](const NearNodes::Node& node, double) {
      const auto a = box_.log(x1 - node.x1), b = box_.log(x2 - node.x2);
      const double share = node.weight * std::exp(a.value + b.value - top);
      sum += share;
      slope1 += share * a.slope;
      slope2 += share * b.slope;
    });
    return {slope1 / sum, slope2 / sum};
  }
  std::optional<double> entropy() const override { return 2.6454502843; }
  bool positiveEverywhere() const override { return true; }
  Window window() const override { return {-4, 4, -4, 4}; }

 private:
  // How a node's logarithm falls with the squared distance of its square, up to a few units. What is below e^-40 of the
  // nearest does not count.
  static double logOf(double squaredDistance) { return -squaredDistance / (2 * kNoise * kNoise); }
  static constexpr double kReach = 40 * 2 * kNoise * kNoise;

  NearNodes nodes_ = cutIntoNodes();
  BlurredBox box_{kHalf, kNoise};
};

}  // namespace

extern const TargetKind two_spiralsKind = {twoSpiralsInfo,
                                           [] { return std::shared_ptr<const Target>(new TwoSpirals); }};

}  // namespace core
