#include "core/training/course.h"

namespace core {

void follow(Course& course, int step, const TrainSettings& settings) {
  CoursePart next{step, settings};
  // Only a cosine looks at it, and `train` moves it for every schedule.
  if (settings.schedule != Schedule::cosine) next.settings.horizon = TrainSettings{}.horizon;
  if (!course.empty() && course.back().settings == next.settings) return;
  if (!course.empty() && course.back().from == step) course.pop_back();
  if (course.size() >= kMostCourseParts) {
    Course half;
    for (size_t i = 0; i < course.size(); i += 2) half.push_back(course[i]);
    course = half;
  }
  course.push_back(next);
}

}  // namespace core
