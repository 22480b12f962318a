#include "app/cli/points_csv.h"

#include <charconv>
#include <cmath>
#include <string_view>
#include <utility>

#include "core/project/project_file.h"
#include "core/util/error.h"

namespace app::cli {

namespace {

constexpr std::string_view kSpaces = " \t\r";
constexpr std::string_view kBreaks = " \t\r,;";

bool parse(std::string_view text, double& value) {
  if (text.starts_with('+')) text.remove_prefix(1);
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size() && std::isfinite(value);
}

// The next field of `line`, which is cut off.
std::string_view takeField(std::string_view& line) {
  line.remove_prefix(std::min(line.size(), line.find_first_not_of(kSpaces)));
  const std::string_view field = line.substr(0, line.find_first_of(kBreaks));
  line.remove_prefix(field.size());
  line.remove_prefix(std::min(line.size(), line.find_first_not_of(kSpaces)));
  if (!line.empty() && (line[0] == ',' || line[0] == ';')) line.remove_prefix(1);
  return field;
}

}  // namespace

std::vector<std::array<double, 2>> readPointsCsv(const std::string& path) {
  const std::string text = core::readWholeFile(path);
  std::string_view rest = text;
  if (rest.starts_with("\xEF\xBB\xBF")) rest.remove_prefix(3);
  std::vector<std::array<double, 2>> points;
  bool mayBeHeader = true;
  for (int number = 1; !rest.empty(); ++number) {
    std::string_view line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(rest.size(), line.size() + 1));
    if (line.find_first_not_of(kSpaces) == std::string_view::npos || line.starts_with('#')) continue;
    const std::string_view x = takeField(line);
    const std::string_view y = takeField(line);
    std::array<double, 2> point{};
    const bool first = parse(x, point[0]);
    const bool second = parse(y, point[1]);
    const bool header = std::exchange(mayBeHeader, false) && !first && !second && !y.empty();
    if (header) continue;
    if (!first || !second)
      throw core::InputError(path + ", line " + std::to_string(number) + ": expected two finite numbers, x and y");
    points.push_back(point);
  }
  if (points.empty()) throw core::InputError(path + ": no points in it");
  return points;
}

}  // namespace app::cli
