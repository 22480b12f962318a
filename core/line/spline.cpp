// Monotone rational-quadratic spline on [-B, B], the identity outside, with slope 1 at both ends so that it joins smoothly.
// Durkan, Bekasov, Murray, Papamakarios: "Neural spline flows" (2019), equations 4 to 8 and appendix A.

#include <algorithm>
#include <cmath>

#include "core/line/line_form.h"
#include "core/util/error.h"

namespace core {

namespace {

constexpr double kLeastGap = 0.1;  // between knots, that a control gives
constexpr double kLeastSlope = 0.1, kMostSlope = 8;
constexpr double kLeastBound = 1, kMostBound = 8;

// One piece, between two knots.
struct Piece {
  double z, x, width, height, d0, d1;
  double s() const { return height / width; }
  double bend() const { return d0 + d1 - 2 * s(); }
};

LineKnot knotOf(LineForm::Parameters p, int k) {
  const int count = static_cast<int>(p.size() / 3);
  if (k < 0) return {-p[0], -p[0], 1};
  if (k >= count) return {p[0], p[0], 1};
  const auto at = static_cast<size_t>(1 + 3 * k);
  return {p[at], p[at + 1], p[at + 2]};
}

// The piece where `which` (z or x of a knot) reaches over `place`, for a place inside [-B, B].
Piece pieceAt(LineForm::Parameters p, double place, double LineKnot::*which) {
  const int count = static_cast<int>(p.size() / 3);
  int k = 0;
  while (k < count && knotOf(p, k).*which <= place) ++k;
  const LineKnot a = knotOf(p, k - 1), b = knotOf(p, k);
  return {a.z, a.x, b.z - a.z, b.x - a.x, a.slope, b.slope};
}

class SplineLine final : public LineForm {
 public:
  const LineKindInfo& info() const override {
    static const LineKindInfo info{"spline", "Spline", "x = f(z), a monotone rational-quadratic spline on [-B, B]",
                                   "Durkan, Bekasov, Murray, Papamakarios 2019, eq. 4-8"};
    return info;
  }

  std::vector<LineParameter> describe(Parameters p) const override {
    std::vector<LineParameter> all = {
        {"B", "The spline acts on [-B, B]; outside, x = z.", kLeastBound, kMostBound, 0.5}};
    for (int k = 0; k < static_cast<int>(p.size() / 3); ++k) {
      const std::string number = std::to_string(k + 1);
      all.push_back({"z" + number, "Where the knot lies on the z axis.", -p[0], p[0], 0.1});
      all.push_back({"x" + number, "Where the knot goes on the x axis.", -p[0], p[0], 0.1});
      all.push_back({"d" + number, "The slope of the map at the knot.", kLeastSlope, kMostSlope, 0.1});
    }
    return all;
  }

  std::vector<double> standard() const override { return {4, -1.5, -2.4, 0.5, 0, 0.2, 2.6, 1.2, 2.4, 0.6}; }

  void check(Parameters p) const override {
    const size_t most = 1 + 3 * static_cast<size_t>(LineMap::kMostKnots);
    if (p.size() < 4 || p.size() > most || p.size() % 3 != 1)
      throw InputError("A spline has the parameter B and three for each of 1 to " +
                       std::to_string(LineMap::kMostKnots) + " knots; here are " + inWords(p.size()) + ".");
    if (!(p[0] > 0)) throw InputError("A spline needs a bound B > 0; here B = " + inWords(p[0]) + ".");
    for (int k = 0; k <= static_cast<int>(p.size() / 3); ++k) {
      const LineKnot before = knotOf(p, k - 1), knot = knotOf(p, k);
      const std::string name = "knot " + std::to_string(k + 1);
      if (!(knot.z > before.z) || !(knot.x > before.x))
        throw InputError("The knots of a spline must ascend in z and in x inside [-B, B]; " +
                         (k < static_cast<int>(p.size() / 3) ? name : "the bound") + " does not, at (" +
                         inWords(knot.z) + ", " + inWords(knot.x) + ").");
      if (!(knot.slope > 0))
        throw InputError("The slope of a spline at a knot must be above 0; at " + name + " it is " +
                         inWords(knot.slope) + ".");
    }
  }

  double nearest(Parameters p, int i, double wanted) const override {
    const int count = static_cast<int>(p.size() / 3);
    if (i == 0) {
      double reach = kLeastBound;
      for (int k = 0; k < count; ++k)
        reach = std::max({reach, std::abs(knotOf(p, k).z) + kLeastGap, std::abs(knotOf(p, k).x) + kLeastGap});
      return std::max(reach, std::min(wanted, kMostBound));
    }
    const int k = (i - 1) / 3;
    if ((i - 1) % 3 == 2) return std::clamp(wanted, kLeastSlope, kMostSlope);
    const auto which = (i - 1) % 3 == 0 ? &LineKnot::z : &LineKnot::x;
    const double low = knotOf(p, k - 1).*which, high = knotOf(p, k + 1).*which;
    const double gap = std::min(kLeastGap, (high - low) / 4);  // where neighbours are close already
    return std::clamp(wanted, low + gap, high - gap);
  }

  double value(Parameters p, double z) const override {
    if (std::abs(z) >= p[0]) return z;
    const Piece g = pieceAt(p, z, &LineKnot::z);
    const double t = (z - g.z) / g.width, m = t * (1 - t);
    return g.x + g.height * (g.s() * t * t + g.d0 * m) / (g.s() + g.bend() * m);
  }

  double derivative(Parameters p, double z) const override {
    if (std::abs(z) >= p[0]) return 1;
    const Piece g = pieceAt(p, z, &LineKnot::z);
    const double t = (z - g.z) / g.width, m = t * (1 - t);
    const double below = g.s() + g.bend() * m;
    return g.s() * g.s() * (g.d1 * t * t + 2 * g.s() * m + g.d0 * (1 - t) * (1 - t)) / (below * below);
  }

  // The root in [0, 1] of a quadratic, by the form of it that does not cancel.
  double inverse(Parameters p, double x) const override {
    if (std::abs(x) >= p[0]) return x;
    const Piece g = pieceAt(p, x, &LineKnot::x);
    const double up = x - g.x;
    const double a = g.height * (g.s() - g.d0) + up * g.bend();
    const double b = g.height * g.d0 - up * g.bend();
    const double c = -g.s() * up;
    const double root = std::sqrt(std::max(0.0, b * b - 4 * a * c));
    const double t = std::clamp(2 * c / (-b - root), 0.0, 1.0);
    return g.z + t * g.width;
  }

  std::vector<double> path(Parameters p, double s) const override {
    std::vector<double> part(p.begin(), p.end());
    for (size_t i = 1; i < p.size(); i += 3) {
      part[i + 1] = (1 - s) * p[i] + s * p[i + 1];
      part[i + 2] = (1 - s) + s * p[i + 2];
    }
    return part;
  }
};

const SplineLine form;

}  // namespace

const LineForm& splineLine = form;

}  // namespace core
