#pragma once
// The project file: one self-describing JSON text with stack, weights, target, training settings, seed and view.
//
// {"format": "pushforward", "version": 1, "flow": [...], "weights": {...}, ...}; arrays of numbers are base64 of
// little-endian float32. Newer versions are refused with a sentence, unknown entries of this version are ignored.

#include <optional>
#include <string>
#include <string_view>

#include "core/project/project.h"

namespace core {

/// Where in a lesson one was when the document was put aside for it.
struct LessonPlace {
  std::string file;  ///< of the lesson; ":/..." is one that comes with the program
  int step = 0;
  bool revealed = false;  ///< its answer
  bool operator==(const LessonPlace&) const = default;
};

struct Document {
  Project project;
  TrainState state;            ///< of project.flow
  std::string thumbnail = {};  ///< PNG, or empty
  /// Written without what only continued training needs. Not read: such weights come with an average that is theta and
  /// moments that are zero.
  bool weightsOnly = false;
  std::optional<LessonPlace> lesson = std::nullopt;
  std::string linkSentence = {};  ///< of what was read: that linked data has changed or cannot be had; mostly empty
};

/// Of files that link; others are still of format 2, which older programs read.
inline constexpr int kProjectVersion = 3;

std::string toJson(const Document& document);
/// Throws InputError: a sentence with the key that is wrong and why. `name` is the file's, for the sentence. No other file
/// is looked at: of linked data only the stand-in is there.
Document fromJson(const std::string& text, const std::string& name);

/// Writes whole or not at all: to a file beside it, flushed to the disk, then renamed. Throws InputError.
void writeFileAtomically(const std::string& path, const std::string& bytes);
/// Throws InputError now if `path` cannot be written later; leaves things as they are.
void checkWritable(const std::string& path);
/// That file beside it.
std::string newFileBeside(const std::string& path);
std::string readWholeFile(const std::string& path, size_t limit = size_t{1} << 30);

/// A project as it was written.
struct WrittenProject {
  std::string text = {};
  std::optional<DataLink> link = {};  ///< that it has now
  std::string sentence = {};          ///< why the data is in the file although it was to be linked; mostly empty
};
/// The text of the file `path`: links are told from its folder, and are looked at first.
WrittenProject textFor(const std::string& path, const Document& document);
/// The text is not kept.
WrittenProject saveProject(const std::string& path, const Document& document);
/// With linked data taken up.
Document loadProject(const std::string& path);
/// The second half of that, of a document that was read from `path`.
void takeUpLink(Document& document, const std::string& path);
/// So many bytes at the end of a file hold its thumbnail.
inline constexpr std::int64_t kThumbnailEnd = 1 << 20;
/// The thumbnail, from the end of a file's text: for lists of files. Empty if there is none.
std::string thumbnailIn(std::string_view end);

}  // namespace core
