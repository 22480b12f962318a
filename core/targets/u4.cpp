// Energy U4: a ridge along a sine wave that forks.
//
// p = exp(-U) / Z, U = -ln(exp(-1/2 ((x2 - w1) / 0.4)^2) + exp(-1/2 ((x2 - w1 + w3) / 0.35)^2)) + penalty;
// the penalty and the w: see walled_ridges.h.
//
// Settings: the widths. ln Z = 3.2539269603 and H = 3.4416613264: exp(-U) and -p log p summed over grids
// of spacing 1/32 and 1/64.

#include "core/targets/walled_ridges.h"

namespace core {

namespace {

const TargetInfo& u4Info() {
  static const TargetInfo info{
      "u4",
      "Energy U4",
      "-log p = -ln(exp(-1/2 ((x2 - w1)/width)^2) + exp(-1/2 ((x2 - w1 + w3)/branch)^2)) + "
      "relu(|x1| - 6)^2 + relu(|x2| - 6)^2 + ln Z, w1 = sin(pi x1/2), w3 = 3 sigmoid((x1 - 1)/0.3)",
      "Rezende & Mohamed 2015, Table 1, with a penalty beyond |x1|, |x2| = 6 to be a density",
      {ridgeSetting("width", "Width", "0.4", "Standard deviation of the first ridge across its line."),
       ridgeSetting("branch", "Branch", "0.35", "Standard deviation of the ridge that forks off, across its line.")}};
  return info;
}

class U4 final : public WalledRidges {
 public:
  explicit U4(const Settings& settings)
      : WalledRidges(u4Info(), settings,
                     {{energyW1, realOf(settings, "width")},
                      {[](double x1) { return energyW1(x1) - energyW3(x1); }, realOf(settings, "branch")}},
                     3.4416613264) {}
};

}  // namespace

extern const TargetKind u4Kind = {u4Info, make<U4>};

}  // namespace core
