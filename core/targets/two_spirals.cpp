// Two interleaved spirals, each of one and a half turns from the origin.
//
// n = 3 pi sqrt(U); (-n cos n + U'/2, n sin n + U''/2) or its negative; divided by 3; + N(0, 0.1) on both axes. With T
// turns instead of 1.5: n up to 2 pi T, divided by 2 T. The density is an integral over n, by Gauss and Legendre's rule
// with 400 nodes, or others for more turns and other noise; around each node lies a square, at 1.5 turns of side 1/6,
// blurred.
//
// Settings: the turns, the noise. H = 2.6454502843: -p log p summed over grids of spacing 1/32 and 1/64.

#include <cmath>
#include <numbers>

#include "core/targets/blurred_box.h"
#include "core/targets/generated_target.h"
#include "core/targets/near_nodes.h"
#include "core/targets/quadrature.h"

namespace core {

namespace {

constexpr double kPi = std::numbers::pi;

const TargetInfo& twoSpiralsInfo() {
  static const TargetInfo info{
      "two_spirals",
      "Two Spirals",
      "x = +-(-n cos n + U'/2, n sin n + U''/2) / (2 turns) + N(0, noise^2 I), n = 2 pi turns sqrt(U)",
      "FFJORD's toy data (Grathwohl et al. 2019)",
      {realSetting("turns", "Turns", 0.5, 3, "1.5", "How often a spiral winds around the origin."),
       realSetting("noise", "Noise", 0.05, 0.3, "0.1", "Standard deviation of the noise around a spiral.")}};
  return info;
}

class TwoSpirals final : public GeneratedTarget {
 public:
  explicit TwoSpirals(const Settings& settings)
      : GeneratedTarget(twoSpiralsInfo(), settings, 2.6454502843),
        turns_(realOf(settings, "turns")),
        noise_(realOf(settings, "noise")) {}
  std::array<double, 2> sample(Rng& rng) const override {
    const double side = rng.index(2) == 0 ? 1 : -1;
    const auto m = middle(last_ * std::sqrt(rng.uniform()));
    const double u1 = rng.uniform(-half_, half_);
    const double u2 = rng.uniform(-half_, half_);
    const double n1 = rng.normal(0, noise_);
    const double n2 = rng.normal(0, noise_);
    return {side * (m[0] + u1) + n1, side * (m[1] + u2) + n2};
  }
  double logDensity(double x1, double x2) const override {
    const double nearest = nodes_.nearest(x1, x2), top = logOf(nearest);
    double sum = 0;
    nodes_.within(x1, x2, nearest + reach_, [&](const NearNodes::Node& node, double) {
      sum += node.weight * std::exp(box_.log(x1 - node.x1).value + box_.log(x2 - node.x2).value - top);
    });
    return top + std::log(sum);
  }
  std::array<double, 2> score(double x1, double x2) const override {
    const double nearest = nodes_.nearest(x1, x2), top = logOf(nearest);
    double sum = 0, slope1 = 0, slope2 = 0;
    nodes_.within(x1, x2, nearest + reach_, [&](const NearNodes::Node& node, double) {
      const auto a = box_.log(x1 - node.x1), b = box_.log(x2 - node.x2);
      const double share = node.weight * std::exp(a.value + b.value - top);
      sum += share;
      slope1 += share * a.slope;
      slope2 += share * b.slope;
    });
    return {slope1 / sum, slope2 / sum};
  }
  Window window() const override { return squareAround(kPi + 2 * half_ + 4 * noise_); }

 private:
  /// Of the first spiral: where the square around it has its middle.
  std::array<double, 2> middle(double n) const {
    return {-n * std::cos(n) / (2 * turns_) + half_, n * std::sin(n) / (2 * turns_) + half_};
  }
  NearNodes cutIntoNodes() const {
    std::vector<NearNodes::Node> nodes;
    const int least = nodesFor(noise_, 400, 0.1);
    const auto onCurve = gaussLegendre(std::max(least, static_cast<int>(least * turns_ / 1.5)), 0, last_);
    for (const double side : {1, -1}) {
      for (const QuadratureNode& node : onCurve) {
        const auto m = middle(node.t);
        nodes.push_back({side * m[0], side * m[1], node.weight * node.t / (last_ * last_)});
      }
    }
    return NearNodes(std::move(nodes), half_);
  }
  // How a node's logarithm falls with the squared distance of its square, up to a few units. What is below e^-40 of the
  // nearest does not count.
  double logOf(double squaredDistance) const { return -squaredDistance / (2 * noise_ * noise_); }

  double turns_, noise_;
  double half_ = 1 / (8 * turns_);  // of the square's side
  double last_ = 2 * turns_ * kPi;
  double reach_ = 40 * 2 * noise_ * noise_;
  NearNodes nodes_ = cutIntoNodes();
  BlurredBox box_{half_, noise_};
};

}  // namespace

extern const TargetKind two_spiralsKind = {twoSpiralsInfo, make<TwoSpirals>};

}  // namespace core
