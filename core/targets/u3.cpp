// Energy U3: a ridge along a sine wave that parts around a hump.
//
// p = exp(-U) / Z, U = -ln(exp(-1/2 ((x2 - w1) / 0.35)^2) + exp(-1/2 ((x2 - w1 + w2) / 0.35)^2)) + penalty;
// the penalty and the w: see walled_ridges.h.
//
// Setting: the width. ln Z = 3.1849340888 and H = 3.1596158164: exp(-U) and -p log p summed over grids
// of spacing 1/32 and 1/64.

#include "core/targets/walled_ridges.h"

namespace core {

namespace {

const TargetInfo& u3Info() {
  static const TargetInfo info{
      "u3",
      "Energy U3",
      "-log p = -ln(exp(-1/2 ((x2 - w1)/width)^2) + exp(-1/2 ((x2 - w1 + w2)/width)^2)) + "
      "relu(|x1| - 6)^2 + relu(|x2| - 6)^2 + ln Z, w1 = sin(pi x1/2), w2 = 3 exp(-1/2 ((x1 - 1)/0.6)^2)",
      "Rezende & Mohamed 2015, Table 1, with a penalty beyond |x1|, |x2| = 6 to be a density",
      {ridgeSetting("width", "Width", "0.35", "Standard deviation of both ridges across their lines.")}};
  return info;
}

class U3 final : public WalledRidges {
 public:
  explicit U3(const Settings& settings)
      : WalledRidges(u3Info(), settings,
                     {{energyW1, realOf(settings, "width")},
                      {[](double x1) { return energyW1(x1) - energyW2(x1); }, realOf(settings, "width")}},
                     3.1596158164) {}
};

}  // namespace

extern const TargetKind u3Kind = {u3Info, make<U3>};

}  // namespace core
