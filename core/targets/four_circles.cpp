// Four circles that cross each other.
//
// Radius 2, centres (+-1, +-1), of equal weight; round Gaussian noise of standard deviation 0.1.
//
// Settings: the radius, the offset 1 of the centres, the noise. H = 2.8708190176: -p log p
// summed over grids of spacing 1/32 and 1/64.

#include <cmath>

#include "core/targets/generated_target.h"
#include "core/targets/log_sum.h"
#include "core/targets/noisy_circles.h"

namespace core {

namespace {

const TargetInfo& fourCirclesInfo() {
  static const TargetInfo info{
      "four_circles",
      "Four Circles",
      "x = c + radius (cos a, sin a) + N(0, noise^2 I), c = offset (+-1, +-1), a ~ U[0, 2 pi]",
      "nflows' plane data (Durkan et al. 2019)",
      {realSetting("radius", "Radius", 0.5, 3, "2", "Of each circle."),
       realSetting("offset", "Offset", 0, 2, "1", "Of the centres from the origin, in either coordinate."),
       realSetting("noise", "Noise", 0.05, 0.5, "0.1", "Standard deviation of the noise around a circle.")}};
  return info;
}

class FourCircles final : public GeneratedTarget {
 public:
  explicit FourCircles(const Settings& settings)
      : GeneratedTarget(fourCirclesInfo(), settings, 2.8708190176),
        radius_(realOf(settings, "radius")),
        offset_(realOf(settings, "offset")),
        noise_(realOf(settings, "noise")),
        circle_({radius_}, noise_) {}
  std::array<double, 2> sample(Rng& rng) const override {
    const int corner = rng.index(4);
    const auto x = circle_.sample(rng);
    return {x[0] + (corner % 2 == 0 ? offset_ : -offset_), x[1] + (corner < 2 ? offset_ : -offset_)};
  }
  double logDensity(double x1, double x2) const override {
    LogSum sum;
    for (const double c1 : {-offset_, offset_}) {
      for (const double c2 : {-offset_, offset_}) sum.add(circle_.logDensity(x1 - c1, x2 - c2));
    }
    return sum.log() - std::log(4);
  }
  std::array<double, 2> score(double x1, double x2) const override {
    LogSum sum;
    for (const double c1 : {-offset_, offset_}) {
      for (const double c2 : {-offset_, offset_}) {
        const auto score = circle_.score(x1 - c1, x2 - c2);
        sum.add(circle_.logDensity(x1 - c1, x2 - c2), score[0], score[1]);
      }
    }
    return sum.slope();
  }
  Window window() const override { return squareAround(offset_ + radius_ + 4 * noise_); }

 private:
  double radius_, offset_, noise_;
  NoisyCircles circle_;
};

}  // namespace

extern const TargetKind four_circlesKind = {fourCirclesInfo, make<FourCircles>};

}  // namespace core
