// Five arms that curl around the origin.
//
// a ~ N(1, 0.3), b ~ N(0, 0.1); x = 2 R(2 pi k / 5 + 0.25 exp(a)) (a, b) with k one of 0..4 and R(t) the rotation by t,
// counter-clockwise.
//
// (FFJORD's own code turns clockwise: the same in a mirror.)
//
// The map's determinant is 4 d, d = 1 - 0.25 exp(a) b. Where d = 0 it folds, and there the density would be infinite on
// a curve; and beyond a = 4 it winds around the origin faster than anyone could count. So a point is kept with the
// probability exp(-(0.1 / d)^8 - exp(20 (a - 3.4))) if d > 0, else never, or drawn again: that befalls 2.1e-8 of them,
// and 1.2e-4 with the most noise and twist. What is left has a density that is smooth and positive everywhere. It is
// the literature's, but for the surroundings of the folds, which lie beyond |x| = 3.4 and between the arms.
//
// In polar coordinates (a, b) = r (cos t, sin t), and x / 2 has the radius r and the angle F(t) + 2 pi k / 5 where
// F(t) = t + 0.25 exp(r cos t), dF/dt = d. So a point has one preimage for each t with F(t) = its angle, modulo
// 2 pi / 5. F rises on (-pi, 0), where b < 0; on (0, pi) it rises, falls and rises again, or only rises if r < 1.7.
//
// Settings: how many arms, the two noises 0.3 and 0.1, the twist 0.25. H = 2.31778791: quadrature over a and b, and
// -p log p summed over a grid of spacing 1/256.

#include <algorithm>
#include <cmath>
#include <numbers>

#include "core/math/types.h"
#include "core/targets/generated_target.h"
#include "core/targets/log_sum.h"
#include "core/targets/quadrature.h"

