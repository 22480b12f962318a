// Fonts do not depend on what was asked for before: pictures are drawn by many threads, each with fonts of its own.

#include "app/theme.h"

#include <gtest/gtest.h>

#include <thread>

namespace {

// As a thread sees it that has asked for another size before.
QFont after(double before, double points) {
  QFont font;
  std::thread([&] {
    app::uiFont(before);
    font = app::uiFont(points);
  }).join();
  return font;
}

TEST(UiFont, HasTheSameSizeWhateverWasAskedForBefore) {
  for (double points = 8; points < 30; points += 0.317) {
    const double near = points + 0.004;
    EXPECT_EQ(after(near, points).pointSizeF(), after(points, points).pointSizeF()) << points;
  }
}

TEST(UiFont, HasTheSizeThatWasAskedForButForPartsNobodySees) {
  for (double points = 8; points < 30; points += 0.317)
    EXPECT_NEAR(app::uiFont(points).pointSizeF(), points, 0.01) << points;
}

}  // namespace
