// What lies behind a training, its losses and how it was run, is in the file and goes on from there.

#include <gtest/gtest.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "core/engine/cpu_engine.h"
#include "core/project/edits.h"
#include "core/project/project_file.h"
#include "core/training/trainer.h"
#include "core/util/error.h"

namespace {

using namespace core;
using Json = nlohmann::json;

Project small() {
  Project p = setTarget(defaultProject(), targetSpec("moons"));
  return setStack(p, parseStack("affine(conditioner=mlp,hidden=4)", Objective::maximumLikelihood));
}

std::unique_ptr<Trainer> trained(int steps) {
  auto trainer = std::make_unique<Trainer>(makeCpuEngine({1}));
  trainer->setProject(small());
  trainer->train(steps / 2);
  trainer->evaluate();
  Project faster = small();
  faster.training.rate *= 2;
  faster.training.schedule = Schedule::cosine;
  trainer->setProject(faster);
  trainer->train(steps - steps / 2);
  return trainer;
}

Document documentOf(Trainer& trainer) { return {.project = trainer.project(), .state = trainer.state()}; }

void expectSame(const LossHistory& a, const LossHistory& b) {
  ASSERT_EQ(a.points().size(), b.points().size());
  for (size_t i = 0; i < a.points().size(); ++i) {
    EXPECT_EQ(a.points()[i].step, b.points()[i].step);
    EXPECT_EQ(a.points()[i].loss, b.points()[i].loss);
    EXPECT_EQ(std::isnan(a.points()[i].heldOut), std::isnan(b.points()[i].heldOut));
    const bool measured = !std::isnan(a.points()[i].heldOut);
    EXPECT_TRUE(!measured || a.points()[i].heldOut == b.points()[i].heldOut);
  }
}

TEST(KeptPast, TheHistoryOfLossesIsThereAgainAndGoesOn) {
  const auto trainer = trained(1500);  // it has been thinned
  const Document back = fromJson(toJson(documentOf(*trainer)), "x");
  Trainer opened(makeCpuEngine({1}));
  opened.setProject(back.project);
  opened.restore(back.state);
  expectSame(opened.history(), trainer->history());
  EXPECT_EQ(opened.snapshot()->history.size(), trainer->history().points().size());
  trainer->train(700);
  opened.train(700);
  expectSame(opened.history(), trainer->history());
}

TEST(KeptPast, TheCourseIsThereAgain) {
  const auto trainer = trained(40);
  for (const bool weightsOnly : {false, true}) {
    Document d = documentOf(*trainer);
    d.weightsOnly = weightsOnly;
    const Document back = fromJson(toJson(d), "x");
    ASSERT_NE(back.state.past, nullptr);
    const Course& course = back.state.past->course;
    EXPECT_EQ(course, d.state.past->course);
    ASSERT_EQ(course.size(), 2u);
    EXPECT_EQ(course[0].from, 0);
    EXPECT_EQ(course[0].settings.schedule, Schedule::standard);
    EXPECT_EQ(course[1].from, 20);
    EXPECT_EQ(course[1].settings, trainer->project().training);
  }
  trainer->reset();
  EXPECT_TRUE(trainer->state().past->course.empty());
  EXPECT_TRUE(trainer->history().points().empty());
}

TEST(KeptPast, ThatIsDamagedIsRefusedWithAReason) {
  const auto trainer = trained(40);
  const Json good = Json::parse(toJson(documentOf(*trainer)));
  const auto refusal = [&](const char* where, const Json& value) -> std::string {
    Json bad = good;
    bad[Json::json_pointer(where)] = value;
    try {
      fromJson(bad.dump(), "x");
    } catch (const InputError& error) {
      return error.what();
    }
    return "accepted";
  };
  const std::string history = "/weights/past/history";
  EXPECT_EQ(refusal("/weights/course/1/from", 0), "x: weights.course[1].from must be a whole number from 1 to 40");
  EXPECT_NE(refusal("/weights/course/1/rate", -1).find("rate must be above 0"), std::string::npos);
  EXPECT_NE(refusal("/weights/course", 3).find("must be a list"), std::string::npos);
  EXPECT_NE(refusal((history + "/losses").c_str(), "").find("must be as long as steps"), std::string::npos);
  EXPECT_NE(refusal((history + "/steps").c_str(), "AACAvwAAgD8=").find("that rise"), std::string::npos);   // -1, 1
  EXPECT_NE(refusal((history + "/held_out_at").c_str(), "AADIQg==").find("below 40"), std::string::npos);  // 100
  EXPECT_NE(refusal((history + "/count").c_str(), 1).find("from 0 to 0"), std::string::npos);
}

}  // namespace
