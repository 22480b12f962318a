// Energy U2: a ridge along a sine wave.
//
// p = exp(-U) / Z, U = 1/2 ((x2 - w1) / 0.4)^2 + penalty; the penalty and w1: see walled_ridges.h.
//
// Setting: the width. ln Z = 2.6253183009 and H = 3.1896660878: exp(-U) and -p log p summed over grids
// of spacing 1/32 and 1/64.

#include "core/targets/walled_ridges.h"

namespace core {

namespace {

const TargetInfo& u2Info() {
  static const TargetInfo info{
      "u2",
      "Energy U2",
      "-log p = 1/2 ((x2 - w1)/width)^2 + relu(|x1| - 6)^2 + relu(|x2| - 6)^2 + ln Z, w1 = sin(pi x1/2)",
      "Rezende & Mohamed 2015, Table 1, with a penalty beyond |x1|, |x2| = 6 to be a density",
      {ridgeSetting("width", "Width", "0.4", "Standard deviation of the ridge across its line.")}};
  return info;
}

class U2 final : public WalledRidges {
 public:
  explicit U2(const Settings& settings)
      : WalledRidges(u2Info(), settings, {{energyW1, realOf(settings, "width")}}, 3.1896660878) {}
};

}  // namespace

extern const TargetKind u2Kind = {u2Info, make<U2>};

}  // namespace core
