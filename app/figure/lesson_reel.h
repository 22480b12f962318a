#pragma once
// Making a reel: a lesson gone through from its first step to its last without a window, its trainings done on the way.

#include <functional>

#include "app/figure/lesson_film.h"

namespace app {

/// How much of the lesson is done, in [0, 1], and a word; may throw to stop.
using ReelProgress = std::function<void(double part, const std::string& word)>;

/// The same lesson gives the same reel, whatever the document at hand: it starts from the program's default one. A training
/// is as long as its step waits for, counted in steps and not by the clock: as many a second as a common machine takes.
std::shared_ptr<const LessonReel> makeReel(const Lesson& lesson, int threads = 0, const ReelProgress& progress = {});

/// The same without its trainings, which is done at once: how long it is, and what its words look like.
std::shared_ptr<const LessonReel> untrainedReel(const Lesson& lesson);

}  // namespace app
