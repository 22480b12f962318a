#include "app/cli/output.h"

#include <cerrno>
#include <charconv>
#include <cstdio>
#include <cstring>

#include "app/cli/interrupt.h"
#include "core/project/project_file.h"
#include "core/util/error.h"

namespace app::cli {

void print(const std::string& text) { std::fwrite(text.data(), 1, text.size(), stdout); }

void print(const Json& json) { print(json.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n"); }

void flushStandardOutput() {
  errno = 0;
  if (std::fflush(stdout) != 0 || std::ferror(stdout) != 0)
    throw WorkError(std::string("cannot write to standard output: ") + std::strerror(errno != 0 ? errno : EIO));
}

void checkWritable(const std::string& path) {
  if (!path.empty()) core::checkWritable(path);
}

void write(const std::string& path, const std::string& bytes) {
  stopIfInterrupted();
  if (path.empty()) {
    print(bytes);
    return;
  }
  try {
    core::writeFileAtomically(path, bytes);
  } catch (const core::InputError& error) {
    throw WorkError(error.what());
  }
}

void append(std::string& text, double value) {
  char digits[32];
  const auto end = std::to_chars(digits, digits + sizeof digits, value, std::chars_format::general, 9).ptr;
  text.append(digits, end);
}

std::string grouped(std::int64_t count) {
  std::string text = std::to_string(count);
  for (size_t at = text.size(); at > (count < 0 ? 4u : 3u);) text.insert(at -= 3, ",");
  return text;
}

std::string fixed(double value, int digits) {
  char text[64];
  std::snprintf(text, sizeof text, "%.*f", digits, value);
  return text;
}

std::string oneLine(std::string text) {
  for (char& c : text) {
    if (c == '\n' || c == '\r') c = ' ';
  }
  while (!text.empty() && text.back() == ' ') text.pop_back();
  return text;
}

}  // namespace app::cli