namespace core {

namespace {

constexpr double kPi = std::numbers::pi;
constexpr double kFoldSmall = 0.03;  // d below which a point is practically never kept
constexpr double kFar = 3.9;         // and a above which
constexpr int kNodes = 96;           // of the quadratures over a and over b

double logKept(double a, double d) { return -std::pow(0.1 / d, 8) - std::exp(20 * (a - 3.4)); }

// The angle F(t) on the circle of radius r, and its derivative.
struct Turn {
  double angle, d;
};
Turn turn(double rate, double r, double t) {
  const double e = rate * std::exp(r * std::cos(t));
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
std::array<Piece, 3> risingPieces(double rate, double r) {
  const double first = r > kFar ? std::acos(kFar / r) : 0;  // nearer to t = 0, a is above kFar
  std::array<Piece, 3> pieces{{{-kPi, -first}, {first, kPi}, {0, 0}}};
  // 1 - d = rate r sin t exp(r cos t) is highest where cos t = r sin^2 t.
  const double top = std::acos(2 * r / (1 + std::sqrt(1 + 4 * r * r)));
  if (r == 0 || turn(rate, r, top).d > 0) return pieces;
  const auto logFold = [&](double t) {  // ln(1 - d) and its derivative in t
    return std::pair{std::log(rate * r * std::sin(t)) + r * std::cos(t), std::cos(t) / std::sin(t) - r * std::sin(t)};
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

const TargetInfo& pinwheelInfo() {
  static const TargetInfo info{
      "pinwheel",
      "Pinwheel",
      "x = 2 (a cos t - b sin t, a sin t + b cos t), t = 2 pi k/arms + twist exp(a), a ~ N(1, radial^2), "
      "b ~ N(0, tangential^2), k in {0, ..., arms - 1}",
      "FFJORD's toy data (Grathwohl et al. 2019)",
      {integerSetting("arms", "Arms", 2, 10, "5", "How many arms curl around the origin."),
       realSetting("radial", "Radial noise", 0.1, 0.35, "0.3", "Standard deviation along an arm, half of it."),
       realSetting("tangential", "Tangential noise", 0.03, 0.15, "0.1",
                   "Standard deviation across an arm, half of it."),
       realSetting("twist", "Twist", 0.05, 0.35, "0.25", "How far the arms curl.")}};
  return info;
}

class Pinwheel final : public GeneratedTarget {
 public:
  explicit Pinwheel(const Settings& settings)
      : GeneratedTarget(pinwheelInfo(), settings, 2.31778791),
        arms_(intOf(settings, "arms")),
        radial_(realOf(settings, "radial")),
        tangential_(realOf(settings, "tangential")),
        twist_(realOf(settings, "twist")) {
    double kept = 0;
    forEachKept([&](double, double, double mass) { kept += mass; });
    logKeptMean_ = std::log(kept);
  }

  std::array<double, 2> sample(Rng& rng) const override {
    const int arm = rng.index(arms_);
    for (;;) {
      const double a = rng.normal(1, radial_);
      const double b = rng.normal(0, tangential_);
      const double turned = twist_ * std::exp(a);
      const double d = 1 - b * turned;
      if (d > 0 && rng.uniform() <= std::exp(logKept(a, d))) return place(arm, a, b);
    }
  }
  double logDensity(double x1, double x2) const override {
    LogSum sum;
    forEachPreimage(x1, x2, [&](const Preimage& p) { sum.add(p.log); });
    return sum.log() - std::log(4 * arms_ * radial_ * tangential_) - kLog2Pi - logKeptMean_;
  }
  std::array<double, 2> score(double x1, double x2) const override {
    LogSum sum;
    forEachPreimage(x1, x2, [&](const Preimage& p) {
      const double turned = twist_ * std::exp(p.a);
      // The derivative of p.log by d, then by a and b.
      const double byD = (8 * std::pow(0.1 / p.d, 8) - 1) / p.d;
      const double byA = -(p.a - 1) / (radial_ * radial_) - 20 * std::exp(20 * (p.a - 3.4)) - byD * p.b * turned;
      const double byB = -p.b / (tangential_ * tangential_) - byD * turned;
      // A step (u, v) of x / 2, turned back by the angle, is u = d da, v = a `turned` da + db.
      const double byU = (byA - p.a * turned * byB) / p.d;
      const double c = std::cos(p.angle), s = std::sin(p.angle);
      sum.add(p.log, (byU * c - byB * s) / 2, (byU * s + byB * c) / 2);
    });
    return sum.slope();
  }
  Window window() const override { return squareAround(2 * (1 + 3.3 * radial_)); }

 protected:
  double findEntropy() const override {
    double sum = 0;
    forEachKept([&](double a, double b, double mass) {
      const auto x = place(0, a, b);  // all arms are alike
      sum -= mass * logDensity(x[0], x[1]);
    });
    return sum / std::exp(logKeptMean_);
  }

 private:
  std::array<double, 2> place(int arm, double a, double b) const {
    const double angle = 2 * kPi * arm / arms_ + twist_ * std::exp(a);
    const double c = std::cos(angle), s = std::sin(angle);
    return {2 * (a * c - b * s), 2 * (a * s + b * c)};
  }
  template <class Use>
  void forEachPreimage(double x1, double x2, const Use& use) const;
  template <class Use>
  void forEachKept(const Use& use) const;

  int arms_;
  double radial_, tangential_, twist_;
  double logKeptMean_ = 0;  // of the mean of the probability to be kept
};

// use(preimage) for every preimage of x that counts; there is always one.
template <class Use>
void Pinwheel::forEachPreimage(double x1, double x2, const Use& use) const {
  const double step = 2 * kPi / arms_;
  const double r = std::hypot(x1, x2) / 2;
  const double phi = std::atan2(x2, x1);
  const double tolerance = 1e-8 / (1 + r);
  // The first whole number of steps from phi that F passes at t or later: pieces that touch share none of them.
  const auto firstStep = [&](double t) { return static_cast<int>(std::ceil((turn(twist_, r, t).angle - phi) / step)); };
  for (const Piece& piece : risingPieces(twist_, r)) {
    if (piece.from >= piece.to) continue;
    const int last = firstStep(piece.to);
    double low = piece.from;
    for (int i = low == -kPi ? firstStep(kPi) - arms_ : firstStep(low); i < last; ++i) {
      const double target = phi + step * i;
      const double t = risingRoot(low, piece.to, low, tolerance, [&](double at) {
        const auto [angle, d] = turn(twist_, r, at);
        return std::pair{angle - target, d};
      });
      low = t;
      const double a = r * std::cos(t), b = r * std::sin(t);
      const double d = 1 - b * twist_ * std::exp(a);
      if (d < kFoldSmall) continue;
      const double za = (a - 1) / radial_, zb = b / tangential_;
      use(Preimage{a, b, phi - t, d, -0.5 * (za * za + zb * zb) - std::log(d) + logKept(a, d)});
    }
  }
}

// use(a, b, mass) for the nodes of a quadrature of what is kept of a and b, in front of the fold.
template <class Use>
void Pinwheel::forEachKept(const Use& use) const {
  constexpr double reach = 8.5;  // standard deviations
  const auto rule = gaussLegendre(kNodes, -1, 1);
  forEachNode(rule, 1 - reach * radial_, std::min(1 + reach * radial_, kFar), [&](double a, double ofA) {
    const double turned = twist_ * std::exp(a);
    const double highest = std::min(reach * tangential_, 1 / turned);
    forEachNode(rule, -reach * tangential_, highest, [&](double b, double ofB) {
      const double za = (a - 1) / radial_, zb = b / tangential_;
      const double log = -0.5 * (za * za + zb * zb) - kLog2Pi + logKept(a, 1 - b * turned);
      use(a, b, ofA * ofB * std::exp(log) / (radial_ * tangential_));
    });
  });
}

}  // namespace

extern const TargetKind pinwheelKind = {pinwheelInfo, make<Pinwheel>};

}  // namespace core
