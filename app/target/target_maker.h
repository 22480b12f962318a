#pragma once
// Makes a target in the background: reads its file, normalises its formula. The window does not wait, and of several
// wishes the newest wins.

#include <QObject>
#include <QThreadPool>
#include <QTimer>
#include <functional>

#include "app/document.h"

namespace app {

class TargetMaker : public QObject {
  Q_OBJECT

 public:
  /// Called on another thread; throws core::InputError with one sentence.
  using Make = std::function<core::TargetSpec()>;
  using Taken = std::function<void(const core::TargetSpec&)>;
  using Refused = std::function<void(const QString& sentence)>;

  /// A wish is forgotten when the document gets another target in the meantime.
  explicit TargetMaker(Document& document, QObject* parent = nullptr);
  ~TargetMaker() override;

  /// `taken` or `refused` is called on this thread, unless another wish comes before. `word` is what is told meanwhile:
  /// "Reading a.csv…".
  void ask(const QString& word, const Make& make, const Taken& taken, const Refused& refused);
  void forget();
  bool busy() const { return busy_; }

 signals:
  /// The word, once it takes long enough to be noticed; empty when it is over.
  void told(const QString& word);

 private:
  void end(int wish, const core::TargetSpec& target, const QString& why);

  QThreadPool pool_;
  QTimer slow_;
  QString word_;
  Taken taken_;
  Refused refused_;
  int wish_ = 0;  ///< the newest
  bool busy_ = false, wasTold_ = false;
};

}  // namespace app
