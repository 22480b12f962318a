// The picture of a project file, without reading all of it (project_file.h).

#include "core/project/base64.h"
#include "core/project/project_file.h"

namespace core {

std::string thumbnailIn(std::string_view end) {
  // As toJson writes it, last of all; in a text of the file's these quotes would have a backslash.
  constexpr std::string_view kKey = "\"thumbnail\": \"";
  const size_t key = end.rfind(kKey);
  if (key == std::string_view::npos) return {};
  const size_t first = key + kKey.size(), last = end.find('"', first);
  if (last == std::string_view::npos) return {};
  return fromBase64(end.substr(first, last - first)).value_or("");
}

}  // namespace core
