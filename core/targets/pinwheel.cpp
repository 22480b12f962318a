// Five arms that curl around the origin.
//
// a ~ N(1, 0.3), b ~ N(0, 0.1); x = 2 R(2 pi k / 5 + 0.25 exp(a)) (a, b) with k one of 0..4 and R(t) the rotation by t,
// counter-clockwise.
//
// (FFJORD's own code turns clockwise: the same in a mirror.)
//
// The map's determinant is 4 d, d = 1 - 0.25 exp(a) b. Where d = 0 it folds, and there the density would be infinite on
// a curve; and beyond a = 4 it winds around the origin faster than anyone could count. So a point is kept with the
// probability exp(-(0.1 / d)^8 - exp(20 (a - 3.4))) if d > 0, else never, or drawn again: that befalls 2.1e-8
// of them. What is left has a density that is smooth and positive everywhere. It is the literature's, but for the
// surroundings of the folds, which lie beyond |x| = 3.4 and between the arms.
//
// In polar coordinates (a, b) = r (cos t, sin t), and x / 2 has the radius r and the angle F(t) + 2 pi k / 5 where
// F(t) = t + 0.25 exp(r cos t), dF/dt = d. So a point has one preimage for each t with F(t) = its angle, modulo
// 2 pi / 5. F rises on (-pi, 0), where b < 0; on (0, pi) it rises, falls and rises again, or only rises if r < 1.7.
//
// H = 2.31778791: quadrature over a and b, and -p log p summed over a grid of spacing 1/256.

#include <algorithm>
#include <cmath>
#include <numbers>

#include "core/math/types.h"
#include "core/targets/target.h"

