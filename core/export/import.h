#pragma once
// Reading exported flows back: our own JSON and NPZ.

#include "core/export/exported_flow.h"
#include "core/project/project_file.h"

namespace core {

/// The same stack, numbers and scaling, bit for bit. `name` is the file's. Throws InputError that says what is wrong.
ExportedFlow importFlow(const std::string& bytes, const std::string& name);

/// A document with this flow, on the target that a project has at first.
Document documentOf(const ExportedFlow& flow);

/// A project file, or an exported flow as a document: the ending .json or .npz says so. Throws InputError.
Document loadFlow(const std::string& path);
/// Whether the ending says so.
bool isExportedFlow(const std::string& path);

}  // namespace core
