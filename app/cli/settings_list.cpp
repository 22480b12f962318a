#include "app/cli/settings_list.h"

#include <cstdio>

namespace app::cli {

namespace {

const char* nameOf(core::Setting::Type type) {
  switch (type) {
    case core::Setting::Type::integer: return "integer";
    case core::Setting::Type::real: return "real";
    case core::Setting::Type::choice: return "choice";
    case core::Setting::Type::sizes: return "sizes";
    case core::Setting::Type::text: return "text";
  }
  return "";
}

Json settingJson(const core::Setting& s) {
  const bool ranged = s.type != core::Setting::Type::choice && s.type != core::Setting::Type::text;
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

std::string rangeOf(const core::Setting& s) {
  std::string text;
  if (s.type == core::Setting::Type::choice) {
    for (const std::string& choice : s.choices) text += (text.empty() ? "" : "|") + choice;
    return text;
  }
  if (s.type == core::Setting::Type::text) return "text";
  append(text, s.low);
  text += " to ";
  append(text, s.high);
  if (s.type == core::Setting::Type::sizes) text += ", like 64x64";
  return text;
}

}  // namespace

Json settingsJson(const std::vector<core::Setting>& settings) {
  Json list = Json::array();
  for (const core::Setting& setting : settings) list.push_back(settingJson(setting));
  return list;
}

void printSettings(const std::vector<core::Setting>& settings, int indent) {
  for (const core::Setting& s : settings) {
    std::printf("%-*s   %s=%s  (%s%s%s)\n", indent, "", s.key.c_str(), s.standard.c_str(), rangeOf(s).c_str(),
                s.unit.empty() ? "" : " ", s.unit.c_str());
  }
}

}  // namespace app::cli
