#include "app/figure/paint_figure.h"

#include <filesystem>
#include <thread>

#include "app/figure/figure_plan.h"
#include "tests/app/figure/figure_fixture.h"

namespace {

using namespace figure_testing;

FigureSpec small() {
  FigureSpec spec;
  spec.size = {320, 240};
  return spec;
}

QImage draw(const FigureSpec& spec, const FigureSource& source) {
  FigureEvaluator evaluator;
  return figureImage(spec, source, evaluator);
}

TEST(PaintFigure, EveryPresetOfFlowsIsDrawn) {
  int count = 0;
  for (const auto& entry : std::filesystem::directory_iterator(PUSHFORWARD_SOURCE "/tests/flows")) {
    if (entry.path().extension() != ".pushforward") continue;
    ++count;
    const std::string preset = entry.path().stem().string();
    const FigureSource source = sourceOf(preset);
    for (const FigureLayout layout : {FigureLayout::single, FigureLayout::row}) {
      FigureSpec spec = small();
      spec.layout = layout;
      spec.parts.particles = spec.parts.track = true;
      EXPECT_GT(spread(draw(spec, source)), 20) << preset;
    }
  }
  EXPECT_GE(count, 13);
}

TEST(PaintFigure, TheSameSpecGivesTheSamePictureInAnyThread) {
  const FigureSource source = sourceOf("nsf");
  FigureSpec spec = small();
  spec.parts.particles = true;
  spec.caption = "Half of it: $\\frac{1}{2}$.";
  spec.depth = 1.5;
  const QImage first = draw(spec, source);
  EXPECT_EQ(first, draw(spec, source));
  QImage others[2];
  {
    std::jthread a([&] { others[0] = draw(spec, source); }), b([&] { others[1] = draw(spec, source); });
  }
  EXPECT_EQ(first, others[0]);
  EXPECT_EQ(first, others[1]);
  spec.depth = 1.6;
  EXPECT_NE(first, draw(spec, source));
}

TEST(PaintFigure, TheDensityIntegratesToOneAtEveryDepth) {
  const FigureSource source = sourceOf("nsf");
  FigureEvaluator evaluator;
  PanelWish wish;
  wish.window = {-12, 12, -12, 12};
  wish.width = wish.height = 1500;
  for (const double depth : {0.0, 0.7, 1.5, 2.0, 3.3, 4.0}) {
    wish.depth = depth;
    const PanelData data = evaluator.evaluate(source, wish);
    double sum = 0;
    for (const float v : data.density.logDensity) sum += std::exp(static_cast<double>(v));
    EXPECT_NEAR(sum * (24.0 / 1500) * (24.0 / 1500), 1, 1e-3) << depth;
    EXPECT_NEAR(data.integral, 1, 1e-3) << depth;
  }
}

TEST(PaintFigure, BandsOfALargePictureMakeTheWhole) {
  const FigureSource source = sourceOf("realnvp");
  FigureEvaluator evaluator;
  PanelWish wish;
  wish.depth = 8;
  wish.window = {-3, 3, -2, 2};
  wish.width = 1400;
  wish.height = 900;  // more than one band
  wish.mesh = wish.integral = false;
  const auto large = evaluator.evaluate(source, wish).density;
  ASSERT_EQ(large.logDensity.size(), size_t{1400} * 900);
  // Rows of the upper half alone, which are of one band.
  wish.window = {-3, 3, 0, 2};
  wish.height = 450;
  const auto half = evaluator.evaluate(source, wish).density;
  for (size_t i = 0; i < half.logDensity.size(); i += 97)
    EXPECT_NEAR(half.logDensity[i], large.logDensity[i + size_t{1400} * 450],
                1e-3 * (1 + std::abs(half.logDensity[i])));
}

TEST(PaintFigure, HalfTheResolutionCannotBeToldApart) {
  const FigureSource source = sourceOf("nsf");
  FigureSpec spec;
  spec.size = {1280, 720};
  for (const double depth : {0.0, 2.5, 4.0}) {
    spec.depth = depth;
    spec.coarse = 1;
    const QImage whole = draw(spec, source);
    spec.coarse = 2;
    EXPECT_LT(meanDifference(whole, draw(spec, source)), 0.5) << depth;
  }
}

TEST(PaintFigure, NothingLiesBehindTheTransparentFigure) {
  FigureSpec spec = small();
  const FigureSource source = sourceOf("nsf");
  EXPECT_EQ(qAlpha(draw(spec, source).pixel(1, 1)), 255);
  spec.transparent = true;
  const QImage image = draw(spec, source);
  EXPECT_EQ(qAlpha(image.pixel(1, 1)), 0);
  EXPECT_EQ(qAlpha(image.pixel(150, 120)), 255);  // of the panel
}

TEST(PaintFigure, EveryPartCanBeLeftOut) {
  const FigureSource source = sourceOf("nsf");
  FigureSpec spec;
  spec.size = {500, 400};
  spec.parts = {true, true, true, true, true, true, true, true, true, true};
  const QImage whole = draw(spec, source);
  for (const std::string word :
       {"density", "grid", "particles", "data", "axes", "scale", "formula", "numbers", "track"}) {
    FigureSpec less = spec;
    applyStyle(less, "no-" + word);
    EXPECT_NE(whole, draw(less, source)) << word;
  }
}

// Nothing overlaps, nothing is cut.
TEST(PaintFigure, PartsKeepClearOfEachOtherAtEverySize) {
  const QImage paper(1, 1, QImage::Format_RGB32);
  for (const std::string preset : {"nsf", "planar", "ffjord"}) {
    const FigureSource source = sourceOf(preset);
    for (const QSize size :
         {QSize(480, 270), QSize(480, 360), QSize(1920, 1080), QSize(3840, 2160), QSize(4961, 7016), QSize(600, 900)}) {
      for (const FigureLayout layout :
           {FigureLayout::single, FigureLayout::beside, FigureLayout::row, FigureLayout::grid}) {
        FigureSpec spec;
        spec.size = size;
        spec.layout = layout;
        spec.parts.track = true;
        spec.title = "A title";
        spec.caption = "A caption of some words.";
        const FigurePlan plan = planFigure(spec, source, paper);
        const QRectF page(QPointF(0, 0), QSizeF(size));
        std::vector<QRectF> boxes;
        for (const PanelPlan& p : plan.panels) {
          EXPECT_GT(p.box.width(), 2 * plan.type);
          EXPECT_GT(p.box.height(), 2 * plan.type);
          boxes.push_back(p.box);
        }
        if (plan.parts.scale) boxes.push_back(plan.scale);
        if (plan.parts.formula)
          boxes.push_back(QRectF(plan.formula - QPointF(0, plan.formulaSet.ascent()), plan.formulaSet.size()));
        boxes.push_back(QRectF(plan.title - QPointF(0, plan.type), QSizeF(6 * plan.type, plan.type)));
        boxes.push_back(QRectF(plan.caption, QSizeF(plan.captionWidth, plan.type)));
        for (size_t i = 0; i < boxes.size(); ++i) {
          EXPECT_TRUE(page.contains(boxes[i])) << preset << " " << size.width() << " " << i;
          for (size_t j = 0; j < i; ++j)
            EXPECT_FALSE(boxes[i].intersects(boxes[j]))
                << preset << " " << size.width() << " " << static_cast<int>(layout) << " " << i << " " << j;
        }
      }
    }
  }
}

TEST(PaintFigure, WhereThereIsNoRoomThePanelComesFirst) {
  const QImage paper(1, 1, QImage::Format_RGB32);
  FigureSpec spec;
  spec.parts.track = true;
  spec.size = {160, 120};
  const FigurePlan plan = planFigure(spec, sourceOf("nsf"), paper);
  EXPECT_FALSE(plan.parts.numbers);
  EXPECT_GT(plan.panels.front().box.height(), 40);
  spec.size = {16, 16};
  EXPECT_GE(draw(spec, sourceOf("nsf")).width(), 16);
}

TEST(PaintFigure, ARowShowsTheBaseFirstAndTheDataLast) {
  EXPECT_EQ(wholeDepths(4, 9), (std::vector<double>{0, 1, 2, 3, 4}));
  const auto thinned = wholeDepths(32, 9);
  EXPECT_EQ(thinned.size(), 9u);
  EXPECT_EQ(thinned.front(), 0);
  EXPECT_EQ(thinned.back(), 32);
  EXPECT_EQ(wholeDepths(2.5, 9), (std::vector<double>{0, 1, 2, 2.5}));
}

}  // namespace
