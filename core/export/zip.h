#pragma once
// ZIP archives (PKWARE's APPNOTE 6.3) of files that are stored as they are, which is what a .npz is.

#include <string>
#include <vector>

namespace core {

struct ZipEntry {
  std::string name, bytes;
};

/// All of it below 4 GB.
std::string toZip(const std::vector<ZipEntry>& entries);
/// Throws InputError, with `file` as the name, for an archive that is damaged or compressed.
std::vector<ZipEntry> fromZip(const std::string& bytes, const std::string& file);

}  // namespace core
