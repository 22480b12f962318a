#include <cstdio>

#include "app/cli/command.h"
#include "app/cli/output.h"
#include "app/cli/settings_list.h"
#include "core/layers/layer.h"

namespace app::cli {

namespace {

Json layerJson(const core::LayerInfo& info) {
  return {{"key", info.key},
          {"label", info.label},
          {"family", core::name(info.family)},
          {"formula", info.formula},
          {"summary", info.summary},
          {"paper", info.paper},
          {"settings", settingsJson(info.settings)}};
}

// Another name of a kind is listed like a kind, with what it stands for.
Json aliasJson(const core::LayerInfo& info, const core::LayerInfo::Alias& alias) {
  core::LayerInfo same = info;
  same.key = alias.key;
  same.label = alias.label;
  same.summary = alias.summary;
  same.paper = alias.paper;
  for (core::Setting& setting : same.settings) {
    if (alias.settings.count(setting.key) != 0) setting.standard = alias.settings.at(setting.key);
  }
  Json json = layerJson(same);
  json["kind"] = info.key;
  return json;
}

void printLayer(const core::LayerInfo& info) {
  std::printf("%-10s %s: %s\n", info.key.c_str(), info.label.c_str(), info.summary.c_str());
  std::printf("%-10s   %s\n", "", info.formula.c_str());
  printSettings(info.settings, 10);
  for (const core::LayerInfo::Alias& alias : info.aliases) {
    std::string same;
    for (const auto& [key, value] : alias.settings) same += (same.empty() ? "" : ",") + key + "=" + value;
    std::printf("%-10s %s: %s\n", alias.key.c_str(), alias.label.c_str(), alias.summary.c_str());
    std::printf("%-10s   %s(%s)\n", "", info.key.c_str(), same.c_str());
  }
}

int run(bool json) {
  Json list = Json::array();
  for (const core::LayerInfo& info : core::layerInfos()) {
    if (json) {
      list.push_back(layerJson(info));
      for (const auto& alias : info.aliases) list.push_back(aliasJson(info, alias));
    } else {
      printLayer(info);
    }
  }
  if (json) print(list);
  return 0;
}

}  // namespace

Action addLayers(CLI::App& command) {
  auto json = std::make_shared<bool>(false);
  command.add_flag("--json", *json, "A list of objects");
  return [json] { return run(*json); };
}

}  // namespace app::cli
