// The stage at its edges: a layer of the ledger that is gone, numbers that are none, and data in units of its own.

#include <gtest/gtest.h>

#include <QImage>
#include <QPainter>
#include <QSignalSpy>
#include <cmath>
#include <limits>

#include "app/canvas/plates.h"
#include "app/stage/ledger_plate.h"
#include "core/engine/cpu_engine.h"
#include "tests/app/stage/stage_fixture.h"
#include "tests/core/stage/trained_flows.h"

namespace {

using namespace app;
using core::Vec2;
using testing_support::TrainedFlow;

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

// A frame with the ledger of a point, at rest.
core::Frame probed(const TrainedFlow& trained, double depth) {
  core::Tracer tracer(trained.flow, trained.theta);
  core::Frame frame;
  frame.request.flow = trained.flow;
  frame.request.theta = trained.theta;
  frame.request.depth = depth;
  frame.request.stage.probe = core::Spot{{0.5, 0.2}, -1};
  frame.stage.ledger = core::ledgerOf(tracer, {}, *frame.request.stage.probe, depth, 8);
  return frame;
}

TEST(LedgerPlate, ALitRowGoesWithItsLayer) {
  const TrainedFlow long_("realnvp"), short_("nsf");
  ASSERT_GT(long_.flow->depth(), short_.flow->depth());
  LedgerPlate plate;
  plate.fit({900, 700});
  plate.show(probed(long_, 8), core::Reading::sampling, true);
  plate.resize(plate.sizeHint());
  plate.QWidget::show();
  plate.setLitLayer(7);
  QSignalSpy lit(&plate, &LedgerPlate::layerLit);
  plate.show(probed(short_, 4), core::Reading::sampling, true);
  EXPECT_EQ(plate.litLayer(), -1);
  ASSERT_EQ(lit.count(), 1);
  EXPECT_EQ(lit.first().first().toInt(), -1);
  EXPECT_FALSE(plate.grab().isNull());
  EXPECT_EQ(plate.model().rowOf(7), -1);
  // One that is still there stays lit.
  plate.setLitLayer(3);
  plate.show(probed(short_, 2), core::Reading::density, true);
  EXPECT_EQ(plate.litLayer(), 3);
}

QStringList wordsOf(const std::vector<PlateLine>& lines) {
  QStringList words;
  for (const PlateLine& line : lines) {
    words << QString();
    for (const Piece& piece : line) words.last() += piece.text;
  }
  return words;
}

QImage painted(const core::Frame& frame, int lit = -1) {
  QImage image(300, 200, QImage::Format_ARGB32_Premultiplied);
  image.fill(Qt::black);
  Overlay overlay;
  overlay.setFrame(std::make_shared<core::Frame>(frame));
  overlay.setLitLayer(lit);
  QPainter painter(&image);
  overlay.paint(painter, {{-4, 4, -3, 3}, image.size()});
  return image;
}

core::Cell cellAround(const Vec2& at) {
  core::Cell cell;
  cell.at = cell.z = at;
  for (int i = 0; i < 192; ++i) cell.outline.push_back(at + Vec2(std::cos(i * 0.0327), std::sin(i * 0.0327)));
  for (size_t c = 0; c < 4; ++c) cell.parallelogram[c] = cell.outline[48 * c];
  cell.before = cell.after = 1;
  return cell;
}

TEST(Overlay, DrawsNothingWhereTheFlowHasNoNumbers) {
  QImage blank(300, 200, QImage::Format_ARGB32_Premultiplied);
  blank.fill(Qt::black);
  const TrainedFlow trained("planar");
  for (const Vec2& bad : {Vec2(kNaN, kNaN), Vec2(kInfinity, 0), Vec2(0, -kInfinity), Vec2(kNaN, 1)}) {
    core::Frame frame = probed(trained, 2);
    ASSERT_NE(painted(frame), blank);
    frame.stage.ledger->path[9] = bad;
    EXPECT_EQ(painted(frame, 1), blank);
    frame = probed(trained, 2);
    frame.stage.ledger->shown = bad;
    EXPECT_EQ(painted(frame), blank);
    frame.stage.ledger.reset();

    frame.stage.cell = cellAround({0, 0});
    ASSERT_NE(painted(frame), blank);
    for (const size_t corner : {size_t{0}, size_t{48}, size_t{101}}) {
      frame.stage.cell = cellAround({0, 0});
      frame.stage.cell->outline[corner] = bad;
      EXPECT_EQ(painted(frame), blank) << corner;
    }
    frame.stage.cell = cellAround(bad);
    EXPECT_EQ(painted(frame), blank);
    Overlay overlay;
    overlay.setFrame(std::make_shared<core::Frame>(frame));
    EXPECT_EQ(overlay.gripAt({150, 100}, {{-4, 4, -3, 3}, {300, 200}}), Grip::none);
    frame.stage.cell.reset();

    frame.stage.mass = core::Mass{{{-1, -1}, {1, -1}, {0, 1}}, {{-1, -1}, {1, -1}, {0, 1}}, 0.1, 0.1};
    ASSERT_NE(painted(frame), blank);
    frame.stage.mass->base[1] = frame.stage.mass->shown[2] = bad;
    EXPECT_EQ(painted(frame), blank);
  }
}

// Finite, but so far away that no pixel is near: the dashes on the way there must not be counted one by one.
TEST(Overlay, ReachesFarBeyondTheScreen) {
  core::Frame frame = probed(TrainedFlow("planar"), 2);
  frame.stage.ledger->path[9] = {1e12, -1e12};
  frame.stage.cell = cellAround({0, 0});
  frame.stage.cell->outline[48] = {1e30, 1e30};
  frame.stage.cell->parallelogram[2] = {-1e30, 1e20};
  frame.stage.mass = core::Mass{{{-1, -1}, {1e25, -1}, {0, 1}}, {{-1, -1}, {1e9, 1e9}, {0, 1}}, 0.1, 0.1};
  EXPECT_FALSE(painted(frame, 1).isNull());
}

TEST(Plates, SayInWordsThatThereIsNoNumber) {
  core::Cell cell = cellAround({0, 0});
  EXPECT_EQ(wordsOf(cellPlate(cell)).size(), 4);
  cell.after = kNaN;
  for (const double bad : {kNaN, kInfinity}) {
    core::Mass mass;
    mass.inBase = 0.25;
    mass.onScreen = bad;
    cell.determinant = bad;
    for (const QStringList& words : {wordsOf(massPlate(mass, false)), wordsOf(cellPlate(cell))}) {
      ASSERT_EQ(words.size(), 1);
      EXPECT_TRUE(words.first().contains("not finite")) << words.first().toStdString();
      EXPECT_FALSE(words.first().contains("nan") || words.first().contains("inf ")) << words.first().toStdString();
    }
  }
  core::Frame frame = probed(TrainedFlow("planar"), 2);
  frame.integral = kNaN;
  const QString integral = wordsOf(integralPlate(frame)).first();
  EXPECT_TRUE(integral.contains("not a number")) << integral.toStdString();
}

TEST(LedgerPlate, SaysInWordsThatThereIsNoNumber) {
  const TrainedFlow trained("planar");
  core::Frame frame = probed(trained, 3);
  for (size_t row = 2; row < frame.stage.ledger->rows.size(); ++row) {
    frame.stage.ledger->rows[row].at = {kNaN, 1};
    frame.stage.ledger->rows[row].logDet = row == 2 ? -kInfinity : kNaN;
    frame.stage.ledger->rows[row].running = kNaN;
    frame.stage.ledger->rows[row].jacobian.setConstant(kNaN);
  }
  frame.stage.ledger->logDensity = kNaN;
  frame.request.fine = true;
  LedgerPlate plate;
  plate.fit({900, 700});
  plate.show(frame, core::Reading::sampling, true);
  plate.resize(plate.sizeHint());
  plate.QWidget::show();
  for (int row = 0; row < plate.model().rowCount(); ++row) {
    for (const int column : {LedgerModel::kPlace, LedgerModel::kTerm, LedgerModel::kRunning}) {
      const QString text = plate.model().index(row, column).data().toString();
      EXPECT_FALSE(text.contains("nan") || text.contains("inf")) << text.toStdString();
    }
  }
  const int last = plate.model().rowCount() - 1;
  EXPECT_EQ(plate.model().index(last, LedgerModel::kRunning).data().toString(), QString("no number"));
  for (const int lit : {-1, 0, 1, 5}) {
    plate.setLitLayer(lit);
    EXPECT_FALSE(plate.grab().isNull());
  }
  for (int i = 0; i < 1000 && !plate.checkText().contains("no number"); ++i) QTest::qWait(10);
  EXPECT_TRUE(plate.checkText().contains("no number")) << plate.checkText().toStdString();
}

class StageEdges : public testing_support::StageToolsTest {
 protected:
  // What was asked for, answered as `answer` sets it.
  void showFrame(const std::function<void(core::Stage&)>& answer) {
    auto made = std::make_shared<core::Frame>(*frame);
    made->request.stage = stage();
    made->request.depth = 1.5;
    answer(made->stage);
    canvas.tools().setFrame(made);
    canvas.grab();
  }
  void put(const std::function<void(core::StageRequest&)>& change) {
    core::View view = document.project().view;
    view.ledger = true;
    change(view.stage);
    document.setView(view);
  }
};

// A place in the base is kept for what was put down between two layers, but only where there is one.
TEST_F(StageEdges, WhatHasNoPlaceInTheBaseStaysWhereItWasPut) {
  ASSERT_TRUE(waitFor([](const core::Frame&) { return true; }));
  player.setCanvas(0, 0, canvas.window());  // no frames but ours
  const TrainedFlow trained("nsf");
  const core::Spot spot{{0.5, 0.2}, 1.5};
  for (const Vec2& bad : {Vec2(kNaN, 0), Vec2(0, kInfinity)}) {
    put([&](core::StageRequest& s) { s.probe = spot, s.cell.reset(), s.brush.reset(); });
    showFrame([&](core::Stage& s) {
      s.ledger = *probed(trained, 1.5).stage.ledger;
      s.ledger->path.front() = s.ledger->rows.front().at = bad;
    });
    EXPECT_EQ(stage().probe, spot);

    put([&](core::StageRequest& s) { s.probe.reset(), s.cell = core::CellRequest{spot, 0.5}; });
    showFrame([&](core::Stage& s) {
      s.cell = cellAround({0, 0});
      s.cell->z = bad;
    });
    EXPECT_EQ(stage().cell->centre, spot);

    const core::Brush brush{{{-1, -1}, {1, -1}, {0, 1}}, 1.5};
    put([&](core::StageRequest& s) { s.cell.reset(), s.brush = brush; });
    showFrame([&](core::Stage& s) { s.mass = core::Mass{{{-1, -1}, bad, {0, 1}}, brush.outline, kNaN, 0.1}; });
    EXPECT_EQ(stage().brush, brush);
  }
  // With numbers, it does get its place.
  put([&](core::StageRequest& s) { s.brush.reset(), s.cell = core::CellRequest{spot, 0.5}; });
  showFrame([&](core::Stage& s) { s.cell = cellAround({0.3, 0.4}); });
  EXPECT_EQ(stage().cell->centre, (core::Spot{{0.3, 0.4}, 0}));
}

TEST_F(StageEdges, ALayerThatIsTakenAwayIsNotLitAnyMore) {
  press("Probe");
  put([](core::StageRequest& s) { s.probe = core::Spot{{0.4, 0.3}, -1}; });
  ASSERT_TRUE(waitFor([](const core::Frame& f) { return f.stage.ledger.has_value(); }));
  QSignalSpy lit(&canvas, &Canvas::layerLit);
  const int last = document.project().flow.depth() - 1;
  canvas.tools().lightLayer(last);
  ASSERT_EQ(lit.last().first().toInt(), last);
  document.edit("Remove", [&](const core::Project& p) { return core::removeLayer(p, last); });
  canvas.grab();  // before any frame of the shorter stack is there
  ASSERT_TRUE(waitFor([&](const core::Frame& f) { return f.request.flow->depth() == last && f.stage.ledger; }));
  EXPECT_EQ(canvas.tools().ledger().litLayer(), -1);
  EXPECT_EQ(lit.last().first().toInt(), -1);
  canvas.grab();
}

// A file of points is learned in units of its own; the stage answers in the user's.
class StageInUnits : public StageEdges {
 protected:
  StageInUnits() {
    core::Points points(2000, 2);
    core::Rng rng(11);
    for (Eigen::Index i = 0; i < points.rows(); ++i)
      points.row(i) << static_cast<core::Real>(1000 + 50 * rng.normal()), static_cast<core::Real>(-3 + rng.normal());
    const core::TargetSpec mine{"points", "mine.csv", std::make_shared<const core::Points>(points)};
    document.edit("Points", [&](const core::Project& p) { return core::setTarget(p, mine); });
    player.setCanvas(canvas.width(), canvas.height(), canvas.window());
  }
  bool inUnits() {
    return waitFor([](const core::Frame& f) { return std::abs(f.request.scaling.mean[0] - 1000) < 20; });
  }
  PlaneView view() const { return {canvas.window(), canvas.size()}; }
};

TEST_F(StageInUnits, TheProbesDensityIsThatOfThePicture) {
  ASSERT_TRUE(inUnits());
  press("Probe");
  QTest::mouseClick(&canvas, Qt::LeftButton, {}, {340, 260});
  ASSERT_TRUE(stage().probe);
  ASSERT_TRUE(waitFor([&](const core::Frame& f) { return f.request.stage.probe == stage().probe && f.stage.ledger; }));
  const core::Ledger& ledger = *frame->stage.ledger;
  EXPECT_EQ(ledger.x, stage().probe->at);
  EXPECT_NEAR(ledger.x.x(), 1000, 200);
  // What the canvas colours there: log p per unit of the user's area.
  const core::Scaling& scaling = frame->request.scaling;
  const Vec2 at = core::toFlow(scaling, ledger.x);
  core::Points x(1, 2);
  x << static_cast<core::Real>(at.x()), static_cast<core::Real>(at.y());
  const double inside = static_cast<double>(frame->request.flow->logDensity(*frame->request.theta, x)(0));
  EXPECT_NEAR(ledger.logDensity, inside + scaling.logDet(), 1e-3);
  EXPECT_LT(scaling.logDet(), -3);
}

TEST_F(StageInUnits, ACellBetweenTwoLayersStaysWhereItWasPut) {
  ASSERT_TRUE(inUnits());
  player.setDepth(1.5);
  ASSERT_TRUE(waitFor([](const core::Frame& f) { return f.request.depth == 1.5; }));
  press("Cell");
  ASSERT_TRUE(stage().cell);
  const Vec2 wanted = stage().cell->centre.at;
  ASSERT_TRUE(waitFor([&](const core::Frame& f) { return stage().cell->centre.depth == 0 && f.stage.cell; }));
  ASSERT_TRUE(waitFor([&](const core::Frame& f) { return f.request.stage.cell == stage().cell; }));
  const auto pixels = [&](const Vec2& a, const Vec2& b) {
    return (view().toScreen(a) - view().toScreen(b)).manhattanLength();
  };
  EXPECT_LT(pixels(frame->stage.cell->at, wanted), 2);
  EXPECT_LT((core::toUser(frame->request.scaling, frame->stage.cell->z) - stage().cell->centre.at).norm(), 1e-2);
  // Taken by its middle, it follows the pointer.
  const QPoint middle = view().toScreen(frame->stage.cell->at).toPoint();
  QTest::mousePress(&canvas, Qt::LeftButton, {}, middle);
  QTest::mouseMove(&canvas, middle + QPoint(20, 5));
  QTest::mouseMove(&canvas, middle + QPoint(40, 10));
  QTest::mouseRelease(&canvas, Qt::LeftButton, {}, middle + QPoint(40, 10));
  EXPECT_TRUE(waitFor([&](const core::Frame& f) {
    return f.stage.cell && (view().toScreen(f.stage.cell->at) - (middle + QPointF(40, 10))).manhattanLength() < 4;
  }));
}

TEST_F(StageInUnits, TheMassOfARegionIsThatOfItsPoints) {
  ASSERT_TRUE(inUnits());
  // A box of one standard deviation around the middle, as a hand draws it on screen.
  const core::Scaling scaling = frame->request.scaling;
  put([&](core::StageRequest& s) {
    s.brush.emplace();
    for (const Vec2& corner : {Vec2(-1, -1), Vec2(1, -1), Vec2(1, 1), Vec2(-1, 1)})
      s.brush->outline.push_back(core::toUser(scaling, corner));
  });
  ASSERT_TRUE(waitFor([](const core::Frame& f) { return f.stage.mass && f.request.fine; }));
  EXPECT_NEAR(frame->stage.mass->inBase, frame->stage.mass->onScreen, 1e-3);
  // Untrained, the flow is the standard normal in its own units.
  const double within = std::erf(1 / std::sqrt(2.0));
  EXPECT_NEAR(frame->stage.mass->onScreen, within * within, 0.02);
  EXPECT_LT((frame->stage.mass->shown.front() - core::toUser(scaling, {-1, -1})).norm(), 1e-2);
}

}  // namespace
