#pragma once
// The stage without a window, for tests of its tools.

#include <gtest/gtest.h>

#include <QTest>
#include <QToolButton>

#include "app/canvas/canvas.h"
#include "app/player.h"
#include "core/project/edits.h"

namespace testing_support {

// A window without the window: document, player and canvas, with training at rest.
class StageToolsTest : public testing::Test {
 protected:
  StageToolsTest() : document(core::defaultProject()), player(document, "cpu", 1), canvas(document) {
    player.setTraining(false);
    player.setPlaying(false);
    player.setDepth(100);
    QObject::connect(&player, &app::Player::frameReady, &canvas,
                     [this](const std::shared_ptr<const core::Frame>& f) { frame = f, canvas.show(f); });
    QObject::connect(&canvas, &app::Canvas::hoverChanged, &player, &app::Player::setHover);
    canvas.resize(700, 500);
    canvas.QWidget::show();
    player.setCanvas(canvas.width(), canvas.height(), canvas.window());
  }
  const core::StageRequest& stage() const { return document.project().view.stage; }
  // By its button: a shortcut wants an active window, which an offscreen one is not always.
  void press(const QString& text) {
    for (auto* button : canvas.findChildren<QToolButton*>()) {
      if (button->text() == text) return button->click();
    }
    FAIL() << "no button " << text.toStdString();
  }
  template <class Test>
  bool waitFor(const Test& test) {
    for (int i = 0; i < 1000; ++i) {
      if (frame != nullptr && test(*frame)) return true;
      QTest::qWait(10);
    }
    return false;
  }

  app::Document document;
  app::Player player;
  app::Canvas canvas;
  std::shared_ptr<const core::Frame> frame;
};

}  // namespace testing_support
