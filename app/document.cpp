#include "app/document.h"

#include <algorithm>

#include "app/edit_command.h"
#include "core/util/error.h"

namespace app {

Document::Document(core::Project project, QObject* parent) : QObject(parent), project_(std::move(project)) {}

bool Document::edit(const QString& text, const std::function<core::Project(const core::Project&)>& change,
                    int mergeId) {
  try {
    core::Project current = project_;
    current.flow.lastId = std::max(current.flow.nextId() - 1, lastId_);  // ids of undone cards are not given again
    core::Project next = change(current);
    if (next == project_) return false;
    lastId_ = next.flow.nextId() - 1;
    if (trying_) {
      setProject(next);
      return true;
    }
    undo_.push(new EditCommand(text, project_, std::move(next), mergeId,
                               [this](const core::Project& project) { setProject(project); }));
    return true;
  } catch (const core::InputError& error) {
    emit refused(QString::fromStdString(error.what()));
    return false;
  }
}

void Document::setProject(const core::Project& project) {
  const core::Project before = project_;
  const core::View view = project_.view;
  project_ = project;
  // Undo is for what was built; where one looks from is left alone, unless the edit itself moved it, and so is a link.
  if (before.target == project.target) {
    project_.view = view;
    project_.link = before.link;
  }
  emit changed(before, project_);
  select(std::min(selected_, project_.flow.depth() - 1));
}

void Document::setView(const core::View& view) {
  if (view == project_.view) return;
  const core::Project before = project_;
  project_.view = view;
  emit changed(before, project_);
}

void Document::setLink(const std::optional<core::DataLink>& link) {
  if (link == project_.link) return;
  const core::Project before = project_;
  project_.link = link;
  emit changed(before, project_);
}

void Document::put(const core::Project& project) {
  if (project == project_) return;
  const core::Project before = project_;
  project_ = project;
  emit changed(before, project_);
  select(std::min(selected_, project_.flow.depth() - 1));
}

void Document::replace(const core::Project& project, const QString& path) {
  undo_.clear();
  const core::Project before = project_;
  project_ = project;
  emit changed(before, project_);
  select(0);
  setPath(path);
}

void Document::setPath(const QString& path) {
  path_ = path;
  undo_.setClean();
  emit pathChanged(path);
}

void Document::select(int layer) {
  layer = std::clamp(layer, -1, project_.flow.depth() - 1);
  if (layer == selected_) return;
  selected_ = layer;
  emit selectionChanged(layer);
}

}  // namespace app
