// How a training was run is remembered, however often it was turned at.

#include "core/training/course.h"

#include <gtest/gtest.h>

namespace {

using namespace core;

TrainSettings at(double rate, Schedule schedule = Schedule::cosine, int horizon = 100) {
  TrainSettings settings;
  settings.rate = rate;
  settings.schedule = schedule;
  settings.horizon = horizon;
  return settings;
}

TEST(Course, HasAPartForEverySetting) {
  Course course;
  for (int step = 0; step < 50; step += 5) follow(course, step, at(0.1));
  follow(course, 50, at(0.2));
  follow(course, 55, at(0.2));
  follow(course, 55, at(0.1));
  ASSERT_EQ(course.size(), 3u);
  EXPECT_EQ(course[0], (CoursePart{0, at(0.1)}));
  EXPECT_EQ(course[1], (CoursePart{50, at(0.2)}));
  EXPECT_EQ(course[2], (CoursePart{55, at(0.1)}));
}

TEST(Course, TheLastWordBeforeAStepCounts) {
  Course course;
  follow(course, 0, at(0.1));
  follow(course, 0, at(0.2));
  EXPECT_EQ(course, (Course{{0, at(0.2)}}));
}

TEST(Course, AHorizonIsOfACosineAlone) {
  Course course;
  follow(course, 0, at(0.1, Schedule::standard, 100));
  follow(course, 5, at(0.1, Schedule::standard, 200));
  EXPECT_EQ(course.size(), 1u);
  follow(course, 10, at(0.1, Schedule::cosine, 200));
  follow(course, 15, at(0.1, Schedule::cosine, 300));
  EXPECT_EQ(course.size(), 3u);
}

TEST(Course, StaysShort) {
  Course course;
  for (int step = 0; step < 5000; ++step) follow(course, step, at(1e-5 * (step + 1)));
  EXPECT_LE(course.size(), kMostCourseParts);
  EXPECT_EQ(course.front().from, 0);
  EXPECT_EQ(course.back().from, 4999);
  for (size_t i = 1; i < course.size(); ++i) EXPECT_GT(course[i].from, course[i - 1].from);
}

}  // namespace
