// Each reader of what a user brings, fed with damaged files.

#include <gtest/gtest.h>
#include <unistd.h>

#include <cmath>
#include <filesystem>
#include <fstream>

#include "core/targets/formula.h"
#include "core/targets/formula_target.h"
#include "core/targets/picture.h"
#include "core/targets/picture_target.h"
#include "core/targets/points_file.h"
#include "tests/core/targets/image_files.h"
#include "tests/fuzz/driver.h"

using namespace core;

namespace {

// For readers that take a path: in memory where the system has such a folder.
class OneFile {
 public:
  explicit OneFile(const std::string& ending) {
    namespace fs = std::filesystem;
    const fs::path folder = access("/dev/shm", W_OK) == 0 ? fs::path("/dev/shm") : fs::temp_directory_path();
    path_ = folder / ("pushforward_fuzz_" + std::to_string(getpid()) + ending);
  }
  ~OneFile() {
    std::error_code ignored;
    std::filesystem::remove(path_, ignored);
  }
  OneFile(const OneFile&) = delete;
  OneFile& operator=(const OneFile&) = delete;
  std::string with(const std::string& bytes) const {
    std::ofstream(path_, std::ios::binary) << bytes;
    return path_;
  }

 private:
  std::filesystem::path path_;
};

void expectUsable(const Points& points) {
  EXPECT_GE(points.rows(), kMinFilePoints);
  EXPECT_TRUE(points.allFinite());
}

void readCsv(const std::string& bytes) {
  static const OneFile file(".csv");
  // Which columns are wanted is in what is damaged, too.
  static const Settings wishes[] = {
      {{"x", "auto"}, {"y", "auto"}}, {{"x", "2"}, {"y", "auto"}}, {{"x", "2"}, {"y", "1"}}};
  const auto table = readPointsTable(file.with(bytes), wishes[std::hash<std::string>()(bytes) % 3]);
  const auto of = table->numberColumns();
  ASSERT_GE(of.size(), 2u);
  for (const size_t x : of) {
    EXPECT_FALSE(table->settingOf(x).empty());
    EXPECT_EQ(table->columns[x].values.size(), table->columns[of[0]].values.size());
    const Settings pair{{"x", table->settingOf(x)}, {"y", table->settingOf(x == of[0] ? of[1] : of[0])}};
    EXPECT_EQ(chosenColumns(*table, pair)[0], x);
  }
  expectUsable(*pointsOf(table, {of[0], of[1]}));
}

void readNpy(const std::string& bytes) {
  static const OneFile file(".npy");
  expectUsable(readPointsFile(file.with(bytes)));
}

void drawFrom(const Target& target, int points) {
  EXPECT_TRUE(target.entropy().has_value() && std::isfinite(*target.entropy()));
  const Window w = target.window();
  Rng rng(1);
  for (int i = 0; i < points; ++i) {
    const auto at = target.sample(rng);
    EXPECT_TRUE(at[0] >= w.x0 && at[0] <= w.x1 && at[1] >= w.y0 && at[1] <= w.y1) << at[0] << ", " << at[1];
    EXPECT_FALSE(std::isnan(target.logDensity(at[0], at[1])));
  }
}

void readPictureBytes(const std::string& bytes) {
  const auto picture = std::make_shared<const Picture>(decodePicture(bytes, "a.png"));
  EXPECT_TRUE(picture->width >= 1 && picture->width <= kMaxPictureSide);
  EXPECT_TRUE(picture->height >= 1 && picture->height <= kMaxPictureSide);
  EXPECT_EQ(picture->brightness.size(), static_cast<size_t>(picture->width) * static_cast<size_t>(picture->height));
  drawFrom(*makePictureTarget(picture, "a.png", completed("image", pictureSettings(), {})), 3);
}

void readFormula(const std::string& bytes) {
  const Formula formula(bytes);
  Formula::Hand hand(formula);
  for (const double v : {-3.0, 0.0, 0.5, 1e300}) EXPECT_NO_THROW(hand.at(v, 1 - v));
  // A target takes a thousand times longer: some are made.
  static int read = 0;
  if (++read % 5 == 0) drawFrom(*makeFormulaTarget(bytes, completed("formula", formulaSettings(), {})), 20);
}

std::string npy(const std::string& dictionary, size_t dataBytes) {
  std::string bytes("\x93NUMPY\x01\x00\x76\x00", 10);
  bytes += dictionary + std::string(0x75 - dictionary.size(), ' ') + "\n";
  for (size_t i = 0; i < dataBytes; ++i) bytes += static_cast<char>(i * 7 % 61);
  return bytes;
}

// The checksum of each chunk, so that what lies behind it is looked at.
void repairPng(std::string& bytes) {
  for (size_t at = 8; at + 12 <= bytes.size();) {
    size_t length = 0;
    for (size_t i = 0; i < 4; ++i) length = length << 8 | static_cast<unsigned char>(bytes[at + i]);
    if (length > bytes.size() - at - 12) return;
    std::uint32_t crc = ~0u;
    for (size_t i = at + 4; i < at + 8 + length; ++i) {
      crc ^= static_cast<unsigned char>(bytes[i]);
      for (int k = 0; k < 8; ++k) crc = crc >> 1 ^ ((crc & 1) != 0 ? 0xEDB88320u : 0u);
    }
    for (size_t i = 0; i < 4; ++i) bytes[at + 8 + length + i] = static_cast<char>(~crc >> (24 - 8 * i));
    at += 12 + length;
  }
}

TEST(Fuzz, TextOfPoints) {
  std::string commas = "x,y\n", semicolons = "# made by hand\r\n", quotes = "id;\"x\";\"y\"\n",
              wide = "a\ty\ta\tb,(c)\n";
  for (int i = 0; i < 12; ++i) {
    const std::string a = std::to_string(i), b = std::to_string(i * i % 7);
    commas += a + ".5," + b + "\n";
    semicolons += a + ",5; -" + b + "e-1\r\n";
    quotes += a + ";\"" + a + "\";'" + b + "'\n";
    wide += a + "\t2," + b + "\tred\t" + b + a + "\n";
  }
  fuzz::run({"csv",
             readCsv,
             {commas, semicolons, quotes, wide},
             {",",
              ";",
              "\t",
              "\n",
              "\r",
              "\"",
              "'",
              "#",
              "nan",
              "inf",
              "1e999",
              "1e-999",
              "\xef\xbb\xbf",
              "\xff\xfe",
              "x",
              "y",
              std::string(1, '\0'),
              "-",
              "+",
              ".",
              "0x1p3"}});
}

TEST(Fuzz, NumpysFiles) {
  fuzz::run({"npy",
             readNpy,
             {npy("{'descr': '<f4', 'fortran_order': False, 'shape': (12, 2), }", 96),
              npy("{'descr': '|u1', 'fortran_order': True, 'shape': (2, 40), }", 80),
              npy("{'descr': '>i2', 'fortran_order': False, 'shape': (2, 11), }", 44)},
             {"'descr'", "'shape'", "'fortran_order'", "True", "(", ")", "'", "\"", ",", "{", "}", "<f8", ">i8", "|u1",
              "\n", "99999999999999999999", "2000000", "-1"}});
}

TEST(Fuzz, Pngs) {
  using namespace image_testing;
  Bytes rows;
  for (int i = 0; i < 12 * 10 * 8; ++i) rows.push_back(static_cast<std::uint8_t>(i * i % 251));
  const auto first = [&](int count) { return Bytes(rows.begin(), rows.begin() + count); };
  Png palette{12, 10, PNG_COLOR_TYPE_PALETTE, 4};
  for (int i = 0; i < 16; ++i) palette.palette.push_back({static_cast<png_byte>(i * 16), 100, 7});
  palette.transparency = {0, 100, 200};
  fuzz::run({"png",
             readPictureBytes,
             {encodePng({12, 10}, first(120)), encodePng({12, 10, PNG_COLOR_TYPE_RGB, 8, true}, first(360)),
              encodePng({12, 10, PNG_COLOR_TYPE_RGB_ALPHA, 16}, first(960)), encodePng(palette, first(60))},
             {"IHDR", "IDAT", "PLTE", "tRNS", "IEND", "gAMA", "iCCP", "sRGB", std::string(4, '\0')},
             repairPng});
}

TEST(Fuzz, Jpegs) {
  using namespace image_testing;
  Bytes rows;
  for (int i = 0; i < 24 * 17 * 4; ++i) rows.push_back(static_cast<std::uint8_t>(i * i % 251));
  const auto first = [&](int count) { return Bytes(rows.begin(), rows.begin() + count); };
  fuzz::run({"jpeg",
             readPictureBytes,
             {encodeJpeg(24, 17, TJPF_GRAY, first(24 * 17)), encodeJpeg(24, 17, TJPF_RGB, first(24 * 17 * 3)),
              encodeJpeg(24, 17, TJPF_RGB, first(24 * 17 * 3), TJFLAG_PROGRESSIVE),
              encodeJpeg(24, 17, TJPF_CMYK, first(24 * 17 * 4)),
              withOrientation(encodeJpeg(24, 17, TJPF_GRAY, first(24 * 17)), 6, true),
              withOrientation(encodeJpeg(24, 17, TJPF_GRAY, first(24 * 17)), 3, false)},
             {"\xff\xc0", "\xff\xc2", "\xff\xc4", "\xff\xda", "\xff\xd9", "\xff\xdb", "\xff\xee", "\xff\xdd",
              "\xff\xe1", "Exif", "II*", "MM", std::string("\x01\x12\0\x03", 4), std::string("\x12\x01\x03\0", 4),
              std::string("\xff\x00", 2)}});
}

TEST(Fuzz, Formulas) {
  std::vector<std::string> words = {"(",     ")",      ",", "?",    ":",    "<=",         "==",   "&&",
                                    "||",    "^",      "-", "+",    "*",    "/",          "e",    "pi",
                                    "1e308", "1e-308", ".", "sin(", "max(", "logsumexp(", "mod(", "lognormal(x,0,1)",
                                    "x",     "y",      " ", "!",    "=",    "_"};
  fuzz::run({"formula",
             readFormula,
             {"-(x^2+y^2)/2", "x>0 ? (y<=1 && x!=2 ? 1 : -2) : sin(3*x)-y^4/10",
              "logsumexp(lognormal(x,-2,0.5)+lognormal(y,0,1), lognormal(x,2,0.5)+lognormal(y,0,1))",
              "-0.5*((hypot(x,y)-2)/0.4)^2+min(x,1,y)-max(abs(x),2)", "-softplus(mod(x,2))*atan2(y,1+x^2)-e^abs(y)+pi"},
             words});
}

}  // namespace
