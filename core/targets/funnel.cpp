// Neal's funnel: the width of one coordinate is the exponential of the other.
//
// x1 ~ N(0, 3), x2 ~ N(0, exp(x1 / 2)).
//
// Setting: the spread 3. H = ln(2 pi e) + ln 3 = 3.9364893551: of two normals, since E[x1 / 2] = 0.

#include "core/targets/conditional_normal.h"

namespace core {

namespace {

const TargetInfo& funnelInfo() {
  static const TargetInfo info{
      "funnel",
      "Funnel",
      "x2 = N(0, exp(x1/2)^2), x1 ~ N(0, spread^2)",
      "Neal 2003, Slice Sampling, section 8",
      {realSetting("spread", "Spread", 0.5, 3, "3", "Standard deviation of x1; the more, the thinner the neck.")}};
  return info;
}

class Funnel final : public ConditionalNormal {
 public:
  explicit Funnel(const Settings& settings)
      : ConditionalNormal(funnelInfo(), settings, Given::x1, realOf(settings, "spread")),
        spread_(realOf(settings, "spread")) {}
  Window window() const override {
    // x2 has heavy tails: at spread 3, one point in a hundred lies beyond.
    return squareAround(9 * spread_);
  }

 protected:
  Curve at(double u) const override {
    // Where x1 is 200 times its spread or more below, the width stays above 0.
    return u < -600 ? Curve{0, 0, -300, 0} : Curve{0, 0, u / 2, 0.5};
  }

 private:
  double spread_;
};

}  // namespace

extern const TargetKind funnelKind = {funnelInfo, make<Funnel>};

}  // namespace core
