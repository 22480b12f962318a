#include "core/export/import.h"

#include <map>

#include "core/export/flow_description.h"
#include "core/export/npy.h"
#include "core/export/zip.h"
#include "core/util/error.h"

namespace core {

namespace {

ExportedFlow fromNpz(const std::string& bytes, const std::string& name) {
  std::map<std::string, std::string> arrays;
  for (ZipEntry& entry : fromZip(bytes, name)) arrays.emplace(std::move(entry.name), std::move(entry.bytes));
  const auto arrayOf = [&](const std::string& key) -> const std::string& {
    const auto found = arrays.find(key + ".npy");
    if (found == arrays.end()) throw InputError(name + ": " + key + " is missing");
    return found->second;
  };
  const Json description = parseJson(textOf(arrayOf("description"), name + ": description"), name);
  return describedFlow(description, name, [&](int layer, const Tensor& tensor) {
    const std::string key = "layers." + std::to_string(layer) + "." + tensor.name;
    return floatsOf(arrayOf(key), tensor.shape, name + ": " + key);
  });
}

ExportedFlow fromJsonText(const std::string& text, const std::string& name) {
  const Json json = parseJson(text, name);
  const JsonNode top(json, name, "");
  return describedFlow(json, name, [&](int layer, const Tensor& tensor) {
    const JsonNode node = top.at("layers").at(static_cast<size_t>(layer)).at("parameters").at(tensor.name);
    if (node.at("shape").json() != Json(tensor.shape))
      node.at("shape").refuse("must be " + Json(tensor.shape).dump() + " for these settings");
    const JsonNode values = node.at("values");
    const auto count = static_cast<size_t>(tensor.count());
    values.listSize(count, count, "numbers");
    std::vector<Real> out(count);
    for (size_t i = 0; i < count; ++i) {
      const auto value = static_cast<float>(values.at(i).number());
      if (!std::isfinite(value)) values.at(i).refuse("is beyond single precision");
      out[i] = static_cast<Real>(value);
    }
    return out;
  });
}

}  // namespace

ExportedFlow importFlow(const std::string& bytes, const std::string& name) {
  return bytes.starts_with("PK") ? fromNpz(bytes, name) : fromJsonText(bytes, name);
}

Document documentOf(const ExportedFlow& flow) {
  Document document;
  document.project = defaultProject();
  document.project.flow = flow.spec;
  document.project.scaling = flow.scaling;
  document.state = TrainState::start(Flow(flow.spec), document.project.training.seed);
  document.state.theta = document.state.average = flow.theta;
  return document;
}

bool isExportedFlow(const std::string& path) { return path.ends_with(".json") || path.ends_with(".npz"); }

Document loadFlow(const std::string& path) {
  return isExportedFlow(path) ? documentOf(importFlow(readWholeFile(path), path)) : loadProject(path);
}

}  // namespace core