namespace core {

namespace {

constexpr double kPi = std::numbers::pi;
constexpr double kRadialSd = 0.3, kTangentialSd = 0.1, kRate = 0.25;
constexpr int kArms = 5;
constexpr double kFoldSmall = 0.03;      // d below which a point is practically never kept
constexpr double kFar = 3.9;             // and a above which
constexpr double kLogKept = -2.1321e-8;  // of the mean of that probability, by quadrature over a and b

double logKept(double a, double d) { return -std::pow(0.1 / d, 8) - std::exp(20 * (a - 3.4)); }

// The angle F(t) on the circle of radius r, and its derivative.
struct Turn {
  double angle, d;
};
Turn turn(double r, double t) {
  const double e = kRate * std::exp(r * std::cos(t));
  return {t + e, 1 - r * std::sin(t) * e};
}

// A root of a function that rises from at most 0 at `low` to at least 0 at `high`, from the guess t: Newton's steps, or
// halving where they leave the interval. valueAndSlope(t) returns both.
template <class Function>
double risingRoot(double low, double high, double t, double tolerance, const Function& valueAndSlope) {
  for (int step = 0; step < 80; ++step) {
    const auto [value, slope] = valueAndSlope(t);
    (value < 0 ? low : high) = t;
    const double next = t - value / slope;
    if (std::abs(next - t) <= tolerance) return next;  // its error is of the order of the square
    t = next > low && next < high ? next : (low + high) / 2;
  }
  return t;
}

struct Piece {
  double from, to;
};

// Where F rises: the values of t on the circle of radius r that can have a preimage that counts.
std::array<Piece, 3> risingPieces(double r) {
  const double first = r > kFar ? std::acos(kFar / r) : 0;  // nearer to t = 0, a is above kFar
  std::array<Piece, 3> pieces{{{-kPi, -first}, {first, kPi}, {0, 0}}};
  // 1 - d = 0.25 r sin t exp(r cos t) is highest where cos t = r sin^2 t.
  const double top = std::acos(2 * r / (1 + std::sqrt(1 + 4 * r * r)));
  if (r == 0 || turn(r, top).d > 0) return pieces;
  const auto logFold = [&](double t) {  // ln(1 - d) and its derivative in t
    return std::pair{std::log(kRate * r * std::sin(t)) + r * std::cos(t), std::cos(t) / std::sin(t) - r * std::sin(t)};
  };
  const double rising = risingRoot(0, top, top / 2, 1e-3, logFold);
  const double falling = risingRoot(top, kPi, (top + kPi) / 2, 1e-3, [&](double t) {
    const auto [value, slope] = logFold(t);
    return std::pair{-value, -slope};
  });
  pieces[1] = {first, rising};
  pieces[2] = {std::max(first, falling), kPi};
  return pieces;
}

// One preimage of a point.
struct Preimage {
  double a, b;
  double angle;  ///< by which (a, b) was turned
  double d;
  double log;  ///< of its part of the density, up to a constant
};

// use(preimage) for every preimage of x that counts; there is always one.
template <class Use>
void forEachPreimage(double x1, double x2, const Use& use) {
  constexpr double step = 2 * kPi / kArms;
  const double r = std::hypot(x1, x2) / 2;
  const double phi = std::atan2(x2, x1);
  const double tolerance = 1e-8 / (1 + r);
  // The first whole number of steps from phi that F passes at t or later: pieces that touch share none of them.
  const auto firstStep = [&](double t) { return static_cast<int>(std::ceil((turn(r, t).angle - phi) / step)); };
  for (const Piece& piece : risingPieces(r)) {
    if (piece.from >= piece.to) continue;
    const int last = firstStep(piece.to);
    double low = piece.from;
    for (int i = low == -kPi ? firstStep(kPi) - kArms : firstStep(low); i < last; ++i) {
      const double target = phi + step * i;
      const double t = risingRoot(low, piece.to, low, tolerance, [&](double at) {
        const auto [angle, d] = turn(r, at);
        return std::pair{angle - target, d};
      });
      low = t;
      const double a = r * std::cos(t), b = r * std::sin(t);
      const double d = 1 - b * kRate * std::exp(a);
      if (d < kFoldSmall) continue;
      const double za = (a - 1) / kRadialSd, zb = b / kTangentialSd;
      use(Preimage{a, b, phi - t, d, -0.5 * (za * za + zb * zb) - std::log(d) + logKept(a, d)});
    }
  }
}

const TargetInfo& pinwheelInfo() {
  static const TargetInfo info{
      "pinwheel", "Pinwheel",
      "x = 2 (a cos t - b sin t, a sin t + b cos t), t = 2 pi k/5 + exp(a)/4, a ~ N(1, 0.3^2), "
      "b ~ N(0, 0.1^2), k in {0..4}",
      "FFJORD's toy data (Grathwohl et al. 2019)"};
  return info;
}

class Pinwheel final : public Target {
 public:
  const TargetInfo& info() const override { return pinwheelInfo(); }
  std::array<double, 2> sample(Rng& rng) const override {
    const int arm = rng.index(kArms);
    for (;;) {
      const double a = rng.normal(1, kRadialSd);
      const double b = rng.normal(0, kTangentialSd);
      const double turned = kRate * std::exp(a);
      const double d = 1 - b * turned;
      if (d <= 0 || rng.uniform() > std::exp(logKept(a, d))) continue;
      const double angle = 2 * kPi * arm / kArms + turned;
      const double c = std::cos(angle), s = std::sin(angle);
      return {2 * (a * c - b * s), 2 * (a * s + b * c)};
    }
  }
  double logDensity(double x1, double x2) const override {
    double top = -INFINITY, sum = 0;
    forEachPreimage(x1, x2, [&](const Preimage& p) {
      sum = p.log > top ? sum * std::exp(top - p.log) + 1 : sum + std::exp(p.log - top);
      top = std::max(top, p.log);
    });
    return top + std::log(sum / (4 * kArms * kRadialSd * kTangentialSd)) - kLog2Pi - kLogKept;
  }
  std::array<double, 2> score(double x1, double x2) const override {
    double top = -INFINITY, sum = 0, slope1 = 0, slope2 = 0;
    forEachPreimage(x1, x2, [&](const Preimage& p) {
      const double rescale = std::exp(std::min(top - p.log, 0.0));
      top = std::max(top, p.log);
      const double share = std::exp(p.log - top);
      const double turned = kRate * std::exp(p.a);
      // The derivative of p.log by d, then by a and b.
      const double byD = (8 * std::pow(0.1 / p.d, 8) - 1) / p.d;
      const double byA = -(p.a - 1) / (kRadialSd * kRadialSd) - 20 * std::exp(20 * (p.a - 3.4)) - byD * p.b * turned;
      const double byB = -p.b / (kTangentialSd * kTangentialSd) - byD * turned;
      // A step (u, v) of x / 2, turned back by the angle, is u = d da, v = a `turned` da + db.
      const double byU = (byA - p.a * turned * byB) / p.d;
      const double c = std::cos(p.angle), s = std::sin(p.angle);
      sum = sum * rescale + share;
      slope1 = slope1 * rescale + share * (byU * c - byB * s) / 2;
      slope2 = slope2 * rescale + share * (byU * s + byB * c) / 2;
    });
    return {slope1 / sum, slope2 / sum};
  }
  std::optional<double> entropy() const override { return 2.31778791; }
  bool positiveEverywhere() const override { return true; }
  Window window() const override { return {-4, 4, -4, 4}; }
};

}  // namespace

extern const TargetKind pinwheelKind = {pinwheelInfo, [] { return std::shared_ptr<const Target>(new Pinwheel); }};

}  // namespace core
