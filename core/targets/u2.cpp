// Energy U2: a ridge along a sine wave.
//
// p = exp(-U) / Z, U = 1/2 ((x2 - w1) / 0.4)^2 + penalty; the penalty and w1: see walled_ridges.h.
//
// ln Z = 2.6253183009 and H = 3.1896660878: exp(-U) and -p log p summed over grids of spacing 1/32 and 1/64.

#include "core/targets/target.h"
#include "core/targets/walled_ridges.h"

namespace core {

namespace {

const TargetInfo& u2Info() {
  static const TargetInfo info{
      "u2", "Energy U2",
      "-log p = 1/2 ((x2 - w1)/0.4)^2 + relu(|x1| - 6)^2 + relu(|x2| - 6)^2 + 2.6253, w1 = sin(pi x1/2)",
      "Rezende & Mohamed 2015, Table 1, with a penalty beyond |x1|, |x2| = 6 to be a density"};
  return info;
}

class U2 final : public Target {
 public:
  const TargetInfo& info() const override { return u2Info(); }
  std::array<double, 2> sample(Rng& rng) const override { return ridges_.sample(rng); }
  double logDensity(double x1, double x2) const override { return ridges_.logDensity(x1, x2); }
  std::array<double, 2> score(double x1, double x2) const override { return ridges_.score(x1, x2); }
  std::optional<double> entropy() const override { return 3.1896660878; }
  bool positiveEverywhere() const override { return true; }
  Window window() const override { return {-8.5, 8.5, -8.5, 8.5}; }

 private:
  WalledRidges ridges_{{{energyW1, 0.4}}, 2.6253183009};
};

}  // namespace

extern const TargetKind u2Kind = {u2Info, [] { return std::shared_ptr<const Target>(new U2); }};

}  // namespace core
