// The lessons that come with the program: all of them can be played, and what they state is true.

#include <gtest/gtest.h>

#include <QRegularExpression>
#include <QSet>
#include <cmath>

#include "app/lessons/lesson_list.h"
#include "app/lessons/lesson_player.h"
#include "core/flow/flow.h"
#include "core/targets/target.h"
#include "tests/app/lessons/fake_stage.h"

namespace app {

namespace {

std::vector<Lesson> shipped() {
  std::vector<Lesson> lessons;
  for (const LessonEntry& entry : findLessons({shippedLessons()})) {
    EXPECT_EQ(entry.error.toStdString(), "");
    if (entry.error.isEmpty()) lessons.push_back(loadLesson(entry.path));
  }
  return lessons;
}

int wordCount(const std::string& text) {
  // A formula is read as one word.
  QString plain = QString::fromStdString(text);
  plain.replace(QRegularExpression("\\$+[^$]*\\$+"), "formula");
  return static_cast<int>(plain.split(QRegularExpression("\\s+"), Qt::SkipEmptyParts).size());
}

core::Theta thetaOf(const Scene& scene) {
  const core::Flow flow(*scene.flow);
  if (scene.theta.empty()) return flow.initialTheta(scene.seed.value_or(1));
  return Eigen::Map<const core::Theta>(scene.theta.data(), static_cast<Eigen::Index>(scene.theta.size()));
}

// log|det| of toData at the base point (z1, z2), and where it goes.
double logDetAt(const Scene& scene, double z1, double z2, core::Points* at = nullptr) {
  const core::Flow flow(*scene.flow);
  core::Points z(1, 2), x;
  z << static_cast<core::Real>(z1), static_cast<core::Real>(z2);
  core::Values logDet;
  flow.toData(thetaOf(scene), z, x, logDet);
  if (at != nullptr) *at = x;
  return logDet(0);
}

// The revealed scene of the first step of `file` whose caption or question contains `words`.
Scene sceneSaying(const QString& file, const std::string& words) {
  const Lesson lesson = loadLesson(shippedLessons() + "/" + file);
  for (const Step& step : lesson.steps) {
    if ((step.say + step.ask + step.answer).find(words) != std::string::npos) return step.revealed;
  }
  ADD_FAILURE() << file.toStdString() << " does not say: " << words;
  return lesson.steps[0].revealed;
}

TEST(ShippedLessons, ThereAreAtLeastTenWithFiveToTenSteps) {
  const auto lessons = shipped();
  EXPECT_GE(lessons.size(), 10u);
  QSet<QString> titles;
  for (const Lesson& lesson : lessons) {
    EXPECT_GE(lesson.steps.size(), 5u) << lesson.title;
    EXPECT_LE(lesson.steps.size(), 10u) << lesson.title;
    EXPECT_FALSE(lesson.summary.empty()) << lesson.title;
    titles.insert(QString::fromStdString(lesson.title));
  }
  EXPECT_EQ(titles.size(), static_cast<int>(lessons.size()));
}

TEST(ShippedLessons, EachAsksForAPrediction) {
  for (const Lesson& lesson : shipped()) {
    int questions = 0;
    for (const Step& step : lesson.steps) {
      if (step.ask.empty()) continue;
      ++questions;
      EXPECT_TRUE(step.choices.empty() || step.right >= 0) << lesson.title << ": " << step.ask;
    }
    EXPECT_GE(questions, 1) << lesson.title;
  }
}

TEST(ShippedLessons, CaptionsAreShort) {
  for (const Lesson& lesson : shipped()) {
    for (const Step& step : lesson.steps) {
      EXPECT_LE(wordCount(step.say), 38) << lesson.title << ": " << step.say;
      EXPECT_LE(wordCount(step.answer), 38) << lesson.title << ": " << step.answer;
    }
  }
}

TEST(ShippedLessons, EveryStepHasAPictureOnAPage) {
  for (const Lesson& lesson : shipped()) {
    for (size_t i = 0; i < lesson.steps.size(); ++i) {
      const Scene& scene = sceneAt(lesson, static_cast<int>(i));
      ASSERT_TRUE(scene.page.has_value()) << lesson.title;
      const bool picture = *scene.page == Page::line ? scene.line.has_value() : scene.flow && scene.parts;
      EXPECT_TRUE(picture) << lesson.title << i;
      // What trains has something to learn.
      EXPECT_TRUE(!scene.training.value_or(false) || scene.target) << lesson.title << i;
    }
  }
}

TEST(ShippedLessons, EachIsPlayedFromStartToEndByTheNextKeyAlone) {
  for (const Lesson& lesson : shipped()) {
    FakeStage stage;
    LessonPlayer player(stage);
    player.start(lesson);
    int keys = 0;
    for (; player.playing() && keys < 100; ++keys) {
      EXPECT_EQ(stage.scene(), sceneAt(lesson, player.number(), player.revealed()));
      player.next();
    }
    EXPECT_FALSE(player.playing()) << lesson.title;
    EXPECT_EQ(stage.left, 1);
  }
}

TEST(ShippedLessons, WhatTheySayAboutDeterminantsIsTrue) {
  const struct {
    const char* file;
    const char* words;
    double z1, z2, det;
  } claims[] = {{"02_area_and_determinant.yaml", "Area $2 \\cdot 1.5 = 3", 0.5, 0.5, 3},
                {"02_area_and_determinant.yaml", "This shear lifts", 0.3, -1, 1},
                {"02_area_and_determinant.yaml", "A rotation keeps", 1, 2, 1},
                {"02_area_and_determinant.yaml", "At the centre $1 + 2 = 3$", 0, 0, 3},
                {"02_area_and_determinant.yaml", "Far away the tanh is flat", 5, 0, 1},
                {"02_area_and_determinant.yaml", "forget", 1, -2, 3},
                {"03_cheap_determinants.yaml", "Only the diagonal counts", 0, 0, 1},
                {"03_cheap_determinants.yaml", "so $\\det J = 1 + 1 = 2$", 0.7, -0.7, 2},
                {"03_cheap_determinants.yaml", "stirred, never blown up", 1, 0.5, 1},
                {"04_composing_layers.yaml", "3 \\cdot 1 \\cdot 2 = 6", 0, 0, 6},
                {"04_composing_layers.yaml", "is 6 in any order", 0, 0, 6},
                {"05_planar_flows.yaml", "nothing is drawn apart", 0.2, 0.4, 1},
                {"05_planar_flows.yaml", "= 0.1$", 0, 1, 0.1},
                {"08_continuous_flows.yaml", "so $\\det J = e$", 0, 0, std::exp(1.0)},
                {"08_continuous_flows.yaml", "Each point keeps its density", 1, 0.5, 1},
                {"09_topology.yaml", "In the middle $\\det J = 7$", 0, 0.3, 7},
                {"09_topology.yaml", "with $\\det J = 31$", 0, 0.3, 31},
                {"11_which_way_which_sign.yaml", "areas double", 1, 0, 2}};
  for (const auto& claim : claims) {
    const double logDet = logDetAt(sceneSaying(claim.file, claim.words), claim.z1, claim.z2);
    EXPECT_NEAR(logDet, std::log(claim.det), 2e-4) << claim.file << ": " << claim.words;
  }
}

TEST(ShippedLessons, WhatTheySayAboutMapsIsTrue) {
  core::Points x;
  const auto expectAt = [&x](double x1, double x2) {
    EXPECT_NEAR(x(0, 0), x1, 1e-4);
    EXPECT_NEAR(x(0, 1), x2, 1e-4);
  };
  // x2 = z2 + 2 tanh z1
  logDetAt(sceneSaying("02_area_and_determinant.yaml", "This shear lifts"), 0.4, 1, &x);
  expectAt(0.4, 1 + 2 * std::tanh(0.4));
  // x1 = z1 + tanh(2 z1)
  logDetAt(sceneSaying("02_area_and_determinant.yaml", "x_1 = z_1 + \\tanh(2 z_1)"), 0.4, 1, &x);
  expectAt(0.4 + std::tanh(0.8), 1);
  // u = (0, 1), w = (2, 0)
  logDetAt(sceneSaying("05_planar_flows.yaml", "nothing is drawn apart"), 0.4, 1, &x);
  expectAt(0.4, 1 + std::tanh(0.8));
  // u = (-0.45, 0)
  logDetAt(sceneSaying("05_planar_flows.yaml", "pull inwards"), 0.4, 1, &x);
  expectAt(0.4 - 0.45 * std::tanh(0.8), 1);
  // u = (1, 0), w = (1, 1)
  logDetAt(sceneSaying("03_cheap_determinants.yaml", "The determinant lemma"), 0.4, 1, &x);
  expectAt(0.4 + std::tanh(1.4), 1);
  // x1 = z1 + 3 tanh(10 z1)
  logDetAt(sceneSaying("09_topology.yaml", "Make it steeper"), 0.1, 1, &x);
  expectAt(0.1 + 3 * std::tanh(1.0), 1);
  // A coupling: s(0) = 0, t(0) = 0, t' = 2; x1 stays.
  logDetAt(sceneSaying("03_cheap_determinants.yaml", "Only the diagonal counts"), 1e-3, 1, &x);
  EXPECT_NEAR(x(0, 0), 1e-3, 1e-6);
  EXPECT_NEAR(x(0, 1), 1 + 1e-3 + 2e-3, 1e-5);  // z2 e^s + t, s = t/2 = z1
  // A quarter of an hour's turn of the whirl keeps the distance of small points: |g| = 2 |x|.
  logDetAt(sceneSaying("08_continuous_flows.yaml", "Each point keeps its density"), 0.01, 0, &x);
  expectAt(0.01 * std::cos(2.0), 0.01 * std::sin(2.0));
}

TEST(ShippedLessons, WhatTheySayAboutNumbersIsTrue) {
  EXPECT_NEAR(1 / std::sqrt(2 * M_PI), 0.399, 5e-4);
  EXPECT_NEAR(1 / (2 * M_PI), 0.159, 5e-4);
  EXPECT_NEAR(std::log(8.0), 2.08, 5e-3);
  EXPECT_NEAR(0.5 * (1 + std::erf(0.05 / std::sqrt(2.0))) - 0.5, 0.4 * 0.1 / 2, 1e-3);  // a strip's mass
  // "The pinwheel's arms reach about 0.27".
  const auto pinwheel = core::makeTarget({.key = "pinwheel", .file = {}, .points = nullptr});
  double most = -1e9;
  for (double x = -4; x <= 4; x += 0.02) {
    for (double y = -4; y <= 4; y += 0.02) most = std::max(most, pinwheel->logDensity(x, y));
  }
  EXPECT_NEAR(std::exp(most), 0.27, 0.02);
}

}  // namespace

}  // namespace app
