#include "core/targets/line_reader.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <system_error>

#include "core/util/error.h"

namespace core {

namespace {

std::string reason(int error) { return std::generic_category().message(error); }

}  // namespace

LineReader::LineReader(const std::string& path) : path_(path), buffer_(1 << 20) {
  std::error_code error;
  const auto status = std::filesystem::status(path, error);
  if (status.type() == std::filesystem::file_type::not_found) throw InputError(path + " does not exist");
  if (std::filesystem::is_directory(status)) throw InputError(path + " is a folder, not a file");
  errno = 0;
  file_.reset(std::fopen(path.c_str(), "rb"));
  if (!file_) throw InputError(path + " cannot be opened: " + reason(errno));
  refill();
  const std::string_view start(buffer_.data(), end_);
  if (start.starts_with("\xFF\xFE") || start.starts_with("\xFE\xFF"))
    throw InputError(path + " is text in UTF-16; save it as UTF-8");
  if (start.starts_with("\xEF\xBB\xBF")) begin_ = 3;
}

void LineReader::refill() {
  std::copy(buffer_.begin() + static_cast<std::ptrdiff_t>(begin_), buffer_.begin() + static_cast<std::ptrdiff_t>(end_),
            buffer_.begin());
  end_ -= begin_;
  begin_ = 0;
  if (end_ == buffer_.size())
    throw InputError(path_ + ", line " + std::to_string(number_ + 1) +
                     ": longer than a megabyte; this is not a table of points");
  errno = 0;
  const size_t wanted = buffer_.size() - end_;
  const size_t got = std::fread(buffer_.data() + end_, 1, wanted, file_.get());
  if (std::ferror(file_.get())) throw InputError(path_ + " cannot be read: " + reason(errno));
  end_ += got;
  atEnd_ = got < wanted;
}

bool LineReader::next(std::string_view& line) {
  for (;;) {
    const char* from = buffer_.data() + begin_;
    const size_t size = end_ - begin_;
    size_t length = 0;
    while (length < size && from[length] != '\n' && from[length] != '\r') ++length;
    const bool twoCharacters = length < size && from[length] == '\r';  // perhaps CRLF: one more must be in sight
    if (!atEnd_ && (length == size || (twoCharacters && length + 1 == size))) {
      refill();
      continue;
    }
    if (size == 0) return false;
    line = {from, length};
    begin_ += std::min(size, length + (twoCharacters && length + 1 < size && from[length + 1] == '\n' ? 2 : 1));
    ++number_;
    return true;
  }
}

}  // namespace core
