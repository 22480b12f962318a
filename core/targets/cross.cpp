// Four long Gaussians that lie like a cross.
//
// Of equal weight: at (0, 2) and (0, -2) with the standard deviations (0.15, 1), at (2, 0) and (-2, 0) with (1, 0.15).
//
// Settings: the offset 2, the length 1, the width 0.15. H = 2.2407251357: -p log p summed over grids of
// spacing 1/32 and 1/64.

#include <cmath>

#include "core/targets/generated_target.h"
#include "core/targets/log_sum.h"

namespace core {

namespace {

const TargetInfo& crossInfo() {
  static const TargetInfo info{
      "cross",
      "Cross",
      "p = 1/4 sum N(c, S): c = (0, +-offset), S = diag(width^2, length^2); c = (+-offset, 0), S = diag(length^2, "
      "width^2)",
      "Xu, Chen & Campbell 2023, MixFlows",
      {realSetting("offset", "Offset", 0, 3, "2", "Of each arm's middle from the origin."),
       realSetting("length", "Length", 0.3, 1.5, "1", "Standard deviation along an arm."),
       realSetting("width", "Width", 0.05, 0.5, "0.15", "Standard deviation across an arm.")}};
  return info;
}

class Cross final : public GeneratedTarget {
 public:
  explicit Cross(const Settings& settings)
      : GeneratedTarget(crossInfo(), settings, 2.2407251357),
        offset_(realOf(settings, "offset")),
        length_(realOf(settings, "length")),
        width_(realOf(settings, "width")) {}
  std::array<double, 2> sample(Rng& rng) const override {
    const int arm = rng.index(4);
    const double along = rng.normal(arm < 2 ? offset_ : -offset_, length_);
    const double across = rng.normal(0, width_);
    return arm % 2 == 0 ? std::array{along, across} : std::array{across, along};
  }
  double logDensity(double x1, double x2) const override {
    return sum(x1, x2).log() - kLog2Pi - std::log(4 * length_ * width_);
  }
  std::array<double, 2> score(double x1, double x2) const override { return sum(x1, x2).slope(); }
  Window window() const override { return squareAround(offset_ + 3.5 * length_); }

 private:
  LogSum sum(double x1, double x2) const {
    LogSum sum;
    for (const double side : {-offset_, offset_}) {
      const double h1 = (x1 - side) / length_, h2 = x2 / width_;  // an arm that lies
      sum.add(-0.5 * (h1 * h1 + h2 * h2), -h1 / length_, -h2 / width_);
      const double v1 = x1 / width_, v2 = (x2 - side) / length_;  // and one that stands
      sum.add(-0.5 * (v1 * v1 + v2 * v2), -v1 / width_, -v2 / length_);
    }
    return sum;
  }

  double offset_, length_, width_;
};

}  // namespace

extern const TargetKind crossKind = {crossInfo, make<Cross>};

}  // namespace core
