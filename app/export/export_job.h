#pragma once
// An export under way, in a thread of its own that leaves the cores to the rest of the program.

#include <QObject>
#include <atomic>
#include <thread>

#include "app/export/export_wish.h"

namespace app {

class ExportJob : public QObject {
  Q_OBJECT

 public:
  /// Begins at once. What is at `path` is replaced as a whole at the end, or stays.
  ExportJob(const QString& path, const ExportWish& wish, const ExportContent& content, QObject* parent = nullptr);
  /// Stops it.
  ~ExportJob() override;

  void cancel() { cancelled_ = true; }
  const QString& path() const { return path_; }

 signals:
  /// How much is done, in [0, 1], and a word: "frame 31 of 189, 12 s left".
  void progressed(double part, const QString& word);
  /// One sentence; `done`: the file is there.
  void ended(bool done, const QString& sentence);

 private:
  void run(const ExportWish& wish, const ExportContent& content);
  /// What was made, for the sentence; nothing if it was cancelled.
  std::optional<QString> make(const ExportWish& wish, const ExportContent& content);
  std::optional<QString> makeFilm(const ExportWish& wish, const ExportContent& content);
  void tell(double part, const QString& word);

  QString path_;
  std::atomic<bool> cancelled_{false};
  std::thread thread_;
};

}  // namespace app
