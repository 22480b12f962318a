#include "core/targets/picture.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <numeric>

#include "core/targets/picture_target.h"
#include "tests/core/targets/image_files.h"
#include "tests/core/targets/message_of.h"
#include "tests/core/targets/scratch_files.h"

using namespace core;
using namespace image_testing;

namespace {

std::string refusal(const std::string& bytes) {
  return messageOf([&] { decodePicture(bytes, "a.png"); });
}

Bytes ramp(int count) {
  Bytes rows;
  for (int i = 0; i < count; ++i) rows.push_back(static_cast<std::uint8_t>(i * 37));
  return rows;
}

TEST(DecodePicture, ReadsGreyExactly) {
  const Bytes rows = ramp(7 * 5);
  for (const bool interlaced : {false, true}) {
    const Picture p = decodePicture(encodePng({7, 5, PNG_COLOR_TYPE_GRAY, 8, interlaced}, rows), "a");
    EXPECT_EQ(p.width, 7);
    EXPECT_EQ(p.height, 5);
    EXPECT_EQ(p.brightness, rows);
  }
  EXPECT_EQ(decodePicture(encodePng({3, 1, PNG_COLOR_TYPE_GRAY, 1}, {0b10100000}), "a").brightness,
            (Bytes{255, 0, 255}));
}

TEST(DecodePicture, ReadsEverySortOfPng) {
  EXPECT_EQ(decodePicture(encodePng({3, 1, PNG_COLOR_TYPE_GRAY, 16}, {0, 0, 0x80, 0x80, 0xff, 0xff}), "a").brightness,
            (Bytes{0, 0x80, 255}));
  // Grey stays grey; of the pure colours green is brightest and blue is darkest.
  const Bytes colours = {0, 0, 0, 255, 255, 255, 100, 100, 100, 255, 0, 0, 0, 255, 0, 0, 0, 255};
  const Bytes grey = decodePicture(encodePng({6, 1, PNG_COLOR_TYPE_RGB}, colours), "a").brightness;
  EXPECT_EQ(grey[0], 0);
  EXPECT_EQ(grey[1], 255);
  EXPECT_NEAR(grey[2], 100, 1);
  EXPECT_GT(grey[4], grey[3]);
  EXPECT_GT(grey[3], grey[5]);
  EXPECT_GT(grey[5], 0);
  Bytes wide;
  for (const std::uint8_t v : colours) wide.insert(wide.end(), {v, v});
  const Bytes fromWide = decodePicture(encodePng({6, 1, PNG_COLOR_TYPE_RGB, 16}, wide), "a").brightness;
  for (size_t i = 0; i < grey.size(); ++i) EXPECT_NEAR(fromWide[i], grey[i], 1) << i;
  Png palette{4, 1, PNG_COLOR_TYPE_PALETTE, 8};
  palette.palette = {{0, 0, 0}, {255, 255, 255}, {0, 255, 0}};
  EXPECT_EQ(decodePicture(encodePng(palette, {2, 1, 0, 1}), "a").brightness, (Bytes{grey[4], 255, 0, 255}));
  palette.transparency = {0, 255, 255};
  EXPECT_EQ(decodePicture(encodePng(palette, {2, 1, 0, 1}), "a").brightness, (Bytes{grey[4], 255, 255, 255}));
}

TEST(DecodePicture, PutsWhatIsTransparentOnWhite) {
  const Bytes rows = {0, 0, 0, 0, 0, 0, 0, 255, 0, 0, 0, 128, 255, 255, 255, 128};
  const Bytes on = decodePicture(encodePng({4, 1, PNG_COLOR_TYPE_RGB_ALPHA}, rows), "a").brightness;
  EXPECT_EQ(on[0], 255);
  EXPECT_EQ(on[1], 0);
  EXPECT_GT(on[2], 100);
  EXPECT_LT(on[2], 200);
  EXPECT_EQ(on[3], 255);
  EXPECT_EQ(decodePicture(encodePng({2, 1, PNG_COLOR_TYPE_GRAY_ALPHA}, {0, 0, 0, 255}), "a").brightness,
            (Bytes{255, 0}));
}

TEST(DecodePicture, ReadsJpegs) {
  Bytes grey, colour, print;
  for (int i = 0; i < 32 * 16; ++i) {
    const auto v = static_cast<std::uint8_t>(i % 32 < 16 ? 40 : 220);
    grey.push_back(v);
    colour.insert(colour.end(), {v, v, v});
    print.insert(print.end(), {v, v, v, 255});
  }
  for (const std::string& jpeg :
       {encodeJpeg(32, 16, TJPF_GRAY, grey), encodeJpeg(32, 16, TJPF_RGB, colour),
        encodeJpeg(32, 16, TJPF_RGB, colour, TJFLAG_PROGRESSIVE), encodeJpeg(32, 16, TJPF_CMYK, print)}) {
    Picture p;
    ASSERT_NO_THROW(p = decodePicture(jpeg, "a.jpg"));
    EXPECT_EQ(p.width, 32);
    EXPECT_EQ(p.height, 16);
    for (size_t i = 0; i < grey.size(); ++i) ASSERT_NEAR(p.brightness[i], grey[i], 4) << i;
  }
  const Bytes red(3 * 64, 0);
  Bytes pure = red;
  for (size_t i = 1; i < pure.size(); i += 3) pure[i] = 255;
  EXPECT_NEAR(decodePicture(encodeJpeg(8, 8, TJPF_RGB, pure), "a").brightness[0], 150, 6);
}

TEST(DecodePicture, ReducesLargePicturesByTheirMean) {
  // Stripes of one pixel become grey; a side stays in proportion.
  Bytes rows;
  for (int i = 0; i < 1024 * 256; ++i) rows.push_back(i % 2 ? 255 : 0);
  const Picture p = decodePicture(greyPng(1024, 256, rows), "a");
  EXPECT_EQ(p.width, 512);
  EXPECT_EQ(p.height, 128);
  for (const int v : p.brightness) ASSERT_NEAR(v, 127.5, 1);
  const Picture wide = reduced({5000, 1, Bytes(5000, 9)});
  EXPECT_EQ(wide.width, 512);
  EXPECT_EQ(wide.height, 1);
  EXPECT_EQ(wide.brightness, Bytes(512, 9));
  const Picture odd = reduced({5, 3, ramp(15)}, 2);
  EXPECT_EQ(odd.width, 2);
  EXPECT_EQ(odd.height, 1);
  const Picture same{3, 2, ramp(6)};
  EXPECT_EQ(reduced(same), same);
}

TEST(DecodePicture, RefusesHeadersOfHugePicturesBeforeDecoding) {
  std::string png = greyPng(1, 1, {0});
  // Width and height of the header, and its checksum: those of a header of 100,000 x 100,000.
  const auto patch = [&](std::uint32_t w, std::uint32_t h) {
    std::string bytes = png;
    for (int i = 0; i < 4; ++i) {
      bytes[static_cast<size_t>(16 + i)] = static_cast<char>(w >> (24 - 8 * i));
      bytes[static_cast<size_t>(20 + i)] = static_cast<char>(h >> (24 - 8 * i));
    }
    std::uint32_t crc = ~0u;
    for (size_t i = 12; i < 29; ++i) {
      crc ^= static_cast<unsigned char>(bytes[i]);
      for (int k = 0; k < 8; ++k) crc = crc >> 1 ^ (crc & 1 ? 0xEDB88320u : 0);
    }
    for (int i = 0; i < 4; ++i) bytes[static_cast<size_t>(29 + i)] = static_cast<char>(~crc >> (24 - 8 * i));
    return bytes;
  };
  EXPECT_EQ(refusal(patch(1, 1)), "no error");
  EXPECT_EQ(refusal(patch(100'000, 100'000)),
            "a.png: a picture of 100000 x 100000 pixels; at most 64 million can be read");
  EXPECT_EQ(refusal(patch(8001, 8000)), "a.png: a picture of 8001 x 8000 pixels; at most 64 million can be read");
  EXPECT_NE(refusal(patch(0x7fffffff, 0x7fffffff)), "no error");
  EXPECT_NE(refusal(patch(0, 1)), "no error");
  // The size of a JPEG stands behind its marker SOF0.
  std::string jpeg = encodeJpeg(8, 8, TJPF_GRAY, Bytes(64, 0));
  const size_t at = jpeg.find("\xff\xc0");
  ASSERT_NE(at, std::string::npos);
  jpeg.replace(at + 5, 4, "\xff\xdc\xff\xdc");
  EXPECT_EQ(refusal(jpeg), "a.png: a picture of 65500 x 65500 pixels; at most 64 million can be read");
}

TEST(DecodePicture, RefusesWhatIsCutOff) {
  const std::string png = greyPng(40, 30, ramp(1200));
  Bytes noise;
  for (int i = 0; i < 40 * 30; ++i) noise.push_back(static_cast<std::uint8_t>(i * i * 7919 >> 3));
  const std::string jpeg = encodeJpeg(40, 30, TJPF_GRAY, noise);
  for (const std::string* of : {&png, &jpeg}) {
    const std::string& whole = *of;
    EXPECT_EQ(refusal(whole), "no error");
    // Of a JPEG the last rows may be missing; of a PNG nothing.
    const size_t least = &whole == &png ? whole.size() - 16 : whole.size() * 6 / 10;
    for (size_t length = 0; length < least; length += 7) {
      const std::string message = refusal(whole.substr(0, length));
      EXPECT_TRUE(message.starts_with("a.png: ")) << length << " of " << whole.size() << ": " << message;
    }
  }
}

// Of 64 x 64, with noise in it.
std::string noisyJpeg(int flags = 0, int format = TJPF_GRAY) {
  Bytes noise;
  const int samples = format == TJPF_GRAY ? 1 : 4;
  for (int i = 0; i < 64 * 64 * samples; ++i) noise.push_back(static_cast<std::uint8_t>(i * i * 7919 >> 3));
  return encodeJpeg(64, 64, format, noise, flags);
}

TEST(DecodePicture, ReadsWhatIsOnlyUntidyInAJpeg) {
  const std::string whole = noisyJpeg();
  const Picture picture = decodePicture(whole, "a");
  EXPECT_EQ(decodePicture(whole + "trailing garbage", "a"), picture);
  EXPECT_EQ(decodePicture(whole.substr(0, whole.size() - 2), "a"), picture);  // no end marker
  std::string stuffed = whole;
  stuffed.insert(stuffed.find("\xff\xda"), "some bytes");  // libjpeg warns, and goes on
  EXPECT_EQ(decodePicture(stuffed, "a"), picture);
}

TEST(DecodePicture, TakesAJpegWithoutItsLastFewRowsAndSaysWhatIsMissingOfOthers) {
  for (const int format : {TJPF_GRAY, TJPF_CMYK}) {
    const std::string whole = noisyJpeg(0, format);
    const std::string half = whole.substr(0, whole.size() * 6 / 10);
    const std::string said = refusal(half);
    EXPECT_TRUE(said.starts_with("a.png: the JPEG is cut off: only the upper ")) << said;
    EXPECT_TRUE(said.ends_with(" of its 64 rows are there")) << said;
    EXPECT_EQ(refusal(whole.substr(0, whole.size() - 20)), "no error");
  }
  const std::string progressive = noisyJpeg(TJFLAG_PROGRESSIVE);
  EXPECT_EQ(refusal(progressive + "trailing garbage"), "no error");
  for (const size_t part : {3u, 6u, 9u})  // coarse, but to its last row
    EXPECT_EQ(refusal(progressive.substr(0, progressive.size() * part / 10)),
              "a.png: the JPEG is cut off: its last passes, which have the details, are not there");
  // A marker that must not be there is an error; libjpeg calls it a warning if one came before.
  std::string broken = progressive;
  broken.insert(broken.rfind("\xff\xda"), "\xff\xd8");
  EXPECT_TRUE(refusal(broken).starts_with("a.png: the JPEG is broken (")) << refusal(broken);
  broken.insert(broken.rfind("\xff\xd8"), "bytes");
  EXPECT_EQ(refusal(broken), "a.png: the JPEG is cut off: only the upper 0 of its 64 rows are there");
}

TEST(DecodePicture, RefusesWhatIsNoPicture) {
  EXPECT_EQ(refusal(""), "a.png: the file is empty");
  EXPECT_EQ(refusal("GIF89a"), "a.png: neither a PNG nor a JPEG");
  EXPECT_EQ(refusal("x,y\n1,2\n"), "a.png: neither a PNG nor a JPEG");
  EXPECT_TRUE(refusal("\x89PNG\r\n\x1a\nrest of it").starts_with("a.png: not a PNG that can be read ("));
  EXPECT_EQ(refusal("\xff\xd8\xff\xe0rest of it"), "a.png: a picture without pixels");
}

TEST(ReadPicture, TellsFilesByTheirBytesAndRefusesWhatCannotBeRead) {
  ScratchFiles files;
  const std::string jpegNamedPng = files.write("a.png", encodeJpeg(8, 8, TJPF_GRAY, Bytes(64, 77)));
  EXPECT_NEAR(readPicture(jpegNamedPng).brightness[0], 77, 2);
  EXPECT_EQ(messageOf([&] { readPicture(files.path("none.png")); }), files.path("none.png") + ": cannot be opened");
  const std::string tooLong = files.path(std::string(400, 'a') + ".png");
  EXPECT_EQ(messageOf([&] { readPicture(tooLong); }), tooLong + ": cannot be opened");
  EXPECT_EQ(messageOf([&] { readPicture(files.path("")); }), files.path("") + ": is a folder, not a file");
  EXPECT_EQ(messageOf([&] { readPicture(files.write("e.jpg", "")); }), files.path("e.jpg") + ": the file is empty");
}

class InkOf : public testing::Test {
 protected:
  static Ink ink(const Picture& picture, Settings settings) {
    settings.emplace("blur", "0");
    settings.emplace("threshold", "0");
    return inkOf(picture, completed("image", pictureSettings(), settings));
  }
  static double sum(const Ink& ink) { return std::accumulate(ink.values.begin(), ink.values.end(), 0.0); }
};

TEST_F(InkOf, IsTheEndThatIsDense) {
  const Picture p{3, 1, {0, 51, 255}};
  EXPECT_EQ(ink(p, {{"dense", "dark"}}).values, (std::vector<float>{1, 0.8f, 0}));
  EXPECT_EQ(ink(p, {{"dense", "bright"}}).values, (std::vector<float>{0, 0.2f, 1}));
}

TEST_F(InkOf, HasNothingBelowTheThreshold) {
  const Picture p{4, 1, {255, 204, 51, 0}};
  EXPECT_EQ(ink(p, {{"threshold", "0.5"}}).values, (std::vector<float>{0, 0, 0.8f, 1}));
  EXPECT_EQ(ink(p, {{"threshold", "0.99"}}).values, (std::vector<float>{0, 0, 0, 1}));
}

TEST_F(InkOf, IsCutAtEachSide) {
  const Picture p{10, 10, [] {
                    Bytes rows(100, 0);
                    std::iota(rows.begin(), rows.end(), 0);
                    return rows;
                  }()};
  const Ink cut = ink(p, {{"dense", "bright"}, {"left", "10"}, {"right", "20"}, {"top", "30"}, {"bottom", "49"}});
  EXPECT_EQ(cut.width, 7);
  EXPECT_EQ(cut.height, 3);
  EXPECT_EQ(cut.values.front(), 31 / 255.0f);
  EXPECT_EQ(cut.values.back(), 57 / 255.0f);
  // However small the picture, something is left of it.
  for (int side = 1; side < 60; ++side) {
    const auto n = static_cast<size_t>(side);
    const Ink most =
        ink({side, side, Bytes(n * n, 0)}, {{"left", "49"}, {"right", "49"}, {"top", "49"}, {"bottom", "49"}});
    EXPECT_GE(most.width * most.height, 1);
    EXPECT_EQ(most.values.size(), static_cast<size_t>(most.width * most.height));
  }
}

TEST_F(InkOf, IsBlurredWithinThePicture) {
  Picture p{41, 41, Bytes(41 * 41, 255)};
  p.brightness[20 * 41 + 20] = 0;
  const Ink blurred = ink(p, {{"blur", "5"}});  // a standard deviation of 2.05 pixels
  EXPECT_NEAR(sum(blurred), 1, 1e-5);
  double variance = 0;
  for (int i = 0; i < 41 * 41; ++i)
    variance += static_cast<double>(blurred.values[static_cast<size_t>(i)]) * (i % 41 - 20) * (i % 41 - 20);
  EXPECT_NEAR(variance, 2.05 * 2.05, 0.15);
  EXPECT_FLOAT_EQ(blurred.values[20 * 41 + 17], blurred.values[17 * 41 + 20]);
  // At a corner a quarter of it stays, and the middle pixel's share.
  Picture corner{41, 41, Bytes(41 * 41, 255)};
  corner.brightness[0] = 0;
  EXPECT_NEAR(sum(ink(corner, {{"blur", "5"}})), 0.36, 0.02);
  EXPECT_EQ(ink(p, {{"blur", "0.1"}}).values, ink(p, {}).values);   // of a 25th of a pixel
  for (const auto& [w, h] : {std::pair{1, 1}, {1, 30}, {30, 1}}) {  // narrower than the blur is wide
    const Ink line = ink({w, h, Bytes(static_cast<size_t>(w * h), 0)}, {{"blur", "10"}});
    for (const float v : line.values) EXPECT_GT(v, 0);
  }
}

}  // namespace
