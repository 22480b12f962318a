#include "core/export/flow_description.h"

#include "core/util/error.h"

namespace core {

namespace {

constexpr const char* kFormat = "pushforward-flow";

}  // namespace

Json describeFlow(const ExportedFlow& flow) {
  return {{"format", kFormat},
          {"version", kFlowVersion},
          {"base", baseJson(flow.spec.base)},
          {"scaling", scalingJson(flow.scaling)},
          {"layers", flowJson(flow.spec)}};
}

ExportedFlow describedFlow(const Json& description, const std::string& name, const TensorValues& values) {
  const JsonNode top(description, name, "");
  if (!top.has("format") || !description["format"].is_string() || description["format"] != kFormat)
    top.refuse(std::string("not an exported flow: its entry \"format\" is not \"") + kFormat + "\"");
  const int version = top.at("version").integer(1, std::numeric_limits<int>::max());
  if (version > kFlowVersion)
    top.refuse("was written by a newer Pushforward (format " + std::to_string(version) + ", this one reads " +
               std::to_string(kFlowVersion) + ")");
  ExportedFlow out;
  out.scaling = readScaling(top.at("scaling"));
  out.spec = readFlow(top.at("layers"), Objective::maximumLikelihood);
  if (top.has("base")) out.spec.base = readBase(top.at("base"));
  const Flow flow(out.spec);
  out.theta = Theta::Zero(flow.parameterCount());
  for (int k = 0; k < flow.depth(); ++k) {
    const MutableTheta theta = flow.slice(view(out.theta), k);
    for (const Tensor& tensor : tensorsOf(out.spec.layers[static_cast<size_t>(k)])) {
      const std::vector<Real> numbers = values(k, tensor);
      std::copy(numbers.begin(), numbers.end(), theta.begin() + tensor.first);
    }
  }
  return out;
}

}  // namespace core
