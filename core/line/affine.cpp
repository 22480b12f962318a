// Affine map: x = a z + b. It takes N(0, 1) to N(b, a^2).

#include <algorithm>
#include <cmath>

#include "core/line/line_form.h"
#include "core/util/error.h"

namespace core {

namespace {

constexpr double kLeastSlope = 0.1;                  // that a control gives
constexpr double kFlattest = 1e-6, kSteepest = 1e6;  // that a map can have

class AffineLine final : public LineForm {
 public:
  const LineKindInfo& info() const override {
    static const LineKindInfo info{"affine", "Affine", "x = a z + b", ""};
    return info;
  }

  std::vector<LineParameter> describe(Parameters) const override {
    return {{"a", "The slope: how much every length grows. Negative: the line is turned round.", -4, 4, 0.1},
            {"b", "The intercept: where z = 0 goes.", -6, 6, 0.1}};
  }

  std::vector<double> standard() const override { return {2, 3}; }

  void check(Parameters p) const override {
    if (p.size() != 2) throw InputError("An affine map has 2 parameters, a and b; here are " + inWords(p.size()) + ".");
    const double size = std::abs(p[0]);
    if (!(size >= kFlattest && size <= kSteepest))
      throw InputError("An affine map needs a slope a between 1e-6 and 1e6 in size; here a = " + inWords(p[0]) + ".");
  }

  double nearest(Parameters p, int i, double wanted) const override {
    const LineParameter range = describe(p)[static_cast<size_t>(i)];
    if (i != 0) return std::clamp(wanted, range.low, range.high);
    const double side = wanted == 0 ? p[0] : wanted;
    return std::copysign(std::clamp(std::abs(wanted), kLeastSlope, range.high), side);
  }

  double value(Parameters p, double z) const override { return p[0] * z + p[1]; }
  double derivative(Parameters p, double) const override { return p[0]; }
  double inverse(Parameters p, double x) const override { return (x - p[1]) / p[0]; }

  std::vector<double> path(Parameters p, double s) const override {
    return {(1 - s) * std::copysign(1.0, p[0]) + s * p[0], s * p[1]};
  }
};

const AffineLine form;

}  // namespace

const LineForm& affineLine = form;

}  // namespace core
