// Two crescents that face each other.
//
// p = exp(-U) / Z, U = 1/2 ((r - 2) / 0.2)^2 - ln(exp(-1/2 ((x1 - 2) / 0.3)^2) + exp(-1/2 ((x1 + 2) / 0.3)^2)): U1 with
// half its widths. normflows calls it TwoMoons, which elsewhere is scikit-learn's shape.
//
// Settings: the widths 0.2 and 0.3. Z = 2.23494015 and H = 1.5710623673: quadrature over radius and angle, and
// -p log p summed over grids of spacing 1/32 and 1/64.

#include "core/targets/two_bumps.h"

namespace core {

namespace {

const TargetInfo& twoCrescentsInfo() {
  static const TargetInfo info{
      "two_crescents", "Two Crescents",
      "-log p = 1/2 ((r - 2)/width)^2 - ln(exp(-1/2 ((x1 - 2)/bump)^2) + exp(-1/2 ((x1 + 2)/bump)^2)) + ln Z",
      "normflows' TwoMoons (Stimper et al. 2023)", twoBumpsSettings("0.2", "0.3")};
  return info;
}

class TwoCrescents final : public TwoBumps {
 public:
  explicit TwoCrescents(const Settings& settings) : TwoBumps(twoCrescentsInfo(), settings, 1.5710623673) {}
};

}  // namespace

extern const TargetKind two_crescentsKind = {twoCrescentsInfo, make<TwoCrescents>};

}  // namespace core
