// Energy U3: a ridge along a sine wave that parts around a hump.
//
// p = exp(-U) / Z, U = -ln(exp(-1/2 ((x2 - w1) / 0.35)^2) + exp(-1/2 ((x2 - w1 + w2) / 0.35)^2)) + penalty;
// the penalty and the w: see walled_ridges.h.
//
// ln Z = 3.1849340888 and H = 3.1596158164: exp(-U) and -p log p summed over grids of spacing 1/32 and 1/64.

#include "core/targets/target.h"
#include "core/targets/walled_ridges.h"

namespace core {

namespace {

const TargetInfo& u3Info() {
  static const TargetInfo info{
      "u3", "Energy U3",
      "-log p = -ln(exp(-1/2 ((x2 - w1)/0.35)^2) + exp(-1/2 ((x2 - w1 + w2)/0.35)^2)) + "
      "relu(|x1| - 6)^2 + relu(|x2| - 6)^2 + 3.1849, w1 = sin(pi x1/2), w2 = 3 exp(-1/2 ((x1 - 1)/0.6)^2)",
      "Rezende & Mohamed 2015, Table 1, with a penalty beyond |x1|, |x2| = 6 to be a density"};
  return info;
}

class U3 final : public Target {
 public:
  const TargetInfo& info() const override { return u3Info(); }
  std::array<double, 2> sample(Rng& rng) const override { return ridges_.sample(rng); }
  double logDensity(double x1, double x2) const override { return ridges_.logDensity(x1, x2); }
  std::array<double, 2> score(double x1, double x2) const override { return ridges_.score(x1, x2); }
  std::optional<double> entropy() const override { return 3.1596158164; }
  bool positiveEverywhere() const override { return true; }
  Window window() const override { return {-8.5, 8.5, -8.5, 8.5}; }

 private:
  WalledRidges ridges_{{{energyW1, 0.35}, {[](double x1) { return energyW1(x1) - energyW2(x1); }, 0.35}}, 3.1849340888};
};

}  // namespace

extern const TargetKind u3Kind = {u3Info, [] { return std::shared_ptr<const Target>(new U3); }};

}  // namespace core
