#include "app/cli/saved_flow.h"

#include "app/cli/output.h"
#include "core/export/import.h"
#include "core/util/error.h"

namespace app::cli {

SavedFlow::SavedFlow(const std::string& path)
    : document(core::loadFlow(path)),
      flow(std::make_shared<core::Flow>(document.project.flow)),
      theta(std::make_shared<core::Theta>(document.state.average)) {}

core::Frozen SavedFlow::at(std::optional<double> depth) const {
  const double T = depth.value_or(flow->depth());
  if (!(T >= 0 && T <= flow->depth())) {
    std::string shown;
    append(shown, T);
    throw core::InputError("--depth must be from 0 to " + std::to_string(flow->depth()) +
                           ", the number of layers, not " + shown);
  }
  return {flow, flow->atDepth(*theta, T), flow->layersAt(T)};
}

}  // namespace app::cli
