#include "app/film/png_folder.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <regex>

#include "app/film/film_picture.h"
#include "core/project/project_file.h"
#include "core/util/error.h"

namespace app {

namespace fs = std::filesystem;

namespace {

std::string nameOf(int number, int frames) {
  std::string digits = std::to_string(number);
  const size_t width = std::max<size_t>(4, std::to_string(frames).size());
  digits.insert(0, width - std::min(width, digits.size()), '0');
  return "frame_" + digits + ".png";
}

/// "holds 'notes.txt', which is no frame of a film": what speaks against replacing this folder, or "".
std::string foreign(const std::string& folder) {
  static const std::regex kFrame(R"(frame_\d{4,7}\.png)");
  std::error_code error;
  fs::directory_iterator entry(folder, error);
  if (error) return error.message();
  for (; entry != fs::directory_iterator(); entry.increment(error)) {
    const std::string name = entry->path().filename().string();
    if (!std::regex_match(name, kFrame) || !entry->is_regular_file(error))
      return "this folder holds '" + name + "', which is no frame of an earlier film";
    if (error) return error.message();
  }
  return error ? error.message() : "";
}

std::string makeFolderBeside(const std::string& place) {
  static std::atomic<unsigned> next{0};
  for (int attempt = 0; attempt < 100; ++attempt) {
    const std::string leaf = ".pushforward-" + std::to_string(::getpid()) + "-film-" + std::to_string(next++);
    const std::string name = (fs::path(place).parent_path() / leaf).string();
    if (::mkdir(name.c_str(), 0777) == 0) return name;
    if (errno != EEXIST) return "";
  }
  return "";
}

}  // namespace

PngFolder::PngFolder(const QString& path, const FilmSettings& settings)
    : settings_(settings), path_(path.toStdString()), place_(path_) {
  while (place_.size() > 1 && place_.back() == '/') place_.pop_back();
  if (place_.empty()) refuse(std::strerror(ENOENT));
  struct stat about {};
  if (::stat(place_.c_str(), &about) == 0) {
    if (!S_ISDIR(about.st_mode)) refuse(std::strerror(ENOTDIR));
    std::error_code error;
    const fs::path real = fs::canonical(place_, error);
    if (error) refuse(error.message());
    place_ = real.string();
    if (const std::string why = foreign(place_); !why.empty()) refuse(why);
  } else if (errno != ENOENT) {
    refuse(std::strerror(errno));
  }
  temporary_ = makeFolderBeside(place_);
  if (temporary_.empty()) refuse(std::strerror(errno));
}

PngFolder::~PngFolder() {
  std::error_code ignored;
  if (!temporary_.empty()) fs::remove_all(temporary_, ignored);
}

void PngFolder::refuse(const std::string& reason) const { throw core::InputError(path_ + ": cannot write: " + reason); }

void PngFolder::add(const QImage& picture) {
  const std::string bytes = pngOf(filmPicture(picture, settings_.size, settings_.transparent));
  const std::string name = nameOf(++taken_, keptFrames(settings_));
  try {
    core::writeFileAtomically(temporary_ + "/" + name, bytes);
  } catch (const core::InputError& error) {
    // The sentence ends with the reason; the path is the one that was asked for.
    const std::string sentence = error.what();
    refuse(sentence.substr(std::min(sentence.size(), sentence.rfind(": ") + 2)));
  }
  bytes_ += static_cast<std::int64_t>(bytes.size());
}

void PngFolder::finish() {
  if (taken_ == 0) refuse("a film without pictures");
  struct stat about {};
  const bool replaces = ::stat(place_.c_str(), &about) == 0;
  if (replaces) {
    // Again: time has passed.
    if (const std::string why = foreign(place_); !why.empty()) refuse(why);
    (void)!::chmod(temporary_.c_str(), about.st_mode & 07777);
    if (::renameat2(AT_FDCWD, temporary_.c_str(), AT_FDCWD, place_.c_str(), RENAME_EXCHANGE) == 0) {
      std::error_code ignored;
      fs::remove_all(temporary_, ignored);
      temporary_.clear();
      return;
    }
    if (errno != EINVAL && errno != ENOSYS) refuse(std::strerror(errno));
    // Where folders cannot be exchanged the old one steps aside, and comes back if the new one cannot take its place.
    const std::string old = makeFolderBeside(place_);
    if (old.empty() || ::rename(place_.c_str(), old.c_str()) != 0) {
      const int error = errno;
      if (!old.empty()) ::rmdir(old.c_str());
      refuse(std::strerror(error));
    }
    if (::rename(temporary_.c_str(), place_.c_str()) != 0) {
      const int error = errno;
      (void)!::rename(old.c_str(), place_.c_str());
      refuse(std::strerror(error));
    }
    std::error_code ignored;
    fs::remove_all(old, ignored);
  } else if (::rename(temporary_.c_str(), place_.c_str()) != 0) {
    refuse(std::strerror(errno));
  }
  temporary_.clear();
}

}  // namespace app
