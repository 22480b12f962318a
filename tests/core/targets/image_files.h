#pragma once
// Image files in memory, written by the libraries that write them everywhere.

#include <gtest/gtest.h>
#include <png.h>
#include <turbojpeg.h>

#include <cstdint>
#include <cstring>
#include <string>
#include <vector>

namespace image_testing {

using Bytes = std::vector<std::uint8_t>;

/// What of libpng's formats there is; `stride` bytes a row, `samples` bytes in all, row 0 on top.
struct Png {
  int width, height;
  int colour = PNG_COLOR_TYPE_GRAY;
  int depth = 8;
  bool interlaced = false;
  std::vector<png_color> palette = {};
  Bytes transparency = {};  ///< alpha of the palette's entries
};

inline std::string encodePng(const Png& format, const Bytes& rows) {
  std::string out;
  png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, nullptr, nullptr, nullptr);
  png_infop info = png_create_info_struct(png);
  png_set_write_fn(
      png, &out,
      [](png_structp p, png_bytep data, size_t size) {
        static_cast<std::string*>(png_get_io_ptr(p))->append(reinterpret_cast<const char*>(data), size);
      },
      [](png_structp) {});
  png_set_IHDR(png, info, static_cast<png_uint_32>(format.width), static_cast<png_uint_32>(format.height), format.depth,
               format.colour, format.interlaced ? PNG_INTERLACE_ADAM7 : PNG_INTERLACE_NONE,
               PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
  if (!format.palette.empty()) png_set_PLTE(png, info, format.palette.data(), static_cast<int>(format.palette.size()));
  if (!format.transparency.empty())
    png_set_tRNS(png, info, format.transparency.data(), static_cast<int>(format.transparency.size()), nullptr);
  const size_t stride = rows.size() / static_cast<size_t>(format.height);
  std::vector<png_bytep> pointers;
  for (size_t j = 0; j < static_cast<size_t>(format.height); ++j)
    pointers.push_back(const_cast<png_bytep>(rows.data() + j * stride));
  png_set_rows(png, info, pointers.data());
  png_write_png(png, info, PNG_TRANSFORM_IDENTITY, nullptr);
  png_destroy_write_struct(&png, &info);
  return out;
}

inline std::string greyPng(int width, int height, const Bytes& rows) { return encodePng({width, height}, rows); }

/// `format` is turbojpeg's: TJPF_GRAY, TJPF_RGB, TJPF_CMYK.
inline std::string encodeJpeg(int width, int height, int format, const Bytes& rows, int flags = 0) {
  tjhandle handle = tjInitCompress();
  unsigned char* bytes = nullptr;
  unsigned long size = 0;
  const int sampling = format == TJPF_GRAY ? TJSAMP_GRAY : TJSAMP_444;
  EXPECT_EQ(tjCompress2(handle, rows.data(), width, 0, height, format, &bytes, &size, sampling, 95, flags), 0);
  std::string out(reinterpret_cast<const char*>(bytes), size);
  tjFree(bytes);
  tjDestroy(handle);
  return out;
}

/// A JPEG with a segment of Exif data that says how the camera was held, 1 to 8.
inline std::string withOrientation(const std::string& jpeg, int orientation, bool bigEndian) {
  const auto number = [&](unsigned value, size_t bytes) {
    std::string text;
    for (size_t i = 0; i < bytes; ++i) text += static_cast<char>(value >> 8 * (bigEndian ? bytes - 1 - i : i));
    return text;
  };
  const std::string tiff = std::string(bigEndian ? "MM" : "II") + number(42, 2) + number(8, 4) + number(2, 2) +
                           number(0x10f, 2) + number(2, 2) + number(1, 4) + number(0, 4) +  // another tag before it
                           number(0x112, 2) + number(3, 2) + number(1, 4) +
                           number(static_cast<unsigned>(orientation), 2) + number(0, 2) + number(0, 4);
  const std::string segment = std::string("Exif\0\0", 6) + tiff;
  const auto length = static_cast<unsigned>(segment.size() + 2);
  const std::string head = {'\xff', '\xe1', static_cast<char>(length >> 8), static_cast<char>(length)};
  return jpeg.substr(0, 2) + head + segment + jpeg.substr(2);
}

}  // namespace image_testing
