#pragma once
// What a person can set about a layer or a target: its settings, declared with range, label and help, and their values
// as text.

#include <map>
#include <string>
#include <vector>

namespace core {

/// One setting of a kind of layer or target, as inspector, command line and file format show it.
struct Setting {
  enum class Type { integer, real, choice, sizes, text };
  std::string key;    ///< "bins"
  std::string label;  ///< "Bins"
  Type type = Type::integer;
  double low = 0, high = 0;          ///< range of integer and real; of each size
  std::string standard;              ///< the value of a bare key; "auto" is resolved when the card is made
  std::vector<std::string> choices;  ///< for choice
  std::string unit;
  std::string help;  ///< one sentence
  /// Counts only while setting `whenKey` has one of the values `whenValues`; always if the key is empty.
  std::string whenKey;
  std::vector<std::string> whenValues;
};

Setting realSetting(const std::string& key, const std::string& label, double low, double high,
                    const std::string& standard, const std::string& help);
Setting integerSetting(const std::string& key, const std::string& label, int low, int high, const std::string& standard,
                       const std::string& help);

Setting choiceSetting(const std::string& key, const std::string& label, const std::vector<std::string>& choices,
                      const std::string& help);

/// Setting key -> value in canonical text ("8", "0.5", "64x64", "density").
using Settings = std::map<std::string, std::string>;

/// Whether a setting counts beside the others: see Setting::whenKey.
bool counts(const Setting& setting, const Settings& settings);

int intOf(const Settings& settings, const std::string& key);
double realOf(const Settings& settings, const std::string& key);
std::vector<int> sizesOf(const Settings& settings, const std::string& key);

/// The canonical form of `value`, or InputError: "affine: bins must be a whole number from 2 to 64, not 'x'".
std::string checkedValue(const std::string& owner, const Setting& setting, const std::string& value);
/// Every setting's value: `wanted`, checked, and the standard of what it leaves out. Throws like checkedValue, and for
/// a setting that there is not.
Settings completed(const std::string& owner, const std::vector<Setting>& settings, const Settings& wanted);

/// What of `settings` is not as in `standard`, as one types it: "(bins=16,hidden=64x64)"; nothing if all is.
std::string inBrackets(const Settings& settings, const Settings& standard);

}  // namespace core
