#pragma once
// An exporter: writes a flow in the language of another program.

#include <string>
#include <vector>

#include "core/export/exported_flow.h"

namespace core {

struct ExportedFile {
  std::string path, bytes;
};

/// One format: one .cpp file defines one of these, named <key>Exporter.
struct Exporter {
  std::string key;      ///< "pytorch"
  std::string label;    ///< "PyTorch"
  std::string ending;   ///< of the path: ".py"
  std::string summary;  ///< one sentence: what is written
  /// The file at `path`, which has the ending, and what belongs beside it. Throws InputError that names a layer which
  /// the format cannot say.
  std::vector<ExportedFile> (*write)(const ExportedFlow& flow, const std::string& path);
};

/// In the order of exporters.def.
const std::vector<Exporter>& exporters();
/// Throws InputError that lists the known ones.
const Exporter& exporter(const std::string& key);

/// Checks the ending, then writes. Throws InputError.
std::vector<ExportedFile> exportFlow(const ExportedFlow& flow, const std::string& format, const std::string& path);

}  // namespace core
