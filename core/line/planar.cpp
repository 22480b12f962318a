// Planar map: x = z + u tanh(w z + b), u w > -1. Around z = -b/w it stretches (u w > 0) or squeezes (u w < 0); far away it
// only shifts, by u on one side and by -u on the other.
// Rezende, Mohamed: "Variational inference with normalizing flows" (2015), equation 10.

#include <algorithm>
#include <cmath>

#include "core/line/line_form.h"
#include "core/util/error.h"

namespace core {

namespace {

constexpr double kLeastSlope = 0.1;  // at the centre, that a control gives
constexpr double kLeastWeight = 0.1;

class PlanarLine final : public LineForm {
 public:
  const LineKindInfo& info() const override {
    static const LineKindInfo info{"planar", "Planar", "x = z + u tanh(w z + b),  u w > -1",
                                   "Rezende, Mohamed 2015, eq. 10"};
    return info;
  }

  std::vector<LineParameter> describe(Parameters) const override {
    return {
        {"u", "The height: far from the centre the map shifts by u, up on one side and down on the other.", -4, 4, 0.1},
        {"w", "How sudden the step is: it takes about 1/w to either side of the centre.", -5, 5, 0.1},
        {"b", "Where the step is: its centre lies at z = -b/w.", -8, 8, 0.1}};
  }

  std::vector<double> standard() const override { return {1.5, 2, -0.4}; }

  void check(Parameters p) const override {
    if (p.size() != 3)
      throw InputError("A planar map has 3 parameters, u, w and b; here are " + inWords(p.size()) + ".");
    if (!(p[0] * p[1] > -1))
      throw InputError("A planar map needs u w > -1, or it folds; here u w = " + inWords(p[0] * p[1]) + ".");
  }

  double nearest(Parameters p, int i, double wanted) const override {
    const LineParameter range = describe(p)[static_cast<size_t>(i)];
    double value = std::clamp(wanted, range.low, range.high);
    if (i == 1 && std::abs(value) < kLeastWeight) value = std::copysign(kLeastWeight, value == 0 ? p[1] : value);
    const double other = i == 0 ? p[1] : p[0];
    if (i == 2 || value * other >= kLeastSlope - 1) return value;
    return (kLeastSlope - 1) / other;
  }

  double value(Parameters p, double z) const override { return z + p[0] * std::tanh(p[1] * z + p[2]); }

  // t^2 + (1 + u w)(1 - t^2): a sum of positive terms, so no cancellation where the map nearly folds.
  double derivative(Parameters p, double z) const override {
    const double t = std::tanh(p[1] * z + p[2]);
    return t * t + (1 + p[0] * p[1]) * (1 - t) * (1 + t);
  }

  // Newton inside a bracket that every step shrinks. Every third step bisects in any case: bracketed Newton can cycle.
  double inverse(Parameters p, double x) const override {
    double low = x - std::abs(p[0]), high = x + std::abs(p[0]);
    double z = std::clamp(x - p[0] * std::tanh(p[1] * x + p[2]), low, high);
    for (int step = 0; step < 200; ++step) {
      const double error = value(p, z) - x;
      if (error == 0) return z;
      (error < 0 ? low : high) = z;
      const double newton = z - error / derivative(p, z);
      const bool inside = newton > low && newton < high;
      const double next = step % 3 == 2 || !inside ? (low + high) / 2 : newton;
      const double moved = std::abs(next - z);
      z = next;
      if (high - low <= 1e-15 * (1 + std::abs(z)) || (inside && step % 3 != 2 && moved <= 1e-15 * (1 + std::abs(z))))
        break;
    }
    return z;
  }

  std::vector<double> path(Parameters p, double s) const override { return {s * p[0], p[1], p[2]}; }
};

const PlanarLine form;

}  // namespace

const LineForm& planarLine = form;

}  // namespace core
