#pragma once
// Where lessons are found: those that come with the program, those in the lecturer's own folder, and any file opened.

#include <QString>
#include <QStringList>
#include <vector>

#include "app/lessons/lesson.h"

namespace app {

/// One line of the list of lessons.
struct LessonEntry {
  QString title;  ///< the file's name if it is broken
  QString summary;
  QString path;
  QString error;  ///< a sentence with file and line, or empty
  bool own = false;
};

/// Reads a lesson; ":/..." is one that comes with the program. Throws InputError with file and line.
Lesson loadLesson(const QString& path);

/// ":/lessons".
QString shippedLessons();
/// The lecturer's own folder; it need not exist.
QString ownLessons();

/// All *.yaml of these folders, read afresh, folder by folder and by name.
std::vector<LessonEntry> findLessons(const QStringList& folders = {shippedLessons(), ownLessons()});

}  // namespace app
