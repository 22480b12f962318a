#pragma once
// What is said of an exported flow before it is written: which files there will be, how they begin, and how they are used.

#include <QString>

#include "app/export/export_wish.h"
#include "core/export/exporter.h"

namespace app {

struct FlowWords {
  QString files;       ///< one a line: "moons.py, 12 kB"
  QString use;         ///< lines to paste
  QString head;        ///< the first lines, or what is in it
  bool isText = true;  ///< the former
};

/// What a file is called if nobody says otherwise, without its ending: of a target's name what can be that of a module.
QString nameFor(const QString& target);
/// For a wish of a flow that is saved as `name`, without its ending. Throws InputError.
FlowWords wordsOf(const ExportWish& wish, const ExportContent& content, const QString& name);
/// The files that an export to `path` writes, that one first. Throws InputError.
std::vector<core::ExportedFile> filesOf(const ExportWish& wish, const ExportContent& content, const QString& path);
/// Lines of a CSV of samples of the flow, in the user's units, from the `first` on.
std::string samplesText(const FigureSource& source, int first, int count);

}  // namespace app
