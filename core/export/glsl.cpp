// GLSL: functions of a point, for a shader.

#include "core/export/exporter.h"
#include "core/export/shader/shader.h"

namespace core {

namespace {

std::vector<ExportedFile> write(const ExportedFlow& flow, const std::string& path) {
  return {{path, shader::programOf(flow, shader::Language::glsl, "")}};
}

}  // namespace

extern const Exporter glslExporter{"glsl", "GLSL", ".glsl",
                                   "toData, toBase and logp as functions of a point, the weights as constants", write};

}  // namespace core
