#include "app/cli/render_lesson.h"

#include <QFileInfo>

#include "app/cli/interrupt.h"
#include "app/figure/lesson_reel.h"
#include "app/lessons/lesson_list.h"
#include "core/util/error.h"
#include "core/util/quotes.h"

namespace app::cli {

Lesson lessonNamed(const std::string& name) {
  const QString wanted = QString::fromStdString(name);
  if (wanted.endsWith(".yaml") || wanted.endsWith(".yml")) return loadLesson(wanted);
  std::string known;
  QStringList found;
  for (const LessonEntry& entry : findLessons()) {
    const QString key = QFileInfo(entry.path).completeBaseName();
    known += (known.empty() ? "" : ", ") + key.toStdString();
    if (key == wanted) return loadLesson(entry.path);
    if (!wanted.isEmpty() && key.contains(wanted, Qt::CaseInsensitive)) found << entry.path;
  }
  if (found.size() == 1) return loadLesson(found.front());
  throw core::InputError((found.isEmpty() ? "there is no lesson " : "several lessons have the name ") +
                         core::inQuotes(name) + "; known: " + known);
}

std::shared_ptr<const LessonReel> reelOf(const Lesson& lesson, int threads, Progress& progress) {
  return makeReel(lesson, threads, [&](double part, const std::string& word) {
    stopIfInterrupted();
    progress.show(part, word);
  });
}

}  // namespace app::cli
