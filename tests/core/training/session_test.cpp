// The session's thread: it does what it is told, never keeps anyone waiting, and survives an engine that fails.

#include "core/training/session.h"

#include <gtest/gtest.h>

#include <chrono>

#include "core/engine/cpu_engine.h"
#include "core/project/edits.h"

namespace {

using namespace core;
using Clock = std::chrono::steady_clock;
using Shot = std::shared_ptr<const Snapshot>;

Wanted small() {
  Wanted wanted;
  wanted.project.flow = parseStack("affine*2(hidden=8)", Objective::maximumLikelihood);
  wanted.project.training.batch = 64;
  return wanted;
}

std::unique_ptr<Engine> cpu() { return makeCpuEngine({1}); }

// Polls until a snapshot is as wanted; nothing after ten seconds.
template <class Test>
Shot waitFor(Session& session, const Test& test) {
  const auto end = Clock::now() + std::chrono::seconds(10);
  while (Clock::now() < end) {
    if (Shot shot = session.poll(); shot != nullptr && test(*shot)) return shot;
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
  return nullptr;
}

TEST(Session, ShowsTheFlowBeforeTheFirstStep) {
  Session session(cpu, cpu);
  session.want(small());
  const Shot shot = waitFor(session, [](const Snapshot&) { return true; });
  ASSERT_NE(shot, nullptr);
  EXPECT_EQ(shot->state.step, 0);
  EXPECT_FALSE(shot->running);
  EXPECT_TRUE(shot->message.empty());
  // The picture waits for nothing; how good it is follows.
  EXPECT_NE(waitFor(session, [](const Snapshot& s) { return s.heldOut.has_value(); }), nullptr);
}

TEST(Session, PlaysStepsPausesAndResets) {
  Session session(cpu, cpu);
  Wanted wanted = small();
  session.want(wanted);
  wanted.steps = 3;
  session.want(wanted);
  ASSERT_NE(waitFor(session, [](const Snapshot& s) { return s.state.step == 3; }), nullptr);
  wanted.play = true;
  session.want(wanted);
  ASSERT_NE(waitFor(session, [](const Snapshot& s) { return s.state.step > 200 && s.running; }), nullptr);
  wanted.play = false;
  session.want(wanted);
  const Shot paused = waitFor(session, [](const Snapshot& s) { return !s.running; });
  ASSERT_NE(paused, nullptr);
  EXPECT_TRUE(paused->heldOut.has_value());
  wanted.steps = 4;
  session.want(wanted);
  const int next = paused->state.step + 1;
  ASSERT_NE(waitFor(session, [&](const Snapshot& s) { return s.state.step == next; }), nullptr);
  wanted.resets = 1;
  session.want(wanted);
  const Shot reset = waitFor(session, [](const Snapshot& s) { return s.state.step == 0; });
  ASSERT_NE(reset, nullptr);
  EXPECT_TRUE((reset->state.theta == Flow(wanted.project.flow).initialTheta(1)).all());
}

TEST(Session, TakesUpEditsWhileItTrains) {
  Session session(cpu, cpu);
  Wanted wanted = small();
  wanted.play = true;
  session.want(wanted);
  ASSERT_NE(waitFor(session, [](const Snapshot& s) { return s.state.step > 50; }), nullptr);
  for (int i = 0; i < 5; ++i) {
    wanted.project = insertLayer(wanted.project, i, "planar");
    session.want(wanted);
    const int depth = wanted.project.flow.depth();
    const Shot shot = waitFor(session, [&](const Snapshot& s) { return s.flow->depth() == depth; });
    ASSERT_NE(shot, nullptr);
    EXPECT_GT(shot->state.step, 50);
    EXPECT_EQ(shot->theta->size(), shot->flow->parameterCount());
  }
  wanted.project = setTarget(wanted.project, parseTarget("eight_gaussians"));
  session.want(wanted);
  const double entropy = *makeTarget(wanted.project.target)->entropy();
  EXPECT_NE(waitFor(session, [&](const Snapshot& s) { return s.entropy == entropy && s.running; }), nullptr);
}

TEST(Session, RefusesAnImpossibleProjectAndGoesOn) {
  Session session(cpu, cpu);
  Wanted wanted = small();
  session.want(wanted);
  ASSERT_NE(waitFor(session, [](const Snapshot&) { return true; }), nullptr);
  wanted.project.target.key = "venus";
  session.want(wanted);
  const Shot refused = waitFor(session, [](const Snapshot& s) { return !s.message.empty(); });
  ASSERT_NE(refused, nullptr);
  EXPECT_NE(refused->message.find("venus"), std::string::npos);
  wanted = small();
  wanted.play = true;
  session.want(wanted);
  EXPECT_NE(waitFor(session, [](const Snapshot& s) { return s.message.empty() && s.state.step > 20; }), nullptr);
}

TEST(Session, GoesOnFromAStateOfAFile) {
  Session session(cpu, cpu);
  Wanted wanted = small();
  TrainState state = TrainState::start(Flow(wanted.project.flow), 9);
  state.step = state.updates = 1000;
  wanted.restore = std::make_shared<Wanted::Restore>(Wanted::Restore{wanted.project.flow, state});
  wanted.restores = 1;
  session.want(wanted);
  const Shot shot = waitFor(session, [](const Snapshot&) { return true; });
  ASSERT_NE(shot, nullptr);
  EXPECT_EQ(shot->state.step, 1000);
  EXPECT_TRUE((shot->state.theta == state.theta).all());
  EXPECT_EQ(shot->restores, 1);
}

TEST(Session, RestoresWhatSurvivesAnEditThatOvertookTheFile) {
  Session session(cpu, cpu);
  Wanted wanted = small();
  const Flow opened(wanted.project.flow);
  TrainState state = TrainState::start(opened, 9);
  state.theta += Real(0.25);
  wanted.restore = std::make_shared<Wanted::Restore>(Wanted::Restore{wanted.project.flow, state});
  wanted.restores = 1;
  wanted.project = moveLayer(insertLayer(wanted.project, 0, "planar"), 2, 0);
  session.want(wanted);
  const Shot shot = waitFor(session, [](const Snapshot&) { return true; });
  ASSERT_NE(shot, nullptr);
  const Flow& flow = *shot->flow;  // the second card, the planar one, the first card
  EXPECT_TRUE((shot->state.theta.segment(flow.offset(0), flow.parameterCount(0)) ==
               state.theta.segment(opened.offset(1), opened.parameterCount(1)))
                  .all());
  EXPECT_TRUE((shot->state.theta.segment(flow.offset(2), flow.parameterCount(2)) ==
               state.theta.segment(opened.offset(0), opened.parameterCount(0)))
                  .all());
}

// In a moment; on a machine that is busy with other things, not after all steps that there are to train.
TEST(Session, EndsSoonThoughItTrains) {
  constexpr auto kSoon = std::chrono::seconds(20);
  for (const bool play : {false, true}) {
    auto session = std::make_unique<Session>(cpu, cpu);
    Wanted wanted = small();
    wanted.project.flow = parseStack("spline*4", Objective::maximumLikelihood);
    wanted.play = play;
    session->want(wanted);
    ASSERT_NE(waitFor(*session, [](const Snapshot&) { return true; }), nullptr);
    const auto start = Clock::now();
    session.reset();
    EXPECT_LT(Clock::now() - start, kSoon);
  }
  const auto start = Clock::now();
  { Session session(cpu, cpu); }  // never wanted for anything
  EXPECT_LT(Clock::now() - start, kSoon);
}

// An engine whose device is lost after a while.
class FailingEngine : public Engine {
 public:
  explicit FailingEngine(int calls) : left_(calls) {}
  std::string name() const override { return "failing"; }
  bool supports(const FlowSpec&, Objective, std::string&) const override { return true; }

 protected:
  void doSetFlow() override { inner_->setFlow(flow_); }
  void doSetData() override { inner_->setData(pool_); }
  void doSetTraining() override { inner_->setTraining(settings_); }
  void doSetState(const TrainState& state) override { inner_->setState(state); }
  TrainState doState() override { return inner_->state(); }
  TrainReport doTrain(int steps) override {
    if (left_-- <= 0) throw std::runtime_error("the device was lost");
    return inner_->train(steps);
  }
  void doToBase(const Theta& theta, const Points& x, Points& z, Values& logDet, int layers) override {
    inner_->toBase(theta, x, z, logDet, layers);
  }
  void doToData(const Theta& theta, const Points& z, Points& x, Values& logDet, int layers) override {
    inner_->toData(theta, z, x, logDet, layers);
  }

 private:
  std::unique_ptr<Engine> inner_ = makeCpuEngine({1});
  int left_;
};

// An engine that cannot train one of the objectives.
class PickyEngine : public FailingEngine {
 public:
  PickyEngine() : FailingEngine(1 << 30) {}
  bool supports(const FlowSpec&, Objective objective, std::string& why) const override {
    why = "reverse KL is beyond this engine";
    return objective != Objective::reverseKl;
  }
};

TEST(Session, TrainsOnTheOtherEngineWhatTheFirstOneCannot) {
  Session session([] { return std::make_unique<PickyEngine>(); }, cpu);
  Wanted wanted = small();
  wanted.project = setTarget(wanted.project, {"u1", "", nullptr});
  wanted.play = true;
  session.want(wanted);
  const Shot before = waitFor(session, [](const Snapshot& s) { return s.state.step > 50; });
  ASSERT_NE(before, nullptr);
  EXPECT_EQ(before->engine, "failing");
  wanted.project = setObjective(wanted.project, Objective::reverseKl);
  session.want(wanted);
  const Shot after = waitFor(session, [&](const Snapshot& s) { return s.engine != "failing"; });
  ASSERT_NE(after, nullptr);
  EXPECT_GE(after->state.step, before->state.step);  // nothing is lost
  EXPECT_NE(after->message.find("beyond"), std::string::npos);
}

TEST(Session, GoesOnWithTheOtherEngineWhenOneFails) {
  Session session([] { return std::make_unique<FailingEngine>(5); }, cpu);
  Wanted wanted = small();
  wanted.play = true;
  session.want(wanted);
  const Shot failed = waitFor(session, [](const Snapshot& s) { return s.engine != "failing"; });
  ASSERT_NE(failed, nullptr);
  EXPECT_GT(failed->state.step, 0);  // from where it was
  EXPECT_NE(failed->message.find("the device was lost"), std::string::npos);
  const int step = failed->state.step;
  EXPECT_NE(waitFor(session, [&](const Snapshot& s) { return s.state.step > step + 50; }), nullptr);
}

TEST(Session, GoesOnWithTheOtherEngineWhenOneCannotBeMade) {
  Session session([]() -> std::unique_ptr<Engine> { throw std::runtime_error("no such device"); }, cpu);
  session.want(small());
  EXPECT_NE(waitFor(session, [](const Snapshot& s) { return s.engine.starts_with("CPU"); }), nullptr);
}

}  // namespace
