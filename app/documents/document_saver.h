#pragma once
// Writes documents, one after the other, on a thread of its own: the window goes on meanwhile, however large they are.

#include <QObject>
#include <QThreadPool>
#include <QTimer>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>

#include "core/project/project_file.h"

namespace app {

/// Whether a document takes long enough to be written, or read, that a person would notice.
bool isLarge(const core::Project& project);

class DocumentSaver : public QObject {
  Q_OBJECT

 public:
  struct Outcome {
    core::WrittenProject written;
    QString error;  ///< one sentence; empty: it is written
  };
  /// Called on this thread.
  using Done = std::function<void(const Outcome&)>;

  explicit DocumentSaver(QObject* parent = nullptr);
  /// What is under way is written first, and nobody is told.
  ~DocumentSaver() override;

  /// Of several for the same file that have not begun, the newest is written.
  void save(const QString& path, core::Document document, Done done);
  bool busy() const { return !jobs_.empty(); }
  /// Until all is written and told.
  void wait();

 signals:
  /// "Saving a.pushforward…", once it takes long enough to be noticed; empty when it is over.
  void told(const QString& word);
  /// All is written.
  void idle();

 private:
  struct Job {
    QString path;
    core::Document document;
    Done done;
  };
  void begin();
  void end();

  std::deque<Job> jobs_;  // the first is under way
  std::mutex mutex_;
  std::optional<Outcome> outcome_;  // of the first, once it is over
  QTimer slow_;
  bool wasTold_ = false;
  QThreadPool pool_;
};

}  // namespace app
