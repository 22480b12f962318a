// Files written whole or not at all, and read whole (project_file.h).

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstring>
#include <filesystem>

#include "core/project/project_file.h"
#include "core/util/error.h"

namespace core {

namespace {

[[noreturn]] void refuse(const std::string& path, const std::string& what, int error) {
  throw InputError(path + ": " + what + ": " + std::strerror(error));
}

class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() { close(); }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int number() const { return number_; }
  bool close() {
    const int number = number_;
    number_ = -1;
    return number < 0 || ::close(number) == 0;
  }

 private:
  int number_;
};

// Gives 0 or the error number.
int writeAll(int descriptor, const std::string& bytes) {
  for (size_t done = 0; done < bytes.size();) {
    const ssize_t count = ::write(descriptor, bytes.data() + done, bytes.size() - done);
    if (count < 0 && errno != EINTR) return errno;
    if (count > 0) done += static_cast<size_t>(count);
  }
  return 0;
}

bool sameFile(const struct stat& a, const struct stat& b) { return a.st_dev == b.st_dev && a.st_ino == b.st_ino; }

// The file beside `path` that every saving of it uses, to this one alone; -1 if it cannot be had. One that a program left
// there when it was killed is thus taken up by the next saving, instead of lying about for good.
int openAlone(const std::string& name) {
  for (int attempt = 0; attempt < 100; ++attempt) {
    const int descriptor = ::open(name.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0666);
    if (descriptor < 0) return -1;
    struct stat mine {
    }, there{};
    const bool sound = ::flock(descriptor, LOCK_EX) == 0 && ::fstat(descriptor, &mine) == 0 && S_ISREG(mine.st_mode) &&
                       mine.st_uid == ::geteuid() && mine.st_nlink <= 1;
    // Another saving may have put it in its place while this one waited.
    if (sound && ::lstat(name.c_str(), &there) == 0 && sameFile(mine, there) && ::ftruncate(descriptor, 0) == 0)
      return descriptor;
    ::close(descriptor);
    if (!sound) return -1;
  }
  return -1;
}

// A new file beside `path` that nobody else has.
int openUnique(const std::filesystem::path& path, std::string& name) {
  static std::atomic<unsigned> next{0};
  for (int attempt = 0; attempt < 100; ++attempt) {
    const std::string leaf = ".pushforward-" + std::to_string(::getpid()) + "-" + std::to_string(next++);
    name = (path.parent_path() / leaf).string();
    const int descriptor = ::open(name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (descriptor >= 0 || errno != EEXIST) return descriptor;
  }
  errno = EEXIST;
  return -1;
}

int openBeside(const std::filesystem::path& path, std::string& name) {
  name = newFileBeside(path.string());
  const int descriptor = openAlone(name);
  return descriptor >= 0 ? descriptor : openUnique(path, name);
}

void flushFolder(const std::filesystem::path& file) {
  const std::string folder = file.has_parent_path() ? file.parent_path().string() : ".";
  const Descriptor descriptor(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (descriptor.number() >= 0) ::fsync(descriptor.number());
}

}  // namespace

std::string newFileBeside(const std::string& path) {
  const std::filesystem::path file = path;
  return (file.parent_path() / ("." + file.filename().string() + ".new")).string();
}

void writeFileAtomically(const std::string& path, const std::string& bytes) {
  struct stat old {};
  const bool exists = ::stat(path.c_str(), &old) == 0;
  if (exists && S_ISDIR(old.st_mode)) refuse(path, "cannot write", EISDIR);
  if (exists && !S_ISREG(old.st_mode)) {  // a pipe or a device: nothing to replace
    Descriptor out(::open(path.c_str(), O_WRONLY | O_CLOEXEC));
    if (out.number() < 0) refuse(path, "cannot write", errno);
    if (const int error = writeAll(out.number(), bytes)) refuse(path, "cannot write", error);
    if (!out.close()) refuse(path, "cannot write", errno);
    return;
  }
  if (exists && ::access(path.c_str(), W_OK) != 0) refuse(path, "cannot write", errno);
  // A link stays a link: what it points at is replaced.
  std::error_code ignored;
  std::filesystem::path file = path;
  if (exists) file = std::filesystem::canonical(path, ignored);
  if (file.empty()) file = path;

  std::string temporary;
  Descriptor out(openBeside(file, temporary));
  if (out.number() < 0) refuse(path, "cannot write", errno);
  const Descriptor lock(::fcntl(out.number(), F_DUPFD_CLOEXEC, 0));  // until the file is in its place
  int error = writeAll(out.number(), bytes);
  if (exists && error == 0) (void)!::fchmod(out.number(), old.st_mode & 07777);
  if (error == 0 && ::fsync(out.number()) != 0) error = errno;
  if (!out.close() && error == 0) error = errno;
  if (error == 0 && ::rename(temporary.c_str(), file.c_str()) != 0) error = errno;
  if (error != 0) {
    ::unlink(temporary.c_str());
    refuse(path, "cannot write", error);
  }
  flushFolder(file);
}

void checkWritable(const std::string& path) {
  struct stat about {};
  if (::stat(path.c_str(), &about) == 0) {
    if (S_ISDIR(about.st_mode)) refuse(path, "cannot write", EISDIR);
    if (::access(path.c_str(), W_OK) != 0) refuse(path, "cannot write", errno);
    if (!S_ISREG(about.st_mode)) return;
    const size_t slash = path.rfind('/');
    const std::string folder = slash == std::string::npos ? "." : path.substr(0, slash + 1);
    if (::access(folder.c_str(), W_OK | X_OK) != 0) refuse(path, "cannot write", errno);
    return;
  }
  // The surest way to know is to make the file, and take it away again.
  const Descriptor made(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666));
  if (made.number() < 0) refuse(path, "cannot write", errno);
  ::unlink(path.c_str());
}

std::string readWholeFile(const std::string& path, size_t limit) {
  const Descriptor in(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (in.number() < 0) refuse(path, "cannot open", errno);
  struct stat about {};
  if (::fstat(in.number(), &about) != 0) refuse(path, "cannot read", errno);
  const auto refuseSize = [&] {
    throw InputError(path + ": larger than " + std::to_string(limit) + " bytes, the most that is read");
  };
  if (S_ISREG(about.st_mode) && static_cast<std::uintmax_t>(about.st_size) > limit) refuseSize();
  std::string bytes;
  if (S_ISREG(about.st_mode)) bytes.reserve(static_cast<size_t>(about.st_size));
  std::string part(1 << 16, '\0');
  for (;;) {
    const ssize_t count = ::read(in.number(), part.data(), part.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) refuse(path, "cannot read", errno);
    if (count == 0) return bytes;
    if (bytes.size() + static_cast<size_t>(count) > limit) refuseSize();
    bytes.append(part, 0, static_cast<size_t>(count));
  }
}

}  // namespace core
