// The tools of the stage under a hand: what pointer and keys write to the view, and what frames answer.

#include "app/stage/stage_tools.h"

#include <gtest/gtest.h>

#include <QSignalSpy>
#include <QTest>
#include <cmath>

#include "tests/app/stage/stage_fixture.h"

namespace {

using namespace app;
using testing_support::StageToolsTest;

TEST_F(StageToolsTest, TheLedgerFollowsThePointerAndAClickHoldsIt) {
  ASSERT_TRUE(waitFor([](const core::Frame&) { return true; }));
  press("Probe");
  EXPECT_TRUE(document.project().view.ledger);
  QTest::mouseMove(&canvas, {300, 200});
  ASSERT_TRUE(waitFor([](const core::Frame& f) { return f.stage.ledger.has_value(); }));
  EXPECT_FALSE(stage().probe);
  QTest::mouseClick(&canvas, Qt::LeftButton, {}, {300, 200});
  ASSERT_TRUE(stage().probe);
  EXPECT_EQ(stage().probe->depth, -1);
  ASSERT_TRUE(waitFor([&](const core::Frame& f) { return f.request.stage.probe == stage().probe; }));
  EXPECT_LT((frame->stage.ledger->x - stage().probe->at).norm(), 1e-6);
  // Held, it does not follow any more; a click on it lets it go.
  const core::Spot held = *stage().probe;
  QTest::mouseMove(&canvas, {500, 300});
  QTest::qWait(50);
  EXPECT_EQ(stage().probe, held);
  QTest::mouseClick(&canvas, Qt::LeftButton, {}, {300, 200});
  EXPECT_FALSE(stage().probe);
  press("Probe");
  EXPECT_FALSE(document.project().view.ledger);
}

TEST_F(StageToolsTest, WhatIsPutBetweenTwoLayersGetsItsPlaceInTheBase) {
  player.setDepth(1.5);
  ASSERT_TRUE(waitFor([](const core::Frame& f) { return f.request.depth == 1.5; }));
  press("Probe");
  QTest::mouseClick(&canvas, Qt::LeftButton, {}, {300, 200});
  for (int i = 0; i < 200 && !(stage().probe && stage().probe->depth == 0); ++i) QTest::qWait(10);
  ASSERT_TRUE(stage().probe);
  EXPECT_EQ(stage().probe->depth, 0);
}

TEST_F(StageToolsTest, TheCellIsDraggedAndResized) {
  ASSERT_TRUE(waitFor([](const core::Frame&) { return true; }));
  press("Cell");
  ASSERT_TRUE(stage().cell);
  ASSERT_TRUE(waitFor([](const core::Frame& f) { return f.stage.cell.has_value(); }));
  const PlaneView view{canvas.window(), canvas.size()};
  const auto at = [&](const core::Vec2& p) { return view.toScreen(p).toPoint(); };
  const QPoint centre = at(frame->stage.cell->at);
  QTest::mousePress(&canvas, Qt::LeftButton, {}, centre);
  QTest::mouseMove(&canvas, centre + QPoint(30, 10));
  QTest::mouseMove(&canvas, centre + QPoint(60, 20));
  QTest::mouseRelease(&canvas, Qt::LeftButton, {}, centre + QPoint(60, 20));
  ASSERT_TRUE(waitFor([&](const core::Frame& f) {
    return f.stage.cell && (view.toScreen(f.stage.cell->at) - (centre + QPointF(60, 20))).manhattanLength() < 4;
  }));
  const double side = stage().cell->side;
  QTest::keyClick(&canvas, Qt::Key_BracketLeft);
  EXPECT_LT(stage().cell->side, side);
  for (int i = 0; i < 60; ++i) QTest::keyClick(&canvas, Qt::Key_BracketLeft);
  EXPECT_EQ(stage().cell->side, core::kSmallestCell);
  ASSERT_TRUE(waitFor([](const core::Frame& f) { return f.stage.cell && f.stage.cell->before < 1.1e-4; }));
  EXPECT_NEAR(frame->stage.cell->after / frame->stage.cell->before, frame->stage.cell->determinant,
              0.05 * frame->stage.cell->determinant);
  press("Cell");
  EXPECT_FALSE(stage().cell);
}

TEST_F(StageToolsTest, ARegionIsDrawnAndWeighedTwice) {
  ASSERT_TRUE(waitFor([](const core::Frame&) { return true; }));
  press("Mass");
  EXPECT_TRUE(canvas.tools().brushing());
  QTest::mousePress(&canvas, Qt::LeftButton, {}, {300, 200});
  for (int i = 1; i <= 24; ++i) {
    const double angle = i * 6.283 / 24;
    QTest::mouseMove(
        &canvas, QPoint(300 + static_cast<int>(80 * std::sin(angle)), 280 - static_cast<int>(80 * std::cos(angle))));
  }
  QTest::mouseRelease(&canvas, Qt::LeftButton, {}, {300, 200});
  ASSERT_TRUE(stage().brush);
  EXPECT_FALSE(canvas.tools().brushing());
  ASSERT_TRUE(waitFor([](const core::Frame& f) { return f.stage.mass && f.request.fine; }));
  EXPECT_GT(frame->stage.mass->inBase, 0.01);
  EXPECT_NEAR(frame->stage.mass->inBase, frame->stage.mass->onScreen, 1e-3);
  press("Mass");
  EXPECT_FALSE(stage().brush);
}

TEST_F(StageToolsTest, TheShownIntegralIsOneAtEveryFrameUnlessTheJacobianIsForgotten) {
  player.setTraining(true);
  for (int i = 0; i < 300 && (player.snapshot() == nullptr || player.snapshot()->state.step < 300); ++i)
    QTest::qWait(10);
  player.setTraining(false);
  double worst = 0, wrong = 0;
  int frames = 0;
  QObject::connect(&player, &Player::frameReady, &canvas, [&](const std::shared_ptr<const core::Frame>& f) {
    const double off = std::abs(f->integral - 1);
    if (f->request.stage.forget) {
      wrong = std::max(wrong, off);
    } else {
      worst = std::max(worst, off);
      ++frames;
    }
  });
  player.setPlaying(true);
  QTest::qWait(10000);
  EXPECT_GT(frames, 50);
  EXPECT_LT(worst, 1e-3);
  press("Forget J");
  QTest::qWait(3000);
  EXPECT_GT(wrong, 0.02);
  std::printf("%d frames in 10 s, the integral off by at most %.1e; without the Jacobian by %.2f\n", frames, worst,
              wrong);
}

TEST_F(StageToolsTest, ColouringsAndDirectionFollowTheirKeys) {
  for (int i = 1; i <= 5; ++i) {
    press("Colour");
    EXPECT_EQ(static_cast<int>(stage().colouring), i % 5);
    const auto wanted = stage().colouring;
    EXPECT_TRUE(waitFor([&](const core::Frame& f) { return f.density.colouring == wanted; }));
  }
  core::View view = document.project().view;
  view.reading = core::Reading::density;
  document.setView(view);
  player.setDepth(2);
  player.walk(1);
  EXPECT_EQ(player.depth(), 1);  // on means towards the base now
}

TEST_F(StageToolsTest, AHandOnALayerIsSeenAtOnceAndStays) {
  document.edit("planar", [](const core::Project& p) {
    return core::setStack(p, core::parseStack("planar*4", p.training.objective));
  });
  for (int i = 0;
       i < 300 && (player.snapshot() == nullptr || player.snapshot()->flow->spec() != document.project().flow); ++i)
    QTest::qWait(10);
  ASSERT_TRUE(player.snapshot()->flow->spec() == document.project().flow);
  const core::ConstTheta part = player.snapshot()->flow->slice(core::view(*player.snapshot()->theta), 1);
  std::vector<core::Real> values(part.begin(), part.end());
  values[4] += 1;
  ASSERT_TRUE(player.setByHand(1, values));
  const auto now = [&] { return player.snapshot()->flow->slice(core::view(*player.snapshot()->theta), 1)[4]; };
  EXPECT_EQ(now(), values[4]);
  for (int i = 0; i < 50; ++i) {
    QTest::qWait(10);
    EXPECT_EQ(now(), values[4]);  // the session agrees when it has heard of it
  }
}

}  // namespace
