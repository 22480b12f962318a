#pragma once
// The course of a training: which settings it ran with, from which step on. With the seed and the target it says how to
// train the same flow again.

#include <vector>

#include "core/engine/train_settings.h"

namespace core {

struct CoursePart {
  int from = 0;  ///< the first step with these settings
  TrainSettings settings;
  bool operator==(const CoursePart&) const = default;
};

/// Parts in the order of their steps.
using Course = std::vector<CoursePart>;

/// When a course is as long as this, every other part but the first is dropped: a training that was turned at so often is
/// told roughly.
inline constexpr size_t kMostCourseParts = 256;

/// Step `step` is about to be taken with these settings.
void follow(Course& course, int step, const TrainSettings& settings);

}  // namespace core
