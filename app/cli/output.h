#pragma once
// Output: results to standard output or a file, whole or not at all.

#include <cstdint>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>

namespace app::cli {

/// Keys stay in the order in which they are written.
using Json = nlohmann::ordered_json;

/// The input was fine and the work went wrong: exit status 1.
class WorkError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Prints `json` and a line break to standard output.
void print(const Json& json);
void print(const std::string& text);
/// Throws WorkError if something did not get through.
void flushStandardOutput();

/// Throws InputError now if `path` cannot be written later; leaves things as they are. Empty: nothing to check.
void checkWritable(const std::string& path);
/// To the file, or to standard output if `path` is empty. Throws WorkError.
void write(const std::string& path, const std::string& bytes);

/// Appends `value` with nine significant digits.
void append(std::string& text, double value);
/// 24,412
std::string grouped(std::int64_t count);
/// `value` with `digits` digits after the point.
std::string fixed(double value, int digits);
/// The text in one line.
std::string oneLine(std::string text);

}  // namespace app::cli
