#include "core/export/npy.h"

#include <cmath>
#include <cstdint>

#include "core/export/text.h"
#include "core/util/error.h"

namespace core {

namespace {

constexpr std::string_view kMagic("\x93NUMPY", 6);

std::string shapeText(const std::vector<int>& shape) {
  std::string text = "(";
  for (const int size : shape) text += std::to_string(size) + (shape.size() == 1 ? "," : ", ");
  if (shape.size() > 1) text.resize(text.size() - 2);
  return text + ")";
}

std::string headerOf(const std::string& type, const std::vector<int>& shape) {
  std::string header = "{'descr': '" + type + "', 'fortran_order': False, 'shape': " + shapeText(shape) + ", }";
  while ((kMagic.size() + 4 + header.size() + 1) % 64 != 0) header += ' ';
  header += '\n';
  std::string out(kMagic);
  out += '\x01';
  out += '\0';
  appendLittleEndian(out, static_cast<std::uint16_t>(header.size()));
  return out + header;
}

std::uint32_t wordAt(std::string_view bytes, size_t at) {
  std::uint32_t word = 0;
  for (size_t i = 4; i-- > 0;) word = word << 8 | static_cast<unsigned char>(bytes[at + i]);
  return word;
}

// Header, without blanks, and data of an array.
std::pair<std::string, std::string_view> parted(const std::string& npy, const std::string& what) {
  const bool second = npy.size() > 6 && npy[6] == '\x02';
  const size_t start = second ? 12 : 10;
  if (npy.size() < 12 || !npy.starts_with(kMagic)) throw InputError(what + " is not an array of numpy's");
  const size_t length = second ? wordAt(npy, 8) : wordAt(npy, 8) & 0xffffu;
  if (length > npy.size() - start) throw InputError(what + " ends within its header");
  std::string header;
  for (const char c : npy.substr(start, length)) {
    if (c != ' ' && c != '\n') header += c;
  }
  return {header, std::string_view(npy).substr(start + length)};
}

}  // namespace

std::string npyOf(ConstTheta values, const std::vector<int>& shape) {
  std::string out = headerOf("<f4", shape);
  for (const Real value : values) appendFloat(out, value);
  return out;
}

std::string npyOf(std::span<const double> values) {
  std::string out = headerOf("<f8", {static_cast<int>(values.size())});
  for (const double value : values) appendDouble(out, value);
  return out;
}

std::string npyOf(const std::string& text) {
  std::string out = headerOf("<U" + std::to_string(text.size()), {});
  for (const char c : text) appendLittleEndian(out, std::uint32_t{static_cast<unsigned char>(c)});
  return out;
}

std::vector<Real> floatsOf(const std::string& npy, const std::vector<int>& shape, const std::string& what) {
  const auto [header, data] = parted(npy, what);
  std::string wanted = shapeText(shape);
  std::erase(wanted, ' ');
  if (header.find("'descr':'<f4'") == std::string::npos) throw InputError(what + " must be of type float32");
  if (header.find("'fortran_order':False") == std::string::npos) throw InputError(what + " must lie row by row");
  if (header.find("'shape':" + wanted) == std::string::npos) throw InputError(what + " must have the shape " + wanted);
  size_t count = 1;
  for (const int size : shape) count *= static_cast<size_t>(size);
  if (data.size() != 4 * count) throw InputError(what + " has the wrong length");
  std::vector<Real> values(count);
  for (size_t i = 0; i < count; ++i) {
    values[i] = static_cast<Real>(std::bit_cast<float>(wordAt(data, 4 * i)));
    if (!std::isfinite(values[i])) throw InputError(what + " holds numbers that are not finite");
  }
  return values;
}

std::string textOf(const std::string& npy, const std::string& what) {
  const auto [header, data] = parted(npy, what);
  if (header.find("'descr':'<U") == std::string::npos || header.find("'shape':()") == std::string::npos)
    throw InputError(what + " must be one text");
  std::string text;
  for (size_t at = 0; at + 4 <= data.size(); at += 4) {
    const std::uint32_t c = wordAt(data, at);
    if (c > 126) throw InputError(what + " must be ASCII");
    text += static_cast<char>(c);
  }
  return text;
}

}  // namespace core
