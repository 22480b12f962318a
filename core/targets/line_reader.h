#pragma once
// A text file line by line, in constant memory.

#include <cstdint>
#include <cstdio>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace core {

class LineReader {
 public:
  /// Throws InputError if the file is missing, a directory or closed to us.
  explicit LineReader(const std::string& path);

  /// The next line without its end (LF, CRLF or CR), valid until the next call; false at the end of the file.
  /// Throws InputError if reading fails or a line is longer than a megabyte.
  bool next(std::string_view& line);
  /// Of the line that `next` gave last, counted from 1.
  std::int64_t number() const { return number_; }

 private:
  void refill();

  struct Close {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };
  std::string path_;
  std::unique_ptr<std::FILE, Close> file_;
  std::vector<char> buffer_;
  size_t begin_ = 0, end_ = 0;  // what is read and not yet given out
  bool atEnd_ = false;
  std::int64_t number_ = 0;
};

}  // namespace core
