// C++: a header without dependencies, in a namespace of the file's name.

#include <cctype>
#include <filesystem>

#include "core/export/exporter.h"
#include "core/export/shader/shader.h"

namespace core {

namespace {

// The file's name as far as it can be that of a namespace.
std::string nameOf(const std::string& path) {
  std::string name = std::filesystem::path(path).stem().string();
  for (char& c : name) {
    if (std::isalnum(static_cast<unsigned char>(c)) == 0) c = '_';
  }
  return name.empty() || std::isdigit(static_cast<unsigned char>(name[0])) != 0 ? "flow_" + name : name;
}

std::vector<ExportedFile> write(const ExportedFlow& flow, const std::string& path) {
  return {{path, shader::programOf(flow, shader::Language::cpp, nameOf(path))}};
}

}  // namespace

extern const Exporter cppExporter{"cpp", "C++", ".h",
                                  "A header with toData, toBase and logp, the weights in it; C++17 alone", write};

}  // namespace core
