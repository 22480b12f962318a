#pragma once
// The document: the project that is open, its undo history and its file. The one place through which a project changes.

#include <QObject>
#include <QUndoStack>
#include <functional>

#include "core/project/project_file.h"

namespace app {

class Document : public QObject {
  Q_OBJECT

 public:
  explicit Document(core::Project project, QObject* parent = nullptr);

  const core::Project& project() const { return project_; }
  QUndoStack& undoStack() { return undo_; }
  const QString& path() const { return path_; }
  void setPath(const QString& path);

  /// Applies a pure edit as one undo entry named `text` ("Insert planar"). Entries with the same `mergeId` (not -1) that
  /// follow each other within a second become one: a slider's burst. A refused edit (core::InputError) changes nothing
  /// and is told through `refused`. Returns whether the project changed.
  bool edit(const QString& text, const std::function<core::Project(const core::Project&)>& change, int mergeId = -1);
  /// A change that is not worth an undo entry: the view.
  void setView(const core::View& view);
  /// Whether the target's data stays in the user's own file: said where one saves, and no undo entry either.
  void setLink(const std::optional<core::DataLink>& link);
  /// Another project for a while, as lessons want it: without an undo entry.
  void put(const core::Project& project);
  /// While on, edits are tried out: they leave the undo history as it is.
  void setTrying(bool on) { trying_ = on; }
  bool trying() const { return trying_; }
  /// Another project altogether; the history is gone.
  void replace(const core::Project& project, const QString& path);

  /// The card that the inspector shows, -1 for none.
  int selected() const { return selected_; }
  void select(int layer);

 signals:
  void changed(const core::Project& before, const core::Project& after);
  void selectionChanged(int layer);
  void pathChanged(const QString& path);
  /// One sentence for the status bar: why an edit was not made.
  void refused(const QString& sentence);

 private:
  void setProject(const core::Project& project);

  core::Project project_;
  QUndoStack undo_;
  QString path_;
  bool trying_ = false;
  int selected_ = 0;
  int lastId_ = 0;  ///< the highest card id of this session
};

}  // namespace app
