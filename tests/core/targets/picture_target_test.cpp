#include "core/targets/picture_target.h"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/core/targets/density_bins.h"
#include "tests/core/targets/message_of.h"

using namespace core;
using testing_support::Bins;
using testing_support::checkAgreement;

namespace {

constexpr std::uint64_t kSeed = 20240607;

std::shared_ptr<const Target> made(const Picture& picture, Settings settings = {},
                                   const std::string& file = "a/cat.png") {
  TargetSpec spec;
  spec.key = "image";
  spec.file = file;
  spec.picture = std::make_shared<const Picture>(picture);
  settings.emplace("blur", "0");
  settings.emplace("threshold", "0");
  spec.settings = settings;
  return makeTarget(spec);
}

// Dark at the left, darker at the top; a hole in it.
Picture sample(int width, int height) {
  Picture p{width, height, {}};
  for (int j = 0; j < height; ++j) {
    for (int i = 0; i < width; ++i)
      p.brightness.push_back(static_cast<std::uint8_t>(i > width / 2 && j > height / 2 ? 255 : (i * 9 + j * 5) % 256));
  }
  return p;
}

TEST(PictureTarget, HasADensityAnEntropyAndASamplerThatAgree) {
  for (const Settings& settings :
       {Settings{{"size", "6"}}, Settings{{"size", "6"}, {"dense", "bright"}, {"threshold", "0.3"}},
        Settings{{"size", "6"}, {"blur", "2"}}, Settings{{"size", "6"}, {"left", "25"}, {"top", "25"}}}) {
    const auto target = made(sample(24, 24), settings);
    SCOPED_TRACE(settings.size());
    EXPECT_TRUE(target->hasDensity());
    EXPECT_FALSE(target->positiveEverywhere());
    // Bins of half a pixel, or of a third, so that p does not jump within.
    const double pixel = settings.contains("left") ? 6.0 / 18 : 0.25;
    EXPECT_EQ(checkAgreement(*target, Bins(target, {-3, 3, -3, 3}, pixel), kSeed), 1);
  }
  const auto wide = made(sample(48, 12), {{"size", "12"}});
  EXPECT_EQ(checkAgreement(*wide, Bins(wide, {-6, 6, -1.5, 1.5}, 0.25), kSeed), 1);
}

TEST(PictureTarget, HasTheEntropyOfItsPixels) {
  const Picture p{3, 2, {0, 255, 128, 64, 200, 255}};
  const auto target = made(p, {{"size", "6"}});  // pixels of 2 x 2
  double sum = 0, entropy = 0;
  for (const int v : p.brightness) sum += 255 - v;
  for (const int v : p.brightness) {
    const double m = (255 - v) / sum;
    if (m > 0) entropy -= m * std::log(m / 4);
  }
  EXPECT_NEAR(*target->entropy(), entropy, 1e-6);
}

TEST(PictureTarget, IsUprightAndUniformWithinAPixel) {
  // One dark pixel, on top at the right, of 3 x 2.
  const Picture p{3, 2, {255, 255, 0, 255, 255, 255}};
  const auto target = made(p, {{"size", "6"}});
  for (const auto& [x, y] : {std::pair{1.001, 0.001}, {2.0, 1.0}, {2.999, 1.999}})
    EXPECT_NEAR(target->logDensity(x, y), -std::log(4), 1e-6) << x << ", " << y;
  for (const auto& [x, y] : {std::pair{0.99, 1.0}, {2.0, -0.01}, {3.01, 1.0}, {2.0, 2.01}, {-2.0, -1.0}, {1e300, 0.0}})
    EXPECT_EQ(target->logDensity(x, y), -INFINITY) << x << ", " << y;
  EXPECT_EQ(target->logDensity(NAN, 1), -INFINITY);
  Rng rng(kSeed);
  for (int i = 0; i < 1000; ++i) {
    const auto at = target->sample(rng);
    EXPECT_TRUE(at[0] >= 1 && at[0] <= 3 && at[1] >= 0 && at[1] <= 2) << at[0] << ", " << at[1];
  }
  EXPECT_NEAR(*target->entropy(), std::log(4), 1e-6);
  const Window w = target->window();
  EXPECT_LT(w.x0, -3);
  EXPECT_GT(w.x1, 3);
  EXPECT_LT(w.y0, -2);
  EXPECT_GT(w.y1, 2);
}

TEST(PictureTarget, GivesEveryPointOfItsSampleADensity) {
  const auto target = made(sample(200, 111), {{"blur", "0.5"}});
  Rng rng(kSeed);
  for (int i = 0; i < 50'000; ++i) {
    const auto at = target->sample(rng);
    ASSERT_TRUE(std::isfinite(target->logDensity(at[0], at[1]))) << at[0] << ", " << at[1];
  }
}

TEST(PictureTarget, RefusesAPictureWithoutInk) {
  const auto refusal = [](const Picture& p, const Settings& s) { return messageOf([&] { made(p, s, "cat.png"); }); };
  const std::string says = "cat.png: nothing of the picture is left as density; set 'dense' or 'threshold' otherwise";
  EXPECT_EQ(refusal({2, 1, {255, 255}}, {}), says);
  EXPECT_EQ(refusal({2, 1, {0, 0}}, {{"dense", "bright"}}), says);
  EXPECT_EQ(refusal({2, 1, {200, 200}}, {{"threshold", "0.5"}}), says);
  EXPECT_EQ(refusal({2, 1, {0, 0}}, {{"dense", "grey"}}), "image: dense must be one of dark, bright, not 'grey'");
  EXPECT_EQ(refusal({2, 1, {0, 0}}, {{"left", "50"}}), "image: left must be a number from 0 to 49, not '50'");
}

TEST(PictureTarget, IntroducesItself) {
  const auto target = made(sample(3, 3));
  EXPECT_EQ(target->info().key, "image");
  EXPECT_EQ(target->info().label, "cat.png");
  EXPECT_EQ(target->info().source, "a/cat.png");
  EXPECT_FALSE(made(sample(3, 3), {}, "")->info().label.empty());
  for (const Setting& s : target->info().settings) {
    EXPECT_FALSE(s.label.empty() || s.help.empty() || s.help.back() != '.') << s.key;
    EXPECT_EQ(s.standard, checkedValue("image", s, s.standard)) << s.key;
  }
}

}  // namespace
