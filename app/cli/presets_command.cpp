#include <cstdio>

#include "app/cli/command.h"
#include "app/cli/output.h"
#include "core/flow/flow_spec.h"

namespace app::cli {

namespace {

int run(bool json) {
  Json list = Json::array();
  for (const core::Preset& p : core::presets()) {
    if (json) {
      list.push_back(
          {{"key", p.key}, {"label", p.label}, {"stack", p.stack}, {"summary", p.summary}, {"paper", p.paper}});
    } else {
      std::printf("%-8s %-27s %s\n%8s %s\n%8s %s\n", p.key.c_str(), p.label.c_str(), p.stack.c_str(), "",
                  p.summary.c_str(), "", p.paper.c_str());
    }
  }
  if (json) print(list);
  return 0;
}

}  // namespace

Action addPresets(CLI::App& command) {
  auto json = std::make_shared<bool>(false);
  command.add_flag("--json", *json, "A list of objects");
  return [json] { return run(*json); };
}

}  // namespace app::cli
