#pragma once
// A trained flow for each preset (tests/flows), with what the tests of the stage want of it.

#include <filesystem>

#include "core/engine/cpu_engine.h"
#include "core/flow/frozen.h"
#include "core/project/project_file.h"

namespace testing_support {

struct TrainedFlow {
  std::shared_ptr<const core::Flow> flow;
  std::shared_ptr<const core::Theta> theta;

  explicit TrainedFlow(const std::string& preset) {
    const core::Document document =
        core::loadProject(std::filesystem::path(PUSHFORWARD_SOURCE) / "tests/flows" / (preset + ".pushforward"));
    flow = std::make_shared<core::Flow>(document.project.flow);
    theta = std::make_shared<core::Theta>(document.state.average);
  }

  core::Frozen frozenAt(double depth) { return freezer.freeze(flow, theta, depth); }
  core::Freezer freezer;
};

inline std::unique_ptr<core::Engine> oneThread() {
  core::CpuOptions options;
  options.threads = 1;
  return core::makeCpuEngine(options);
}

}  // namespace testing_support
