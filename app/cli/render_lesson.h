#pragma once
// Lessons on the command line: found by name, and gone through without a window.

#include <memory>
#include <string>

#include "app/cli/progress.h"
#include "app/figure/lesson_film.h"

namespace app::cli {

/// A lesson that comes with the program or lies in the lecturer's folder, by its file's name or a part of it; or any .yaml
/// file. Throws InputError that lists the names.
Lesson lessonNamed(const std::string& name);

std::shared_ptr<const LessonReel> reelOf(const Lesson& lesson, int threads, Progress& progress);

}  // namespace app::cli
