#include "core/util/setting.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <sstream>

#include "core/util/error.h"
#include "core/util/quotes.h"

namespace core {

namespace {

constexpr size_t kLongestText = 200;

// Of the whole text, whatever the locale: with std::stod, 0.5 would be 0 where numbers have a decimal comma.
bool parse(const std::string& text, double& out) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  return error == std::errc() && end == text.data() + text.size() && std::isfinite(out);
}

std::string number(double value) {
  char text[32];
  const auto end = std::to_chars(text, text + sizeof text, value).ptr;
  return {text, end};
}

Setting numberSetting(Setting::Type type, const std::string& key, const std::string& label, double low, double high,
                      const std::string& standard, const std::string& help) {
  Setting s;
  s.type = type;
  s.key = key;
  s.label = label;
  s.low = low;
  s.high = high;
  s.standard = standard;
  s.help = help;
  return s;
}

}  // namespace

Setting realSetting(const std::string& key, const std::string& label, double low, double high,
                    const std::string& standard, const std::string& help) {
  return numberSetting(Setting::Type::real, key, label, low, high, standard, help);
}

Setting integerSetting(const std::string& key, const std::string& label, int low, int high, const std::string& standard,
                       const std::string& help) {
  return numberSetting(Setting::Type::integer, key, label, low, high, standard, help);
}

Setting choiceSetting(const std::string& key, const std::string& label, const std::vector<std::string>& choices,
                      const std::string& help) {
  Setting s = numberSetting(Setting::Type::choice, key, label, 0, 0, choices.front(), help);
  s.choices = choices;
  return s;
}

bool counts(const Setting& setting, const Settings& settings) {
  if (setting.whenKey.empty()) return true;
  const auto other = settings.find(setting.whenKey);
  return other != settings.end() &&
         std::find(setting.whenValues.begin(), setting.whenValues.end(), other->second) != setting.whenValues.end();
}

int intOf(const Settings& settings, const std::string& key) { return std::stoi(settings.at(key)); }

double realOf(const Settings& settings, const std::string& key) {
  double value = 0;
  parse(settings.at(key), value);
  return value;
}

std::vector<int> sizesOf(const Settings& settings, const std::string& key) {
  std::vector<int> sizes;
  std::istringstream text(settings.at(key));
  for (std::string part; std::getline(text, part, 'x');) sizes.push_back(std::stoi(part));
  return sizes;
}

std::string checkedValue(const std::string& owner, const Setting& setting, const std::string& value) {
  const auto refuse = [&](const std::string& wanted) {
    throw InputError(owner + ": " + setting.key + " must be " + wanted + ", not " + inQuotes(value));
  };
  const std::string range = number(setting.low) + " to " + number(setting.high);
  double x = 0;
  switch (setting.type) {
    case Setting::Type::integer:
      if (!parse(value, x) || x != std::floor(x) || x < setting.low || x > setting.high)
        refuse("a whole number from " + range);
      return number(x);
    case Setting::Type::real:
      if (!parse(value, x) || x < setting.low || x > setting.high) refuse("a number from " + range);
      return number(x + 0.0);  // not -0
    case Setting::Type::choice: {
      std::string all;
      for (const std::string& choice : setting.choices) {
        if (choice == value) return value;
        all += (all.empty() ? "" : ", ") + choice;
      }
      refuse("one of " + all);
      break;
    }
    case Setting::Type::sizes: {
      std::string canonical;
      std::istringstream text(value);
      int count = 0;
      for (std::string part; std::getline(text, part, 'x'); ++count) {
        if (!parse(part, x) || x != std::floor(x) || x < setting.low || x > setting.high)
          refuse("one to three widths from " + range + " joined by x, like 64x64");
        canonical += (canonical.empty() ? "" : "x") + number(x);
      }
      if (count < 1 || count > 3 || value.back() == 'x')
        refuse("one to three widths from " + range + " joined by x, like 64x64");
      return canonical;
    }
    case Setting::Type::text:
      if (value.empty() || value.size() > kLongestText) refuse("one to " + number(kLongestText) + " characters");
      return value;
  }
  return value;
}

Settings completed(const std::string& owner, const std::vector<Setting>& settings, const Settings& wanted) {
  for (const auto& entry : wanted) {
    const bool known =
        std::any_of(settings.begin(), settings.end(), [&](const Setting& s) { return s.key == entry.first; });
    if (known) continue;
    std::string all;
    for (const Setting& s : settings) all += (all.empty() ? "; it has: " : ", ") + s.key;
    throw InputError(owner + " has no setting " + inQuotes(entry.first) + all);
  }
  Settings complete;
  for (const Setting& setting : settings) {
    const auto given = wanted.find(setting.key);
    complete[setting.key] = checkedValue(owner, setting, given != wanted.end() ? given->second : setting.standard);
  }
  return complete;
}

namespace {

// In quotes if it would end too early without.
std::string asTyped(const std::string& value) {
  const bool plain = value.find_first_of(",()\"'") == std::string::npos && value.front() != ' ' && value.back() != ' ';
  const char quote = value.find('"') == std::string::npos ? '"' : '\'';
  return plain ? value : quote + value + quote;
}

}  // namespace

std::string inBrackets(const Settings& settings, const Settings& standard) {
  std::string text;
  for (const auto& [key, value] : settings) {
    if (standard.at(key) != value) text += (text.empty() ? "(" : ",") + key + "=" + asTyped(value);
  }
  return text.empty() ? text : text + ")";
}

}  // namespace core
