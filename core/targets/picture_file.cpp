// Image files: decoded by libpng and libjpeg-turbo, bounded before a pixel is made.

#include <png.h>
#include <turbojpeg.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string_view>

#include "core/targets/jpeg_segments.h"
#include "core/targets/picture.h"
#include "core/util/error.h"

namespace core {

namespace {

constexpr std::streamoff kMaxFile = 256 << 20;
constexpr int kMostMissing = 20;  // a 20th of a JPEG's rows
constexpr std::string_view kPng("\x89PNG\r\n\x1a\n", 8);
constexpr std::string_view kJpeg("\xff\xd8\xff", 3);

[[noreturn]] void refuse(const std::string& name, const std::string& why) { throw InputError(name + ": " + why); }

void checkSize(const std::string& name, std::int64_t width, std::int64_t height) {
  if (width < 1 || height < 1) refuse(name, "a picture without pixels");
  if (width * height > kMaxPixelsRead)
    refuse(name, "a picture of " + std::to_string(width) + " x " + std::to_string(height) + " pixels; at most " +
                     std::to_string(kMaxPixelsRead / 1'000'000) + " million can be read");
}

Picture decodePng(const std::string& bytes, const std::string& name) {
  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  const std::unique_ptr<png_image, decltype(&png_image_free)> guard(&image, png_image_free);
  if (png_image_begin_read_from_memory(&image, bytes.data(), bytes.size()) == 0)
    refuse(name, std::string("not a PNG that can be read (") + image.message + ")");
  checkSize(name, image.width, image.height);
  image.format = PNG_FORMAT_GRAY;
  image.flags |= PNG_IMAGE_FLAG_16BIT_sRGB;  // or 16 bits without a gamma would count as linear light
  Picture picture;
  picture.width = static_cast<int>(image.width);
  picture.height = static_cast<int>(image.height);
  picture.brightness.resize(PNG_IMAGE_SIZE(image));
  const png_color white{255, 255, 255};
  if (png_image_finish_read(&image, &white, picture.brightness.data(), 0, nullptr) == 0)
    refuse(name, std::string("the PNG is broken (") + image.message + ")");
  return picture;
}

// What libjpeg leaves where there were no data: blocks of zeros, which are mid-grey. In four inks it may be one less.
constexpr std::uint8_t kNoData = 128;

// The rows above those of mid-grey alone at the foot.
int rowsOfData(const std::vector<std::uint8_t>& pixels, int height) {
  const auto none = [](std::uint8_t v) { return v == kNoData || v == kNoData - 1; };
  const size_t row = pixels.size() / static_cast<size_t>(height);
  int rows = height;
  while (rows > 0 && std::all_of(pixels.begin() + static_cast<std::ptrdiff_t>(row * static_cast<size_t>(rows - 1)),
                                 pixels.begin() + static_cast<std::ptrdiff_t>(row * static_cast<size_t>(rows)), none))
    --rows;
  return rows;
}

Picture decodeJpeg(const std::string& bytes, const std::string& name) {
  const std::unique_ptr<void, decltype(&tjDestroy)> handle(tjInitDecompress(), tjDestroy);
  if (handle == nullptr) refuse(name, "no memory for reading a JPEG");
  const auto* data = reinterpret_cast<const unsigned char*>(bytes.data());
  int width = 0, height = 0, sampling = 0, space = 0;
  if (tjDecompressHeader3(handle.get(), data, bytes.size(), &width, &height, &sampling, &space) != 0 &&
      tjGetErrorCode(handle.get()) == TJERR_FATAL)
    refuse(name, std::string("not a JPEG that can be read (") + tjGetErrorStr2(handle.get()) + ")");
  checkSize(name, width, height);
  Picture picture;
  picture.width = width;
  picture.height = height;
  // Four inks cannot be had as grey; they come as what they leave of the light, as Adobe's programs store them.
  const bool inks = space == TJCS_CMYK || space == TJCS_YCCK;
  picture.brightness.assign(static_cast<size_t>(width) * static_cast<size_t>(height) * (inks ? 4 : 1), kNoData);
  // A file with many scans for one picture is a known way to make a reader work for hours.
  const int flags = TJFLAG_ACCURATEDCT | TJFLAG_LIMITSCANS;
  if (tjDecompress2(handle.get(), data, bytes.size(), picture.brightness.data(), width, 0, height,
                    inks ? TJPF_CMYK : TJPF_GRAY, flags) != 0) {
    if (tjGetErrorCode(handle.get()) == TJERR_FATAL)
      refuse(name, std::string("the JPEG is broken (") + tjGetErrorStr2(handle.get()) + ")");
    // Cameras write bytes that are too many and leave out the end marker; libjpeg warns of that as of a file that is cut
    // off, and also calls an error that comes after a warning one. Only the pixels tell: of a picture that is there to its
    // last few rows nothing is missing that a density would show. Of one that comes in passes all rows are there after
    // the first, which is coarse: it must have its end.
    const std::string_view warning = tjGetErrorStr2(handle.get());
    if (warning.find("Huffman") != std::string_view::npos)
      refuse(name, "the JPEG is broken (" + std::string(warning) + ")");
    const size_t end = bytes.rfind("\xff\xd9");
    if (isProgressive(bytes) && (end == std::string::npos || end < bytes.rfind("\xff\xda")))
      refuse(name, "the JPEG is cut off: its last passes, which have the details, are not there");
    const int rows = rowsOfData(picture.brightness, height);
    if (height - rows > height / kMostMissing)
      refuse(name, "the JPEG is cut off: only the upper " + std::to_string(rows) + " of its " + std::to_string(height) +
                       " rows are there");
  }
  if (inks) {
    std::uint8_t* out = picture.brightness.data();
    for (size_t i = 0; i < picture.brightness.size(); i += 4) {
      const std::uint8_t* ink = picture.brightness.data() + i;
      *out++ = static_cast<std::uint8_t>((299 * ink[0] + 587 * ink[1] + 114 * ink[2]) * ink[3] / (1000 * 255));
    }
    picture.brightness.resize(picture.brightness.size() / 4);
  }
  return picture;
}

}  // namespace

Picture decodePicture(const std::string& bytes, const std::string& name) {
  const std::string_view start(bytes);
  if (start.starts_with(kPng)) return reduced(decodePng(bytes, name));
  if (start.starts_with(kJpeg)) return upright(reduced(decodeJpeg(bytes, name)), orientationOf(bytes));
  refuse(name, bytes.empty() ? "the file is empty" : "neither a PNG nor a JPEG");
}

Picture readPicture(const std::string& path) {
  std::error_code ignored;  // what cannot be looked at cannot be opened either
  if (std::filesystem::is_directory(path, ignored)) refuse(path, "is a folder, not a file");
  std::ifstream file(path, std::ios::binary | std::ios::ate);
  if (!file) refuse(path, "cannot be opened");
  const std::streamoff size = file.tellg();
  if (size < 0) refuse(path, "cannot be read");
  if (size > kMaxFile) refuse(path, "larger than " + std::to_string(kMaxFile >> 20) + " MB");
  std::string bytes(static_cast<size_t>(size), '\0');
  file.seekg(0);
  if (!file.read(bytes.data(), size)) refuse(path, "cannot be read to its end");
  return decodePicture(bytes, path);
}

}  // namespace core
