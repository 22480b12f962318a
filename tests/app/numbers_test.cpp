#include "app/numbers.h"

#include <gtest/gtest.h>

#include <cmath>

namespace {

using namespace app;

TEST(Numbers, HaveATrueMinusAndNoNegativeZero) {
  EXPECT_EQ(decimal(-1.25, 3), QString::fromUtf8("−1.250"));
  EXPECT_EQ(decimal(-0.0001, 3), "0.000");
  EXPECT_EQ(signedText(-0.2049), QString::fromUtf8("−0.205"));
  EXPECT_EQ(signedText(0.0001), "+0.000");
  EXPECT_EQ(signedText(-0.0001), "+0.000");
  EXPECT_EQ(briefly(-0.25), QString::fromUtf8("−0.25"));
}

TEST(Numbers, SayWhatIsNone) {
  EXPECT_EQ(signedText(-INFINITY), QString::fromUtf8("−∞"));
  EXPECT_EQ(signedText(INFINITY), QString::fromUtf8("+∞"));
  EXPECT_EQ(signedText(NAN), "not a number");
  EXPECT_EQ(decimal(NAN, 2), "not a number");
}

TEST(Numbers, StepsAreRoundAndNotTooSmall) {
  EXPECT_DOUBLE_EQ(roundStep(0.9), 1);
  EXPECT_DOUBLE_EQ(roundStep(1.1), 2);
  EXPECT_DOUBLE_EQ(roundStep(0.03), 0.05);
  EXPECT_DOUBLE_EQ(roundStep(600), 1000);
  for (int n = -6; n <= 6; ++n) {
    for (const double m : {1.0, 2.0, 5.0})
      EXPECT_NEAR(roundStep(m * std::pow(10, n)), m * std::pow(10, n), 1e-9 * std::pow(10, n));
  }
}

}  // namespace
