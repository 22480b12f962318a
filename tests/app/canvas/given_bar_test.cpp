// The condition on the stage: a switch or a slider where the target has one, and the picture follows.

#include <QLabel>
#include <QSlider>

#include "app/canvas/given_bar.h"
#include "tests/app/stage/stage_fixture.h"

namespace {

using namespace app;

class GivenBarTest : public testing_support::StageToolsTest {
 protected:
  GivenBar& bar() { return *canvas.findChild<GivenBar*>(); }
  void take(const std::string& target) {
    document.edit("Target", [&](const core::Project& p) { return core::setTarget(p, core::targetSpec(target)); });
  }
  double given() const { return document.project().view.given; }
  QToolButton* button(const QString& text) {
    for (auto* b : bar().findChildren<QToolButton*>())
      if (b->text() == text) return b;
    return nullptr;
  }
};

TEST_F(GivenBarTest, IsThereForConditionalTargetsAlone) {
  EXPECT_FALSE(bar().isVisible());
  take("moons_by_class");
  EXPECT_TRUE(bar().isVisible());
  EXPECT_TRUE(canvas.rect().contains(bar().geometry()));
  EXPECT_TRUE(button("upper")->isVisible());
  EXPECT_FALSE(bar().findChild<QSlider*>()->isVisible());
  take("ring_by_radius");
  EXPECT_TRUE(bar().findChild<QSlider*>()->isVisible());
  EXPECT_TRUE(canvas.rect().contains(bar().geometry()));
  EXPECT_EQ(given(), 0.5);
  take("moons");
  EXPECT_FALSE(bar().isVisible());
}

TEST_F(GivenBarTest, SwitchesTheClass) {
  take("moons_by_class");
  EXPECT_TRUE(button("upper")->isChecked());
  button("lower")->click();
  EXPECT_EQ(given(), 1);
  EXPECT_TRUE(button("lower")->isChecked());
  EXPECT_FALSE(button("upper")->isChecked());
  button("lower")->click();
  EXPECT_TRUE(button("lower")->isChecked());
}

TEST_F(GivenBarTest, SlidesTheCondition) {
  take("ring_by_radius");
  bar().findChild<QSlider*>()->setValue(25);
  EXPECT_EQ(given(), 0.25);
  core::View view = document.project().view;
  view.given = 0.75;
  document.setView(view);
  EXPECT_EQ(bar().findChild<QSlider*>()->value(), 75);
}

// Slopes by hand: the flow has learned nothing yet, so that without them all c look alike.
TEST_F(GivenBarTest, ThePictureIsThatOfTheChosenClass) {
  take("moons_by_class");
  const core::Flow flow(document.project().flow);
  core::TrainState state = core::TrainState::start(flow, 1);
  state.theta.tail(flow.slopeCount()).setConstant(0.3f);
  state.average = state.theta;
  player.restore(state);
  const auto shows = [&](double c) {
    const core::Theta expected = flow.given(state.average, c);
    return waitFor([&](const core::Frame& f) {
      return f.request.theta->size() == expected.size() && (*f.request.theta == expected).all();
    });
  };
  EXPECT_TRUE(shows(0));
  button("lower")->click();
  EXPECT_TRUE(shows(1));
  EXPECT_TRUE((*player.snapshot()->theta == flow.given(state.average, 1)).all());
  EXPECT_TRUE((player.snapshot()->state.average == state.average).all());
}

TEST_F(GivenBarTest, AHandMovesTheFlowThatIsSeen) {
  take("moons_by_class");
  const core::Flow flow(document.project().flow);
  core::TrainState state = core::TrainState::start(flow, 1);
  state.theta.tail(flow.slopeCount()).setConstant(0.25f);
  state.average = state.theta;
  player.restore(state);
  ASSERT_TRUE(
      waitFor([&](const core::Frame&) { return player.snapshot() != nullptr && player.pendingRestore() == nullptr; }));
  std::vector<core::Real> hand(static_cast<size_t>(flow.parameterCount(0)), 0.5f);
  ASSERT_TRUE(player.setByHand(0, hand));
  const core::Theta& seen = *player.snapshot()->theta;
  EXPECT_LT((seen.head(flow.parameterCount(0)) - 0.5f).abs().maxCoeff(), 1e-6f);
  EXPECT_TRUE((player.snapshot()->state.average.tail(flow.slopeCount()) == 0.25f).all());
}

}  // namespace
