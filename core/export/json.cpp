// JSON: one text that says everything, for any language. Its schema is resources/schema/flow.schema.json.

#include <cstdio>
#include <cstdlib>

#include "core/export/exporter.h"
#include "core/export/flow_description.h"

namespace core {

namespace {

// Nine digits are read back as the same single-precision number.
double shortened(Real value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.9g", static_cast<double>(static_cast<float>(value)));
  return std::strtod(text, nullptr);
}

std::vector<ExportedFile> write(const ExportedFlow& exported, const std::string& path) {
  const Flow flow(exported.spec);
  Json out{{"$schema", "flow.schema.json"}};
  out.update(describeFlow(exported));
  for (int k = 0; k < flow.depth(); ++k) {
    const ConstTheta theta = flow.slice(view(exported.theta), k);
    Json parameters = Json::object();
    for (const Tensor& tensor : tensorsOf(exported.spec.layers[static_cast<size_t>(k)])) {
      Json values = Json::array();
      for (int i = 0; i < tensor.count(); ++i)
        values.push_back(shortened(theta[static_cast<size_t>(tensor.first + i)]));
      parameters[tensor.name] = {{"shape", tensor.shape}, {"values", values}};
    }
    out["layers"][static_cast<size_t>(k)]["parameters"] = parameters;
  }
  return {{path, out.dump() + "\n"}};
}

}  // namespace

extern const Exporter jsonExporter{"json", "JSON", ".json",
                                   "Stack, parameters by name and scaling in one text with a documented schema", write};

}  // namespace core
