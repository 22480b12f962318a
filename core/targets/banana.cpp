// A parabola whose arms are long and thin.
//
// x1 ~ N(0, 10), x2 ~ N(0.03 (x1^2 - 100), 1); shown divided by 10: x1 ~ N(0, 1), x2 ~ N(0.3 (x1^2 - 1), 0.1).
//
// Settings: the curvature 0.3, the width 0.1. H = ln(2 pi e 0.1) = 0.5352919734: of two normals.

#include <cmath>

#include "core/targets/conditional_normal.h"

namespace core {

namespace {

const TargetInfo& bananaInfo() {
  static const TargetInfo info{"banana",
                               "Banana",
                               "x2 = curvature (x1^2 - 1) + N(0, width^2), x1 ~ N(0, 1)",
                               "Haario et al. 1999, divided by 10",
                               {realSetting("curvature", "Curvature", 0, 0.8, "0.3", "How far the arms bend up."),
                                realSetting("width", "Width", 0.05, 1, "0.1", "Standard deviation across the arms.")}};
  return info;
}

class Banana final : public ConditionalNormal {
 public:
  explicit Banana(const Settings& settings)
      : ConditionalNormal(bananaInfo(), settings, Given::x1, 1),
        curvature_(realOf(settings, "curvature")),
        width_(realOf(settings, "width")) {}
  Window window() const override {
    return squareAround(-4, 4, -curvature_ - 4 * width_, curvature_ * (3.5 * 3.5 - 1) + 4 * width_);
  }

 protected:
  Curve at(double u) const override { return {curvature_ * (u * u - 1), 2 * curvature_ * u, std::log(width_)}; }

 private:
  double curvature_, width_;
};

}  // namespace

extern const TargetKind bananaKind = {bananaInfo, make<Banana>};

}  // namespace core
