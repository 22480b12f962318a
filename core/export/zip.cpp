#include "core/export/zip.h"

#include <array>
#include <cstdint>

#include "core/export/text.h"
#include "core/util/error.h"
#include "core/util/quotes.h"

namespace core {

namespace {

constexpr std::uint32_t kLocal = 0x04034b50, kCentral = 0x02014b50, kEnd = 0x06054b50;
constexpr size_t kLocalSize = 30, kCentralSize = 46, kEndSize = 22;
constexpr std::uint16_t kNeeds = 20;           // version 2.0
constexpr std::uint32_t kFirstDay = 0x210000;  // midnight of 1 January 1980: files of one flow are the same at any time
constexpr std::uint32_t kMostBytes = 1u << 30;

std::uint32_t checksum(std::string_view bytes) {
  static const auto table = [] {
    std::array<std::uint32_t, 256> t{};
    for (std::uint32_t i = 0; i < 256; ++i) {
      t[i] = i;
      for (int bit = 0; bit < 8; ++bit) t[i] = (t[i] & 1) != 0 ? 0xedb88320u ^ t[i] >> 1 : t[i] >> 1;
    }
    return t;
  }();
  std::uint32_t sum = ~0u;
  for (const char c : bytes) sum = table[(sum ^ static_cast<unsigned char>(c)) & 255u] ^ sum >> 8;
  return ~sum;
}

// What local and central headers have in common: version, flags, method, time and date, checksum, sizes, lengths.
void appendCommon(std::string& out, const ZipEntry& entry) {
  const auto size = static_cast<std::uint32_t>(entry.bytes.size());
  appendLittleEndian(out, kNeeds);
  appendLittleEndian(out, std::uint32_t{0});  // flags, method: stored
  appendLittleEndian(out, kFirstDay);
  appendLittleEndian(out, checksum(entry.bytes));
  appendLittleEndian(out, size);
  appendLittleEndian(out, size);
  appendLittleEndian(out, static_cast<std::uint32_t>(entry.name.size()));  // and no extra field
}

/// Numbers out of bytes that may end anywhere.
class Reader {
 public:
  Reader(const std::string& bytes, std::string file) : bytes_(bytes), file_(std::move(file)) {}
  [[noreturn]] void refuse(const std::string& why) const { throw InputError(file_ + ": " + why); }
  std::uint64_t number(size_t at, size_t size) const {
    const std::string_view from = part(at, size);
    std::uint64_t value = 0;
    for (size_t i = size; i-- > 0;) value = value << 8 | static_cast<unsigned char>(from[i]);
    return value;
  }
  std::string_view part(size_t at, size_t size) const {
    if (at > bytes_.size() || size > bytes_.size() - at) refuse("a damaged archive: it ends too early");
    return std::string_view(bytes_).substr(at, size);
  }

 private:
  const std::string& bytes_;
  std::string file_;
};

}  // namespace

std::string toZip(const std::vector<ZipEntry>& entries) {
  std::string out, directory;
  for (const ZipEntry& entry : entries) {
    const auto start = static_cast<std::uint32_t>(out.size());
    appendLittleEndian(out, kLocal);
    appendCommon(out, entry);
    out += entry.name + entry.bytes;
    appendLittleEndian(directory, kCentral);
    appendLittleEndian(directory, kNeeds);
    appendCommon(directory, entry);
    directory.append(10, '\0');  // comment, disk and attributes
    appendLittleEndian(directory, start);
    directory += entry.name;
  }
  const auto start = static_cast<std::uint32_t>(out.size());
  const auto count = static_cast<std::uint16_t>(entries.size());
  out += directory;
  appendLittleEndian(out, kEnd);
  appendLittleEndian(out, std::uint32_t{0});  // disks
  appendLittleEndian(out, count);
  appendLittleEndian(out, count);
  appendLittleEndian(out, static_cast<std::uint32_t>(directory.size()));
  appendLittleEndian(out, start);
  appendLittleEndian(out, std::uint16_t{0});  // comment
  return out;
}

std::vector<ZipEntry> fromZip(const std::string& bytes, const std::string& file) {
  const Reader in(bytes, file);
  size_t end = bytes.size() < kEndSize ? 0 : bytes.size() - kEndSize;
  while (end > 0 && in.number(end, 4) != kEnd) --end;
  if (in.number(end, 4) != kEnd) in.refuse("a damaged archive: its directory is missing");
  const size_t count = in.number(end + 10, 2);
  size_t at = in.number(end + 16, 4);
  std::vector<ZipEntry> entries;
  std::uint64_t total = 0;
  for (size_t i = 0; i < count; ++i) {
    if (in.number(at, 4) != kCentral) in.refuse("a damaged archive: its directory is wrong");
    const std::uint64_t method = in.number(at + 10, 2), sum = in.number(at + 16, 4), size = in.number(at + 24, 4),
                        nameSize = in.number(at + 28, 2), local = in.number(at + 42, 4);
    const std::string name(in.part(at + kCentralSize, nameSize));
    at += kCentralSize + nameSize + in.number(at + 30, 2) + in.number(at + 32, 2);
    if (method != 0) in.refuse("its part " + inQuotes(name) + " is compressed; numpy.savez writes what can be read");
    total += size;  // parts may lie upon each other: what they come to has a limit of its own
    if (total > kMostBytes) in.refuse("a damaged archive: its parts are too large");
    if (in.number(local, 4) != kLocal) in.refuse("a damaged archive: its part " + inQuotes(name) + " is missing");
    const std::string_view part =
        in.part(local + kLocalSize + in.number(local + 26, 2) + in.number(local + 28, 2), size);
    if (checksum(part) != sum) in.refuse("a damaged archive: its part " + inQuotes(name) + " has a wrong checksum");
    entries.push_back({name, std::string(part)});
  }
  return entries;
}

}  // namespace core
