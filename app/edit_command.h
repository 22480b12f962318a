#pragma once
// The one undo command: the project before and after an edit.

#include <QDateTime>
#include <QUndoCommand>
#include <functional>

#include "core/project/project.h"

namespace app {

class EditCommand : public QUndoCommand {
 public:
  EditCommand(const QString& text, core::Project before, core::Project after, int mergeId,
              std::function<void(const core::Project&)> apply)
      : QUndoCommand(text),
        before_(std::move(before)),
        after_(std::move(after)),
        mergeId_(mergeId),
        made_(QDateTime::currentMSecsSinceEpoch()),
        apply_(std::move(apply)) {}

  void undo() override { apply_(before_); }
  void redo() override { apply_(after_); }
  int id() const override { return mergeId_; }

  bool mergeWith(const QUndoCommand* command) override {
    const auto* other = static_cast<const EditCommand*>(command);  // QUndoStack compares the ids first
    if (other->made_ - made_ > kBurst) return false;
    after_ = other->after_;
    made_ = other->made_;
    return true;
  }

 private:
  static constexpr qint64 kBurst = 1000;  // milliseconds

  core::Project before_, after_;
  int mergeId_;
  qint64 made_;
  std::function<void(const core::Project&)> apply_;
};

}  // namespace app
