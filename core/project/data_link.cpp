#include "core/project/data_link.h"

#include <filesystem>
#include <fstream>

#include "core/targets/picture.h"
#include "core/targets/points_file.h"
#include "core/targets/target.h"
#include "core/util/error.h"
#include "core/util/sha256.h"

namespace core {

namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kMostBytes = std::uint64_t{1} << 30;  // more than any file of data that can be read

// Size and hash of the file; throws InputError if there is none that could be read to its end.
DataLink lookAt(const std::string& path) {
  std::error_code none;
  const fs::file_status status = fs::status(path, none);
  if (!fs::exists(status)) throw InputError(path + " is not there");
  if (!fs::is_regular_file(status)) throw InputError(path + " is no file");  // reading a pipe might never end
  std::ifstream file(path, std::ios::binary);
  if (!file) throw InputError(path + " cannot be opened");
  DataLink link{path};
  Sha256 hash;
  std::string part(1 << 20, '\0');
  while (file) {
    file.read(part.data(), static_cast<std::streamsize>(part.size()));
    const auto count = static_cast<size_t>(file.gcount());
    hash.add(std::string_view(part).substr(0, count));
    link.size += count;
    if (link.size > kMostBytes) throw InputError(path + " is larger than the gigabyte that is read of data");
  }
  if (file.bad()) throw InputError(path + " cannot be read to its end");
  link.hash = hash.digits();
  return link;
}

bool sameFile(const DataLink& a, const DataLink& b) { return a.size == b.size && a.hash == b.hash; }

TargetSpec readAgain(const TargetSpec& target, const std::string& path) {
  if (kindOfFile(path) != target.key) throw InputError(path + " is by its name no file of what the target is");
  TargetSpec read = fileTarget(path, target.settings);
  read.file = target.file;
  return read;
}

bool sameData(const TargetSpec& a, const TargetSpec& b) {
  if (a.key != b.key) return false;
  if (a.key == "image") return a.picture != nullptr && b.picture != nullptr && *a.picture == *b.picture;
  return a.points != nullptr && b.points != nullptr && a.points->rows() == b.points->rows() &&
         (*a.points == *b.points).all();
}

std::string partOf(const TargetSpec& target) {
  return target.key == "image" ? "a small copy of the picture" : grouped(target.points->rows()) + (" of its points");
}

}  // namespace

std::uint64_t embeddedSize(const TargetSpec& target) {
  const auto inBase64 = [](std::uint64_t bytes) { return (bytes + 2) / 3 * 4; };
  if (target.points != nullptr) return inBase64(8 * static_cast<std::uint64_t>(target.points->rows()));
  if (target.picture != nullptr) return inBase64(target.picture->brightness.size());
  return 0;
}

std::optional<DataLink> possibleLink(const TargetSpec& target, const std::string& folder) {
  if (target.file.empty() || kindOfFile(target.file) != target.key) return {};
  std::error_code none;
  const fs::path path = fs::absolute(fs::path(folder) / target.file, none).lexically_normal();
  if (!fs::is_regular_file(path, none)) return {};
  return DataLink{path.string()};
}

TargetSpec standInFor(const TargetSpec& target) {
  TargetSpec few = target;
  if (target.picture != nullptr) {
    few.picture = std::make_shared<const Picture>(reduced(*target.picture, kStandInSide));
    try {
      makeTarget(few);
    } catch (const InputError&) {  // of thin lines too little is left
      few.picture = target.picture;
    }
  }
  if (target.points == nullptr || target.points->rows() <= kStandInPoints) return few;
  const Points& all = *target.points;
  auto points = std::make_shared<Points>(kStandInPoints, 2);
  for (Eigen::Index i = 0; i < kStandInPoints; ++i) points->row(i) = all.row(i * all.rows() / kStandInPoints);
  few.points = points;
  return few;
}

CheckedLink checkedLink(const Project& project) {
  if (!project.link || project.link->standIn) return {project.link};  // there is nothing more than what is written
  const std::string& path = project.link->path;
  try {
    const DataLink now = lookAt(path);
    if (sameFile(now, *project.link) || sameData(readAgain(project.target, path), project.target)) return {now};
    return {{}, path + " holds other data by now, so the data was put into the project's file"};
  } catch (const std::exception& error) {
    return {{}, std::string(error.what()) + ", so the data was put into the project's file"};
  }
}

std::string takeUpLink(Project& project, const std::string& folder) {
  DataLink& link = *project.link;
  std::error_code none;
  link.path = fs::absolute(fs::path(folder) / link.path, none).lexically_normal().string();
  link.standIn = true;
  try {
    if (kindOfFile(link.path) != project.target.key)
      throw InputError(link.path + " is by its name no file of what the target is");
    const DataLink now = lookAt(link.path);
    project.target = readAgain(project.target, link.path);
    const bool same = sameFile(now, link);
    link = now;
    return same ? ""
                : link.path +
                      " has changed since this was saved: what it holds now is the target, and the flow is as it was";
  } catch (const std::exception& error) {
    return std::string(error.what()) + ": the flow is as it was, and " + partOf(project.target) +
           " will do for the data until the file is back and this is opened again";
  }
}

}  // namespace core
