// Energy U1: a ring with a bump on its left and on its right.
//
// p = exp(-U) / Z, U = 1/2 ((r - 2) / 0.4)^2 - ln(exp(-1/2 ((x1 - 2) / 0.6)^2) + exp(-1/2 ((x1 + 2) / 0.6)^2)), on the
// whole plane.
//
// Settings: the widths 0.4 and 0.6. ln Z = 1.8775016261 and H = 2.6600125359: exp(-U) and -p log p summed over grids of
// spacing 1/32 and 1/64.

#include "core/targets/two_bumps.h"

namespace core {

namespace {

const TargetInfo& u1Info() {
  static const TargetInfo info{
      "u1", "Energy U1",
      "-log p = 1/2 ((r - 2)/width)^2 - ln(exp(-1/2 ((x1 - 2)/bump)^2) + exp(-1/2 ((x1 + 2)/bump)^2)) + ln Z",
      "Rezende & Mohamed 2015, Table 1", twoBumpsSettings("0.4", "0.6")};
  return info;
}

class U1 final : public TwoBumps {
 public:
  explicit U1(const Settings& settings) : TwoBumps(u1Info(), settings, 2.6600125359) {}
};

}  // namespace

extern const TargetKind u1Kind = {u1Info, make<U1>};

}  // namespace core
