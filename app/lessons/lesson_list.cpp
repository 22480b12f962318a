#include "app/lessons/lesson_list.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QStandardPaths>

#include "core/util/error.h"

namespace app {

namespace {

constexpr qint64 kLongest = 1 << 20;

}  // namespace

Lesson loadLesson(const QString& path) {
  const QFileInfo info(path);
  const std::string name = info.fileName().toStdString();
  QFile file(path);
  if (!file.open(QIODevice::ReadOnly))
    throw core::InputError(name + " cannot be read: " + file.errorString().toStdString());
  if (file.size() > kLongest) throw core::InputError(name + ": this is longer than any lesson, 1 MB");
  return readLesson(file.readAll().toStdString(), name, info.absolutePath().toStdString());
}

QString shippedLessons() { return ":/lessons"; }

QString ownLessons() { return QStandardPaths::writableLocation(QStandardPaths::AppDataLocation) + "/lessons"; }

std::vector<LessonEntry> findLessons(const QStringList& folders) {
  std::vector<LessonEntry> found;
  for (const QString& folder : folders) {
    for (const QFileInfo& file : QDir(folder).entryInfoList({"*.yaml", "*.yml"}, QDir::Files, QDir::Name)) {
      LessonEntry entry;
      entry.path = file.filePath();
      entry.own = !folder.startsWith(":/");
      try {
        const Lesson lesson = loadLesson(entry.path);
        entry.title = QString::fromStdString(lesson.title);
        entry.summary = QString::fromStdString(lesson.summary);
      } catch (const core::InputError& error) {
        entry.title = file.fileName();
        entry.error = QString::fromUtf8(error.what());
      }
      found.push_back(entry);
    }
  }
  return found;
}

}  // namespace app
