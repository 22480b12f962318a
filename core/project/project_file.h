#pragma once
// The project file: one self-describing JSON text with stack, weights, target, training settings, seed and view.
//
// {"format": "pushforward", "version": 1, "flow": [...], "weights": {...}, ...}; arrays of numbers are base64 of
// little-endian float32. Newer versions are refused with a sentence, unknown entries of this version are ignored.

#include <optional>
#include <string>

#include "core/project/project.h"

namespace core {

struct Document {
  Project project;
  TrainState state;       ///< of project.flow
  std::string thumbnail;  ///< PNG, or empty
  /// Written without what only continued training needs. Not read: such weights come with an average that is theta and
  /// moments that are zero.
  bool weightsOnly = false;
};

inline constexpr int kProjectVersion = 2;

std::string toJson(const Document& document);
/// Throws InputError: a sentence with the key that is wrong and why. `name` is the file's, for the sentence.
Document fromJson(const std::string& text, const std::string& name);

/// Writes whole or not at all: to a file beside it, flushed to the disk, then renamed. Throws InputError.
void writeFileAtomically(const std::string& path, const std::string& bytes);
/// Throws InputError now if `path` cannot be written later; leaves things as they are.
void checkWritable(const std::string& path);
std::string readWholeFile(const std::string& path, size_t limit = size_t{1} << 30);

void saveProject(const std::string& path, const Document& document);
Document loadProject(const std::string& path);

}  // namespace core
