#pragma once
// The recovery bar: a quiet line below the bar on top that offers work which was left behind (swap_place.h). Nothing
// waits for an answer; what is not decided on is offered again at the next start.

#include <QDateTime>
#include <QFrame>
#include <functional>
#include <vector>

#include "app/documents/swap_place.h"
#include "core/project/project_file.h"

class QLabel;

namespace app {

/// "just now", "3 minutes ago", "2 hours ago", "on 24 November".
QString ago(const QDateTime& then, const QDateTime& now);

class RecoveryBar : public QFrame {
  Q_OBJECT

 public:
  /// `recover` opens what was left behind.
  using Recover = std::function<void(LeftBehind left, const core::Document& content)>;
  explicit RecoveryBar(Recover recover, QWidget* parent = nullptr);

  /// What cannot be read is left where it is, and passed over.
  void offer(std::vector<LeftBehind> left);
  /// What stands on the bar; empty if nothing is offered.
  QString text() const;

 public slots:
  void recover();
  void discard();

 private:
  void showNext();

  Recover recover_;
  QLabel* label_;
  std::vector<LeftBehind> waiting_;  // the last one is on offer
  core::Document content_;           // of that one
};

}  // namespace app
