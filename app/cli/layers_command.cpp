#include <cstdio>

#include "app/cli/command.h"
#include "app/cli/output.h"
#include "core/layers/layer.h"

namespace app::cli {

namespace {

using core::Setting;

const char* nameOf(Setting::Type type) {
  switch (type) {
    case Setting::Type::integer: return "integer";
    case Setting::Type::real: return "real";
    case Setting::Type::choice: return "choice";
    case Setting::Type::sizes: return "sizes";
  }
  return "";
}

Json settingJson(const Setting& s) {
  const bool ranged = s.type != Setting::Type::choice;
  const Json when = s.whenKey.empty() ? Json() : Json{{"key", s.whenKey}, {"values", s.whenValues}};
  return {{"key", s.key},
          {"label", s.label},
          {"type", nameOf(s.type)},
          {"low", ranged ? Json(s.low) : Json()},
          {"high", ranged ? Json(s.high) : Json()},
          {"standard", s.standard},
          {"choices", s.choices},
          {"unit", s.unit},
          {"help", s.help},
          {"when", when}};
}

Json layerJson(const core::LayerInfo& info) {
  Json settings = Json::array();
  for (const Setting& setting : info.settings) settings.push_back(settingJson(setting));
  return {{"key", info.key},         {"label", info.label},     {"family", core::name(info.family)},
          {"formula", info.formula}, {"summary", info.summary}, {"paper", info.paper},
          {"settings", settings}};
}

// Another name of a kind is listed like a kind, with what it stands for.
Json aliasJson(const core::LayerInfo& info, const core::LayerInfo::Alias& alias) {
  core::LayerInfo same = info;
  same.key = alias.key;
  same.label = alias.label;
  same.summary = alias.summary;
  same.paper = alias.paper;
  for (Setting& setting : same.settings) {
    if (alias.settings.count(setting.key) != 0) setting.standard = alias.settings.at(setting.key);
  }
  Json json = layerJson(same);
  json["kind"] = info.key;
  return json;
}

std::string rangeOf(const Setting& s) {
  std::string text;
  if (s.type == Setting::Type::choice) {
    for (const std::string& choice : s.choices) text += (text.empty() ? "" : "|") + choice;
    return text;
  }
  append(text, s.low);
  text += " to ";
  append(text, s.high);
  if (s.type == Setting::Type::sizes) text += ", like 64x64";
  return text;
}

void printLayer(const core::LayerInfo& info) {
  std::printf("%-10s %s: %s\n", info.key.c_str(), info.label.c_str(), info.summary.c_str());
  std::printf("%-10s   %s\n", "", info.formula.c_str());
  for (const Setting& s : info.settings) {
    std::printf("%-10s   %s=%s  (%s%s%s)\n", "", s.key.c_str(), s.standard.c_str(), rangeOf(s).c_str(),
                s.unit.empty() ? "" : " ", s.unit.c_str());
  }
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
