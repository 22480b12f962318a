#include "app/documents/swap_place.h"

#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QStandardPaths>
#include <QUuid>
#include <algorithm>

#include "core/project/project_file.h"

namespace app {

namespace {

const char kEnding[] = ".swap";

QString ownFolder() {
  const QString data = QStandardPaths::writableLocation(QStandardPaths::AppDataLocation);
  return data.isEmpty() ? QString() : data + "/unsaved";
}

}  // namespace

SwapPlace::SwapPlace(const QString& file) : file_(file), lock_(file + ".lock") {
  lock_.setStaleLockTime(0);  // only the death of its owner frees a lock, however long that one has been at it
}

std::unique_ptr<SwapPlace> SwapPlace::at(const QString& file) {
  if (file.isEmpty()) return nullptr;
  std::unique_ptr<SwapPlace> place(new SwapPlace(file));
  return place->lock_.tryLock(0) ? std::move(place) : nullptr;
}

void SwapPlace::removeFile() const {
  QFile::remove(file_);
  // A program that was killed while it wrote has left this, too.
  QFile::remove(QString::fromStdString(core::newFileBeside(file_.toStdString())));
}

QString swapBeside(const QString& document) {
  const QFileInfo info(document);
  return info.absolutePath() + "/." + info.fileName() + kEnding;
}

QString newOwnSwap() {
  const QString folder = ownFolder();
  if (folder.isEmpty() || !QDir().mkpath(folder)) return {};
  return folder + "/" + QUuid::createUuid().toString(QUuid::WithoutBraces) + kEnding;
}

std::vector<LeftBehind> findLeftBehind(const QStringList& documents, bool own) {
  std::vector<LeftBehind> found;
  const auto look = [&](const QString& file, const QString& document) {
    if (!QFileInfo::exists(file)) return;
    if (auto place = SwapPlace::at(file)) found.push_back({std::move(place), document});
  };
  for (const QString& document : documents) look(swapBeside(document), document);
  if (own && !ownFolder().isEmpty()) {
    for (const QFileInfo& file : QDir(ownFolder()).entryInfoList({QString("*") + kEnding}, QDir::Files))
      look(file.absoluteFilePath(), {});
  }
  std::sort(found.begin(), found.end(), [](const LeftBehind& a, const LeftBehind& b) {
    return QFileInfo(a.place->file()).lastModified() < QFileInfo(b.place->file()).lastModified();
  });
  return found;
}

}  // namespace app
