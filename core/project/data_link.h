#pragma once
// Links to data: what makes it safe that the data of a target stays in the user's own file. A link is taken up and written
// only after a look at that file; where the data is not what it was, that is told and nothing is lost.

#include "core/project/project.h"

namespace core {

/// So many points stand for the others in the text of a project that links, and so large a side a picture has there.
inline constexpr int kStandInPoints = 2000, kStandInSide = 64;
/// Data as large as this is worth a link: bytes that it takes in a project's file.
inline constexpr std::uint64_t kLargeData = 4 << 20;

/// Bytes that a target's own points or picture take in a project's file; 0 if it has none.
std::uint64_t embeddedSize(const TargetSpec& target);
/// A link to the file that the target was read from, which nobody has looked at yet; nothing if it comes from no file
/// that is there and can be read again. `folder`: where a file is looked for that is not named in full.
std::optional<DataLink> possibleLink(const TargetSpec& target, const std::string& folder);

/// The target with but a few of its points, or a small picture.
TargetSpec standInFor(const TargetSpec& target);

struct CheckedLink {
  std::optional<DataLink> link;  ///< nothing: the data must be in the project's file
  std::string sentence = {};     ///< why
};
/// The project's link as it may be written now: the file holds the project's data still.
CheckedLink checkedLink(const Project& project);

/// Takes the linked data up, of a project whose target is a stand-in for it. `folder`: where the project's file is.
/// Returns a sentence if the data has changed, or cannot be had: then the stand-in stays; else nothing.
std::string takeUpLink(Project& project, const std::string& folder);

}  // namespace core
