#pragma once
// Project files as the window reads them: from the disk, or as one of the examples that come with the program.

#include <QImage>
#include <QString>
#include <vector>

#include "core/project/project_file.h"

namespace app {

/// One picture of a list of documents.
struct DocumentEntry {
  QString path;
  QString title;
  QString tip;  ///< what it is about, or where it lies
};

/// In ":/examples".
bool isExample(const QString& path);
std::vector<DocumentEntry> examples();

/// Linked data is not looked for: see core::takeUpLink. Throws core::InputError.
core::Document readDocument(const QString& path);
/// Its thumbnail, read without the rest of the file; null if there is none.
QImage thumbnailOf(const QString& path);

}  // namespace app
