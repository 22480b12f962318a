// numpy's file format: https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <limits>
#include <optional>
#include <string_view>

#include "core/targets/points_file.h"
#include "core/util/error.h"
#include "core/util/quotes.h"

namespace core {

namespace {

constexpr std::string_view kMagic("\x93NUMPY", 6);
constexpr std::uint32_t kMostHeader = 1 << 16;

[[noreturn]] void refuse(const std::string& path, const std::string& why) { throw InputError(path + ": " + why); }

// The text behind 'key': in the header, which is a Python dictionary.
std::string_view valueOf(std::string_view header, std::string_view key, const std::string& path) {
  const std::string quoted = "'" + std::string(key) + "'";
  const size_t at = header.find(quoted);
  if (at == std::string_view::npos) refuse(path, "its header has no '" + std::string(key) + "'");
  std::string_view rest = header.substr(at + quoted.size());
  const size_t start = rest.find_first_not_of(" :");
  return start == std::string_view::npos ? std::string_view() : rest.substr(start);
}

// "(1000, 2)": the two numbers.
std::array<std::int64_t, 2> shapeOf(std::string_view text, const std::string& path) {
  const size_t close = text.find(')');
  const std::string_view inside = text.substr(0, close == std::string_view::npos ? close : close + 1);
  std::vector<std::int64_t> sizes;
  std::int64_t size = 0;
  bool inNumber = false;
  for (const char c : inside) {
    if (c >= '0' && c <= '9') {
      size = std::min<std::int64_t>(size * 10 + (c - '0'), std::int64_t{1} << 40);
      inNumber = true;
    } else if (inNumber) {
      sizes.push_back(size);
      size = 0;
      inNumber = false;
    }
  }
  if (inNumber) sizes.push_back(size);
  if (sizes.size() != 2 || (sizes[0] != 2 && sizes[1] != 2))
    refuse(path, "an array of shape " + inQuotes(inside) + "; it must be n rows of 2 numbers");
  return {sizes[0], sizes[1]};
}

template <class T>
double numberAs(const char* at, bool swapped) {
  char bytes[sizeof(T)];
  std::copy_n(at, sizeof(T), bytes);
  if (swapped) std::reverse(bytes, bytes + sizeof(T));
  T value;
  std::memcpy(&value, bytes, sizeof(T));
  return static_cast<double>(value);
}

using Read = double (*)(const char*, bool);

// "<f8" and the like.
Read readerOf(std::string_view type) {
  struct Known {
    std::string_view type;
    Read read;
  };
  static constexpr Known kKnown[] = {
      {"f4", numberAs<float>},         {"f8", numberAs<double>},        {"i1", numberAs<std::int8_t>},
      {"i2", numberAs<std::int16_t>},  {"i4", numberAs<std::int32_t>},  {"i8", numberAs<std::int64_t>},
      {"u1", numberAs<std::uint8_t>},  {"u2", numberAs<std::uint16_t>}, {"u4", numberAs<std::uint32_t>},
      {"u8", numberAs<std::uint64_t>},
  };
  for (const Known& known : kKnown)
    if (type == known.type) return known.read;
  return nullptr;
}

}  // namespace

bool isNpy(const std::string& path) {
  if (path.size() < 4) return false;
  std::string ending = path.substr(path.size() - 4);
  for (char& c : ending) c = static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
  return ending == ".npy";
}

PointsTable readNpyFile(const std::string& path) {
  std::error_code ignored;  // what cannot be looked at cannot be opened either
  if (std::filesystem::is_directory(path, ignored)) refuse(path, "is a folder, not a file");
  std::ifstream file(path, std::ios::binary);
  if (!file) refuse(path, "cannot be opened");
  char start[12] = {};
  if (!file.read(start, 8) || std::string_view(start, 6) != kMagic) refuse(path, "not a file of numpy's");
  const int version = static_cast<unsigned char>(start[6]);
  if (version < 1 || version > 3)
    refuse(path, "of version " + std::to_string(version) + " of numpy's format; 1 to 3 can be read");
  const int lengthBytes = version == 1 ? 2 : 4;
  if (!file.read(start + 8, lengthBytes)) refuse(path, "ends within its header");
  std::uint32_t length = 0;
  for (int i = lengthBytes - 1; i >= 0; --i) length = length << 8 | static_cast<unsigned char>(start[8 + i]);
  if (length > kMostHeader) refuse(path, "its header is too long to be one");
  std::string header(length, '\0');
  if (!file.read(header.data(), static_cast<std::streamsize>(length))) refuse(path, "ends within its header");

  std::string_view type = valueOf(header, "descr", path);
  if (type.empty() || (type.front() != '\'' && type.front() != '"'))
    refuse(path, "an array of records; it must be n rows of 2 numbers");
  type = type.substr(1, type.find_first_of("'\"", 1) - 1);
  const bool ordered = !type.empty() && std::string_view("<>=|").find(type[0]) != std::string_view::npos;
  const Read read = ordered ? readerOf(type.substr(1)) : nullptr;
  if (read == nullptr)
    refuse(path, "numbers of type " + inQuotes(type) + "; real ones of 4 or 8 bytes or whole ones can be read");
  const auto size = static_cast<size_t>(type[2] - '0');
  const bool swapped = type[0] == (std::endian::native == std::endian::little ? '>' : '<');
  const bool byColumns = valueOf(header, "fortran_order", path).starts_with("True");
  const auto shape = shapeOf(valueOf(header, "shape", path), path);
  const bool tall = shape[1] == 2;  // two points are read as rows
  const std::int64_t count = tall ? shape[0] : shape[1];
  if (count > kMaxFilePoints) refuse(path, "has more than 2,000,000 rows; keep a random part of it");

  std::string bytes(static_cast<size_t>(count) * 2 * size, '\0');
  if (!file.read(bytes.data(), static_cast<std::streamsize>(bytes.size()))) refuse(path, "ends before its last row");
  PointsTable table;
  table.path = path;
  table.readAs = "numpy's file of type " + std::string(type) + ", " + grouped(count) + " rows";
  table.columns.resize(2);
  const bool inTurn = tall != byColumns;  // x and y of a point lie side by side
  const auto rows = static_cast<size_t>(count);
  for (PointsTable::Column& column : table.columns) column.values.reserve(rows);
  for (size_t i = 0; i < rows; ++i) {
    for (size_t k = 0; k < 2; ++k) {
      const double v = read(bytes.data() + (inTurn ? 2 * i + k : k * rows + i) * size, swapped);
      if (!(std::abs(v) <= kLargestCoordinate)) {
        throw InputError(path + ", row " + std::to_string(i + 1) + ", column " + std::to_string(k + 1) +
                         (std::isfinite(v) ? " is out of range (beyond 1e15)" : " is not a finite number"));
      }
      PointsTable::Column& column = table.columns[k];
      column.low = i == 0 ? v : std::min(column.low, v);
      column.high = i == 0 ? v : std::max(column.high, v);
      column.values.push_back(static_cast<Real>(v));
    }
  }
  return table;
}

}  // namespace core
