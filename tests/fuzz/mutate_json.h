#pragma once
// JSON texts that a reader must survive: valid ones, damaged in their values rather than in their bytes.

#include <nlohmann/json.hpp>

#include "tests/fuzz/mutate.h"

namespace fuzz {

using Json = nlohmann::ordered_json;

/// Every value of a text, the whole of it first.
inline void collect(Json& json, std::vector<Json*>& all) {
  all.push_back(&json);
  if (json.is_structured()) {
    for (Json& part : json) collect(part, all);
  }
}

/// A value that nobody would write.
inline Json strange(Dice& dice) {
  switch (dice.below(16)) {
    case 0: return nullptr;
    case 1: return dice.below(2) == 0;
    case 2: return Json::array();
    case 3: return Json::object();
    case 4: return "";
    case 5: return static_cast<std::int64_t>(dice.bits());
    case 6: return dice.bits() >> dice.below(64);
    case 7: return -static_cast<std::int64_t>(dice.below(3));
    case 8: return 1e308 * (dice.below(2) == 0 ? 1 : -1);
    case 9: return 4.9e-324;
    case 10: return std::vector<int>(dice.below(dice.below(8) == 0 ? 20'000 : 20), 1);
    case 11: {  // deep
      Json nest = 1;
      for (size_t depth = 1 + dice.below(40); depth-- > 0;) nest = Json::array({nest});
      return nest;
    }
    case 12: return std::string(dice.below(5000), dice.below(2) == 0 ? 'A' : '\n');
    case 13: return "\xf0\x9f\x98\x80\xe2\x80\xa8\xc3\xbc\x01\t\x7f";
    case 14: return "256x256x256";
    default: return 0.5 * static_cast<double>(dice.below(1000));
  }
}

/// One accident of a value that is a text: base64, a key, a number as a setting has it.
inline std::string torn(std::string text, Dice& dice) {
  const size_t at = dice.below(text.size() + 1);
  switch (dice.below(5)) {
    case 0: text.resize(at); break;
    case 1: text.insert(at, text.substr(0, 1 + dice.below(8))); break;
    case 2: text.insert(at, 1, static_cast<char>(' ' + dice.below(95))); break;
    case 3: text = std::to_string(static_cast<std::int64_t>(dice.bits() >> dice.below(64))); break;
    default: text += text;
  }
  return text;
}

inline void damage(Json& json, Dice& dice) {
  std::vector<Json*> all;
  collect(json, all);
  Json& one = *all[dice.below(all.size())];
  const size_t at = dice.below(one.size());
  switch (dice.below(8)) {
    case 0:
    case 1: one = strange(dice); break;
    case 2: one = Json(*all[dice.below(all.size())]); break;  // what belongs elsewhere
    case 3:
      if (one.is_string()) one = torn(one.get<std::string>(), dice);
      break;
    case 4:  // something of it goes
      if (one.is_structured() && !one.empty()) one.erase(std::next(one.begin(), static_cast<std::ptrdiff_t>(at)));
      break;
    case 5: {  // something of it comes again
      if (!one.is_array() || one.empty()) break;
      const Json part = one[at];
      for (size_t times = 1 + dice.below(dice.below(8) == 0 ? 300 : 3); times-- > 0;) one.push_back(part);
      break;
    }
    case 6: {  // under another name
      if (!one.is_object() || one.empty()) break;
      Json renamed = Json::object();
      size_t i = 0;
      for (const auto& [key, value] : one.items()) renamed[i++ == at ? torn(key, dice) : key] = value;
      one = renamed;
      break;
    }
    default:
      if (one.is_number()) one = strange(dice);
      if (one.is_boolean()) one = !one.get<bool>();
  }
}

/// `text` after some accidents; now and then with a line of it twice, which is a key that is there twice.
inline std::string mutatedJson(const std::string& text, Dice& dice) {
  Json json = Json::parse(text);
  for (size_t accidents = 1 + dice.below(dice.below(2) == 0 ? 1 : 5); accidents-- > 0;) damage(json, dice);
  std::string out = json.dump(1, ' ', false, Json::error_handler_t::replace);
  if (dice.below(8) == 0) {
    const size_t line = out.find('\n', dice.below(out.size()));
    const size_t end = line == std::string::npos ? line : out.find('\n', line + 1);
    if (end != std::string::npos) out.insert(line, out.substr(line, end - line));
  }
  return out;
}

}  // namespace fuzz
