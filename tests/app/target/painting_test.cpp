#include "app/target/painting.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

namespace app {
namespace {

constexpr int kSide = Painting::kSide;

int inkAt(const Painting& painting, int x, int y) {
  return painting.ink()[static_cast<size_t>(y) * kSide + static_cast<size_t>(x)];
}
long allInk(const Painting& painting) { return std::accumulate(painting.ink().begin(), painting.ink().end(), 0L); }

void stroke(Painting& painting, const PaintBrush& brush, const std::vector<PenPoint>& way) {
  painting.begin(brush, way.front());
  for (size_t i = 1; i < way.size(); ++i) painting.to(way[i]);
  painting.end();
}

PaintBrush hard(double size) { return {PaintTool::brush, size, 0, false}; }

TEST(Painting, AFastStrokeHasNoGapAndNoInkElsewhere) {
  Painting painting;
  stroke(painting, hard(8), {{20.5, 40.5}, {220.5, 140.5}});  // two events, far apart
  for (int x = 20; x <= 220; ++x) EXPECT_EQ(inkAt(painting, x, 40 + (x - 20) / 2), 255) << x;
  for (int y = 0; y < kSide; ++y) {
    for (int x = 0; x < kSide; ++x) {
      const double off = std::abs((x - 20) - 2.0 * (y - 40)) / std::sqrt(5.0);
      if (off > 5) {
        EXPECT_EQ(inkAt(painting, x, y), 0) << x << " " << y;
      }
    }
  }
}

TEST(Painting, APointLeavesADisc) {
  Painting painting;
  stroke(painting, hard(40), {{128, 128}});
  EXPECT_NEAR(static_cast<double>(allInk(painting)) / 255, 3.14159 * 20 * 20, 15);
}

TEST(Painting, AStrokeMayLeaveTheSheetAndComeBack) {
  Painting painting;
  stroke(painting, hard(10), {{250, 10}, {400, -1e9}, {1e9, 300}, {250.5, 200.5}});
  EXPECT_EQ(inkAt(painting, 250, 10), 255);
  EXPECT_EQ(inkAt(painting, 250, 200), 255);
}

TEST(Painting, SoftnessIsHowFarTheInkFades) {
  EXPECT_EQ(inkProfile(9, 10, 0), 1);
  EXPECT_EQ(inkProfile(10, 10, 0), 0.5);
  EXPECT_EQ(inkProfile(11, 10, 0), 0);
  for (const double softness : {0.0, 0.3, 0.7, 1.0}) {
    SCOPED_TRACE(softness);
    EXPECT_EQ(inkProfile(0, 10, softness), 1);
    EXPECT_EQ(inkProfile(std::max(0.0, 9.5 - 10.5 * softness), 10, softness), 1);
    EXPECT_EQ(inkProfile(10.5, 10, softness), 0);
    for (double d = 0; d < 12; d += 0.25) EXPECT_GE(inkProfile(d, 10, softness), inkProfile(d + 0.25, 10, softness));
  }
  Painting sharp, soft;
  stroke(sharp, hard(60), {{128, 128}});
  stroke(soft, {PaintTool::brush, 60, 1, false}, {{128, 128}});
  EXPECT_LT(allInk(soft), allInk(sharp) / 2);
}

TEST(Painting, InkOfOneStrokeDoesNotAddUpAndThatOfTwoDoes) {
  const PaintBrush soft{PaintTool::brush, 40, 1, false};
  Painting once, there, twice;
  stroke(once, soft, {{50, 128}, {200, 128}});
  stroke(there, soft, {{50, 128}, {200, 128}, {50, 128}});
  EXPECT_EQ(there.ink(), once.ink());
  stroke(twice, soft, {{50, 128}, {200, 128}});
  stroke(twice, soft, {{50, 128}, {200, 128}});
  EXPECT_GT(inkAt(twice, 128, 138), inkAt(once, 128, 138));
  EXPECT_GT(inkAt(once, 128, 138), 0);
}

TEST(Painting, TheEraserTakesAwayWhereItWent) {
  Painting painting;
  stroke(painting, hard(30), {{40, 128}, {216, 128}});
  stroke(painting, {PaintTool::eraser, 40, 0, false}, {{128.5, 60}, {128.5, 200}});
  EXPECT_EQ(inkAt(painting, 128, 128), 0);
  EXPECT_EQ(inkAt(painting, 60, 128), 255);
  EXPECT_EQ(inkAt(painting, 200, 128), 255);
  stroke(painting, {PaintTool::eraser, 400, 0, false}, {{0, 128}, {255, 128}});
  EXPECT_TRUE(painting.empty());
}

TEST(Painting, MirrorMakesBothSidesTheSame) {
  for (const PaintTool tool : {PaintTool::brush, PaintTool::spray}) {
    Painting painting;
    stroke(painting, {tool, 24, 0.4, true}, {{30.3, 20.1}, {90.7, 200.9}, {140.2, 90}});
    EXPECT_GT(allInk(painting), 0);
    for (int y = 0; y < kSide; ++y) {
      for (int x = 0; x < kSide / 2; ++x) ASSERT_EQ(inkAt(painting, x, y), inkAt(painting, kSide - 1 - x, y));
    }
  }
}

TEST(Painting, UndoAndRedoAreExact) {
  Painting painting;
  std::vector<Painting::Sheet> sheets{painting.ink()};
  const PaintTool tools[] = {PaintTool::brush, PaintTool::spray, PaintTool::eraser};
  for (int i = 0; i < 6; ++i) {
    stroke(painting, {tools[i % 3], 30, 0.6, i % 2 == 1}, {{40.0 + 20 * i, 50}, {120, 100}, {60, 60.0 + 20 * i}});
    sheets.push_back(painting.ink());
  }
  painting.clear();
  sheets.push_back(painting.ink());
  for (size_t i = sheets.size() - 1; i-- > 0;) {
    ASSERT_TRUE(painting.canUndo());
    painting.undo();
    EXPECT_EQ(painting.ink(), sheets[i]) << i;
  }
  EXPECT_FALSE(painting.canUndo());
  for (size_t i = 1; i < sheets.size(); ++i) {
    painting.redo();
    EXPECT_EQ(painting.ink(), sheets[i]) << i;
  }
  EXPECT_FALSE(painting.canRedo());
  painting.undo();
  stroke(painting, hard(9), {{200, 200}});
  EXPECT_FALSE(painting.canRedo());  // another way was taken
}

TEST(Painting, WhatChangesNothingIsNoStep) {
  Painting painting;
  painting.clear();
  stroke(painting, {PaintTool::eraser, 40, 0, false}, {{128, 128}, {10, 10}});
  stroke(painting, hard(10), {{-100, -100}});
  EXPECT_FALSE(painting.canUndo());
}

TEST(Painting, UndoInTheMiddleOfAStrokeTakesItBack) {
  Painting painting;
  painting.begin(hard(20), {50, 50});
  painting.to({90, 90});
  EXPECT_TRUE(painting.canUndo());
  painting.undo();
  EXPECT_TRUE(painting.empty());
  painting.to({200, 200});  // the pen is still down, but its stroke is over
  EXPECT_TRUE(painting.empty());
}

TEST(Painting, TheSprayIsSeededAndStaysInItsDisc) {
  const PaintBrush spray{PaintTool::spray, 40, 0.5, false};
  const std::vector<PenPoint> way{{60, 60}, {128, 128}, {128, 128}};
  Painting a(7), b(7), other(8);
  for (Painting* painting : {&a, &b, &other}) stroke(*painting, spray, way);
  EXPECT_EQ(a.ink(), b.ink());
  EXPECT_NE(a.ink(), other.ink());
  stroke(a, spray, way);  // another stroke has other specks
  EXPECT_NE(a.ink(), b.ink());
  Painting held;
  stroke(held, spray, {{128, 128}});
  const long first = allInk(held);
  stroke(held, spray, std::vector<PenPoint>(20, {128, 128}));
  EXPECT_GT(allInk(held), 5 * first);
  for (int y = 0; y < kSide; ++y) {
    for (int x = 0; x < kSide; ++x) {
      if (std::hypot(x - 128, y - 128) > 24) {
        EXPECT_EQ(inkAt(held, x, y), 0);
      }
    }
  }
}

TEST(Painting, PressureIsWidth) {
  Painting painting;
  stroke(painting, hard(40), {{40, 128, 0.2}, {216, 128, 1}});
  const auto width = [&](int x) {
    int n = 0;
    for (int y = 0; y < kSide; ++y) n += inkAt(painting, x, y) > 127;
    return n;
  };
  EXPECT_NEAR(width(40), 8, 2);
  EXPECT_NEAR(width(216), 40, 2);
  EXPECT_NEAR(width(128), 24, 3);
  Painting touched;
  stroke(touched, hard(40), {{128, 128, 0}});
  EXPECT_FALSE(touched.empty());
}

TEST(Painting, ThePictureIsDarkInkAndComesBackAsItWas) {
  Painting painting;
  stroke(painting, {PaintTool::brush, 50, 0.8, false}, {{60, 60}, {180, 90}});
  const core::Picture picture = painting.picture();
  EXPECT_EQ(picture.brightness[60 * kSide + 60], 0);
  EXPECT_EQ(picture.brightness[250 * kSide + 5], 255);
  Painting again;
  again.load(picture);
  EXPECT_EQ(again.ink(), painting.ink());
  EXPECT_FALSE(again.canUndo());
  // Of another size: the same at the same place.
  core::Picture small;
  small.width = 4, small.height = 2;
  small.brightness = {255, 255, 255, 0, 255, 255, 255, 255};
  again.load(small);
  EXPECT_EQ(inkAt(again, 255, 0), 255);
  EXPECT_EQ(inkAt(again, 192, 127), 255);
  EXPECT_EQ(inkAt(again, 191, 127), 0);
  EXPECT_EQ(inkAt(again, 255, 128), 0);
  again.undo();
  EXPECT_EQ(again.ink(), painting.ink());
}

}  // namespace
}  // namespace app
