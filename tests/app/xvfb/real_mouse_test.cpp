// A newcomer's first minutes, by real mouse and keyboard events on a real display: drag a layer in while it trains, undo,
// redo, reorder, scrub, save, open.

#include <gtest/gtest.h>

#include <QApplication>
#include <QElapsedTimer>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>
#include <cmath>

#include "app/canvas/canvas.h"
#include "app/canvas/film_strip.h"
#include "app/main_window.h"
#include "app/stack/palette.h"
#include "app/stack/stack_view.h"
#include "core/project/edits.h"

namespace {

using namespace app;

// Runs xdotool while the event loop goes on: a drag needs both.
void xdotool(const QStringList& arguments) {
  QProcess process;
  process.start("xdotool", arguments);
  QElapsedTimer timer;
  timer.start();
  while (process.state() != QProcess::NotRunning && timer.elapsed() < 20000) QTest::qWait(5);
  ASSERT_EQ(process.exitCode(), 0) << process.readAllStandardError().toStdString();
}

QStringList at(const QPoint& p) { return {"mousemove", QString::number(p.x()), QString::number(p.y())}; }

void drag(const QPoint& from, const QPoint& to) {
  QStringList steps = at(from);
  steps << "sleep"
        << "0.1"
        << "mousedown"
        << "1"
        << "sleep"
        << "0.1";
  for (int i = 1; i <= 12; ++i)
    steps << at(from + (to - from) * i / 12) << "sleep"
          << "0.03";
  steps << "sleep"
        << "0.25"
        << "mouseup"
        << "1"
        << "sleep"
        << "0.2";
  xdotool(steps);
  QTest::qWait(300);
}

void key(const QString& name) {
  xdotool({"key", name});
  QTest::qWait(150);
}

class RealMouse : public testing::Test {
 protected:
  void SetUp() override {
    WindowOptions options;
    options.device = "cpu";
    options.rememberSession = false;
    window = std::make_unique<MainWindow>(options);
    window->resize(1280, 800);
    window->show();
    ASSERT_TRUE(QTest::qWaitForWindowExposed(window.get()));
    window->activateWindow();
    // Not before training is under way.
    ASSERT_TRUE(QTest::qWaitFor([this] { return window->player().snapshot() && step() > 200; }, 20000));
  }

  int step() const { return window->player().snapshot()->state.step; }
  int depth() const { return window->document().project().flow.depth(); }
  const core::LayerSpec& card(int k) const { return window->document().project().flow.layers[static_cast<size_t>(k)]; }
  // Held-out NLL of the newest snapshot.
  double nll() const { return window->player().snapshot()->heldOut.value_or(NAN); }

  QPoint cardCentre(int k) const {
    CardList& list = window->findChild<StackView*>()->list();
    return list.viewport()->mapToGlobal(list.cardRect(k).center());
  }
  QPoint paletteCentre(const std::string& key) const {
    for (PaletteCard* card : window->findChild<LayerPalette*>()->cards()) {
      if (card->title().key == key) return card->mapToGlobal(card->rect().center());
    }
    return {};
  }

  // The log-density of the newest flow at some points.
  core::Values densityNow() const {
    const auto& s = window->player().snapshot();
    core::Points x(5, 2);
    x << 0, 0, 1, 0.5, -1, 0.3, 1.5, -1, -2, 0.5;
    return s->flow->logDensity(*s->theta, x);
  }

  std::unique_ptr<MainWindow> window;
};

TEST_F(RealMouse, DraggingALayerInWhileItTrainsKeepsTheDensity) {
  ASSERT_EQ(depth(), 4);
  QTest::qWait(1500);
  const core::Values before = densityNow();
  const int from = step();
  drag(paletteCentre("affine"), (cardCentre(1) + cardCentre(2)) / 2);
  ASSERT_EQ(depth(), 5);
  EXPECT_EQ(card(2).key, "affine");
  ASSERT_TRUE(QTest::qWaitFor([this] { return window->player().snapshot()->flow->depth() == 5; }, 3000));
  const core::Values after = densityNow();
  EXPECT_GT(step(), from);
  // It went on training meanwhile; a jump would be of several nats.
  EXPECT_LT((after - before).abs().maxCoeff(), 0.7) << before.transpose() << " / " << after.transpose();

  key("ctrl+z");
  EXPECT_EQ(depth(), 4);
  key("ctrl+shift+z");
  ASSERT_EQ(depth(), 5);
  EXPECT_EQ(card(2).key, "affine");
}

TEST_F(RealMouse, ACardIsDraggedToAnotherPlace) {
  const int id = card(0).id;
  drag(cardCentre(0), cardCentre(3) + QPoint(0, 12));
  EXPECT_EQ(card(3).id, id);
}

TEST_F(RealMouse, TheScrubberSetsTheDepthAndTheWarpPlays) {
  auto* strip = window->findChild<FilmStripView*>();
  const int y = strip->height() - 10;
  drag(strip->mapToGlobal(QPoint(strip->width() / 4, y)), strip->mapToGlobal(QPoint(strip->width() / 2, y)));
  EXPECT_FALSE(window->player().playing());
  EXPECT_NEAR(window->player().depth(), 2, 0.2);
  const double still = window->player().depth();
  key("w");
  QTest::qWait(500);
  EXPECT_TRUE(window->player().playing());
  EXPECT_NE(window->player().depth(), still);
}

TEST_F(RealMouse, WhatWasSavedOpensToTheSamePicture) {
  QTemporaryDir folder;
  const QString path = folder.filePath("moons.pushforward");
  key("space");
  EXPECT_FALSE(window->player().training());
  QTest::qWait(400);
  window->player().setPlaying(false);
  window->player().setDepth(2.5);
  auto* canvas = window->findChild<Canvas*>();
  QTest::qWait(1200);
  const QImage before = canvas->grab().toImage();
  const core::Values density = densityNow();
  ASSERT_TRUE(window->saveTo(path));
  window->close();

  WindowOptions options;
  options.device = "cpu";
  options.rememberSession = false;
  options.file = path;
  window = std::make_unique<MainWindow>(options);
  window->resize(1280, 800);
  window->show();
  ASSERT_TRUE(QTest::qWaitForWindowExposed(window.get()));
  ASSERT_TRUE(QTest::qWaitFor([this] { return window->player().snapshot() != nullptr && step() > 0; }, 5000));
  QTest::qWait(1500);
  EXPECT_TRUE((densityNow() == density).all());
  EXPECT_DOUBLE_EQ(window->player().depth(), 2.5);
  const QImage after = window->findChild<Canvas*>()->grab().toImage();
  ASSERT_EQ(before.size(), after.size());
  long different = 0;
  for (int y = 0; y < before.height(); ++y) {
    for (int x = 0; x < before.width(); ++x) {
      const QRgb a = before.pixel(x, y), b = after.pixel(x, y);
      if (std::abs(qRed(a) - qRed(b)) + std::abs(qGreen(a) - qGreen(b)) + std::abs(qBlue(a) - qBlue(b)) > 12)
        ++different;
    }
  }
  EXPECT_LT(static_cast<double>(different), 0.001 * before.width() * before.height());
}

TEST_F(RealMouse, ClosingWhileItTrainsTakesLessThanASecond) {
  QElapsedTimer timer;
  timer.start();
  window->close();
  window.reset();
  EXPECT_LT(timer.elapsed(), 1000);
}

}  // namespace
