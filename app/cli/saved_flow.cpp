#include "app/cli/saved_flow.h"

#include "app/cli/output.h"
#include "core/export/import.h"
#include "core/util/error.h"

namespace app::cli {

namespace {

double conditionOf(const core::Project& project, const std::string& path, const std::string& given) {
  const core::Condition condition = core::makeTarget(project.target)->condition();
  if (given.empty()) return condition.standard();
  if (!project.flow.conditional) throw core::InputError("--given: the flow of " + path + " has no condition");
  try {
    return condition.read(given);
  } catch (const core::InputError& error) {
    throw core::InputError(std::string("--given ") + error.what());
  }
}

}  // namespace

SavedFlow::SavedFlow(const std::string& path, const std::string& given)
    : document(core::loadFlow(path)),
      flow(std::make_shared<core::Flow>(document.project.flow)),
      c(conditionOf(document.project, path, given)),
      theta(std::make_shared<core::Theta>(flow->given(document.state.average, c))) {}

void addGiven(CLI::App& command, std::string& given) {
  command.add_option("--given", given,
                     "Of a conditional flow: the name of a class, or c from 0 to 1; by default the first class or 0.5");
}

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
