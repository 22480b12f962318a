#include <cstdio>

#include "app/cli/command.h"
#include "app/cli/output.h"
#include "app/cli/settings_list.h"
#include "core/targets/target.h"

namespace app::cli {

namespace {

int run(bool json) {
  Json list = Json::array();
  for (const core::TargetKind* kind : core::targetKinds()) {
    const core::TargetInfo& info = kind->info();
    const auto target = core::makeTarget(core::targetSpec(info.key));
    const auto entropy = target->entropy();
    const core::Condition condition = target->condition();
    if (json) {
      list.push_back({{"key", info.key},
                      {"label", info.label},
                      {"entropy", entropy ? Json(*entropy) : Json()},
                      {"formula", info.formula},
                      {"source", info.source},
                      {"settings", settingsJson(info.settings)}});
      if (condition.exists()) list.back()["condition"] = {{"label", condition.label}, {"classes", condition.classes}};
    } else {
      std::printf("%-18s %-20s entropy %s nats\n", info.key.c_str(), info.label.c_str(),
                  entropy ? fixed(*entropy, 4).c_str() : "unknown");
      printSettings(info.settings, 18);
    }
  }
  if (json) print(list);
  return 0;
}

}  // namespace

Action addTargets(CLI::App& command) {
  auto json = std::make_shared<bool>(false);
  command.add_flag("--json", *json, "A list of objects");
  return [json] { return run(*json); };
}

}  // namespace app::cli
