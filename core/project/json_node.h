#pragma once
// A node of a JSON text: one value together with the file and the way to it, for the sentence of an error. Private to
// core's readers of files.

#include <algorithm>
#include <bit>
#include <charconv>
#include <cmath>
#include <nlohmann/json.hpp>
#include <string>

#include "core/math/types.h"
#include "core/project/base64.h"
#include "core/util/error.h"
#include "core/util/quotes.h"

namespace core {

using Json = nlohmann::ordered_json;

class JsonNode {
 public:
  JsonNode(const Json& json, std::string file, std::string path)
      : json_(json), file_(std::move(file)), path_(std::move(path)) {}

  [[noreturn]] void refuse(const std::string& why) const {
    throw InputError(file_ + ": " + (path_.empty() ? "" : path_ + " ") + why);
  }
  bool has(const std::string& key) const { return json_.is_object() && json_.contains(key); }
  JsonNode at(const std::string& key) const {
    // A key may come from the file: see settings.
    const std::string name = plain(key) ? key : inQuotes(key);
    const std::string path = (path_.empty() ? "" : path_ + ".") + name;
    if (!json_.is_object()) refuse("must be an object");
    const auto found = json_.find(key);
    if (found == json_.end()) JsonNode(json_, file_, path).refuse("is missing");
    return {*found, file_, path};
  }
  JsonNode at(size_t i) const { return {json_[i], file_, path_ + "[" + std::to_string(i) + "]"}; }

  size_t listSize(size_t low, size_t high, const std::string& what) const {
    if (!json_.is_array()) refuse("must be a list of " + what);
    if (json_.size() < low || json_.size() > high)
      refuse("has " + std::to_string(json_.size()) + " " + what + "; it must have " +
             (low == high ? std::to_string(low) : std::to_string(low) + " to " + std::to_string(high)));
    return json_.size();
  }
  bool flag() const {
    if (!json_.is_boolean()) refuse("must be true or false");
    return json_.get<bool>();
  }
  int integer(int low, int high) const {
    const bool fits =
        json_.is_number_integer() &&
        (json_.is_number_unsigned() ? json_.get<std::uint64_t>() <= static_cast<std::uint64_t>(std::max(high, 0))
                                    : json_.get<std::int64_t>() >= low) &&
        json_.get<std::int64_t>() >= low;
    if (!fits) refuse("must be a whole number from " + std::to_string(low) + " to " + std::to_string(high));
    return json_.get<int>();
  }
  std::uint64_t seed() const {
    if (!json_.is_number_unsigned()) refuse("must be a whole number that is not negative");
    return json_.get<std::uint64_t>();
  }
  double number() const {
    if (!json_.is_number() || !std::isfinite(json_.get<double>())) refuse("must be a finite number");
    return json_.get<double>();
  }
  double number(double low, double high) const {
    if (!(number() >= low && number() <= high)) refuse("must be from " + shown(low) + " to " + shown(high));
    return number();
  }
  double positive() const {
    if (!(number() > 0)) refuse("must be above 0");
    return number();
  }
  const std::string& text() const {
    if (!json_.is_string()) refuse("must be a text");
    return json_.get_ref<const std::string&>();
  }
  std::string bytes() const {
    auto decoded = fromBase64(text());
    if (!decoded) refuse("is not valid base64");
    return *decoded;
  }
  /// Any count of finite numbers if `count` is negative.
  Theta numbers(Eigen::Index count) const {
    // The length is compared first: nothing is decoded that is not wanted.
    if (count >= 0 && text().size() != base64Length(4 * static_cast<std::uint64_t>(count)))
      refuse("has the wrong size: the stack has " + std::to_string(count) + " parameters");
    const std::string data = bytes();
    if (data.size() % 4 != 0) refuse("is not a list of 4-byte numbers");
    if (count >= 0 && data.size() != 4 * static_cast<size_t>(count))
      refuse("has the wrong size: the stack has " + std::to_string(count) + " parameters");
    Theta out(static_cast<Eigen::Index>(data.size() / 4));
    for (Eigen::Index i = 0; i < out.size(); ++i) {
      std::uint32_t word = 0;
      for (size_t b = 4; b-- > 0;) word = word << 8 | static_cast<unsigned char>(data[4 * static_cast<size_t>(i) + b]);
      out(i) = static_cast<Real>(std::bit_cast<float>(word));
    }
    if (!out.allFinite()) refuse("holds numbers that are not finite");
    return out;
  }
  const Json& json() const { return json_; }
  /// Another value in the same place.
  JsonNode with(const Json& json) const { return {json, file_, path_}; }

 private:
  static bool plain(const std::string& key) {
    return key.size() <= 40 && std::all_of(key.begin(), key.end(), [](char c) { return c > ' ' && c < 127; });
  }
  static std::string shown(double value) {
    char text[32];
    return {text, std::to_chars(text, text + sizeof text, value).ptr};
  }

  const Json& json_;
  std::string file_, path_;
};

/// Runs `read` and puts file and key before the sentence of any InputError it throws.
template <class Read>
auto explained(const JsonNode& node, const Read& read) {
  try {
    return read();
  } catch (const InputError& error) {
    node.refuse(std::string("is not usable: ") + error.what());
  }
}

}  // namespace core
