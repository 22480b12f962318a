#pragma once
// The keeper: copies unsaved work into a swap file (swap_place.h) every few seconds, on a thread of its own, and takes
// the copy away when the work is saved or the window is closed.

#include <QObject>
#include <QThreadPool>
#include <QTimer>
#include <functional>
#include <optional>

#include "app/documents/swap_place.h"
#include "core/project/project_file.h"

namespace app {

/// Two moments of a document with the same marks hold the same work.
struct WorkMark {
  int edits = 0;  ///< made so far
  int step = 0;   ///< of training
  bool operator==(const WorkMark&) const = default;
};

class Keeper : public QObject {
  Q_OBJECT

 public:
  /// Both are asked in this thread; nothing while there is none, or while it is not the user's own that is on screen.
  using Mark = std::function<std::optional<WorkMark>()>;
  using Content = std::function<core::Document()>;
  /// `seconds` 0: nothing is ever kept.
  Keeper(Mark mark, Content content, double seconds, QObject* parent = nullptr);
  ~Keeper() override;

  /// What is on screen now is what stands in `document` (empty: nowhere yet, but it is no loss), at `mark`.
  void begin(const QString& document, const WorkMark& mark);
  /// The same for work that was left behind and stands nowhere else: its swap file goes on being one.
  void adopt(LeftBehind left);
  /// Writes now if there is something new; waits for nothing.
  void look();
  /// No more is kept, and what was is taken away, unless it has to `stay`.
  void end(bool stay = false);
  /// Whether what is on screen stands nowhere but in the swap file.
  bool unsaved() const;
  /// Where unsaved work is kept; empty if none is.
  QString file() const { return place_ == nullptr ? QString() : place_->file(); }

 signals:
  /// Once for each trouble: one sentence on why nothing can be kept.
  void failed(const QString& sentence);

 private:
  bool findPlace();
  void letGo();
  void written(const QString& error, const WorkMark& mark, qint64 milliseconds);

  Mark mark_;
  Content content_;
  int interval_;  // milliseconds
  QString document_;
  std::optional<WorkMark> saved_, kept_;  // none: no mark is that of what stands there
  std::unique_ptr<SwapPlace> place_;
  std::unique_ptr<SwapPlace> former_;  // full: what it holds is the newest copy until there is one in `place_`
  bool beside_ = true;                 // not yet tried in vain
  bool troubled_ = false;              // and told of it
  bool writing_ = false;
  int leaving_ = 0;     // files that go once their writing has ended
  int generation_ = 0;  // of what is kept: news of an older one's writing is old
  QTimer clock_;
  QThreadPool pool_;
};

}  // namespace app
