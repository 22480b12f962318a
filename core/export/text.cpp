#include "core/export/text.h"

#include <stdexcept>

#include "core/export/pieces.h"

namespace core {

std::string piece(const std::string& name) {
  for (const Piece& p : pieces()) {
    if (name == p.name) return p.text;
  }
  throw std::logic_error("there is no piece " + name);
}

std::string filled(std::string text, const std::vector<std::pair<std::string, std::string>>& values) {
  for (const auto& [name, value] : values) {
    const std::string mark = "@" + name + "@";
    for (size_t at = text.find(mark); at != std::string::npos; at = text.find(mark, at + value.size()))
      text.replace(at, mark.size(), value);
  }
  return text;
}

}  // namespace core
