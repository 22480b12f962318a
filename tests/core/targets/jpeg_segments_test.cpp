#include "core/targets/jpeg_segments.h"

#include <gtest/gtest.h>

#include "tests/core/targets/image_files.h"

using namespace core;
using namespace image_testing;

namespace {

// A picture whose pixels are a, b, c / d, e, f.
const Picture kUpright{3, 2, {'a', 'b', 'c', 'd', 'e', 'f'}};

// What a camera stores of it that was held so, by rows: from the table of the standard, "the 0th row is at the visual
// ..., the 0th column is at the visual ...".
struct Stored {
  int orientation, width;
  const char* rows;
};
constexpr Stored kStored[] = {{1, 3, "abcdef"}, {2, 3, "cbafed"}, {3, 3, "fedcba"}, {4, 3, "defabc"},
                              {5, 2, "adbecf"}, {6, 2, "cfbead"}, {7, 2, "fcebda"}, {8, 2, "daebfc"}};

TEST(Exif, EveryWayACameraCanBeHeldIsTurnedUpright) {
  for (const Stored& s : kStored) {
    const std::string rows = s.rows;
    EXPECT_EQ(upright({s.width, 6 / s.width, Bytes(rows.begin(), rows.end())}, s.orientation), kUpright)
        << s.orientation;
  }
}

TEST(Exif, IsReadInBothByteOrders) {
  const std::string jpeg = encodeJpeg(8, 8, TJPF_GRAY, Bytes(64, 7));
  EXPECT_EQ(orientationOf(jpeg), 1);
  for (int way = 1; way <= 8; ++way) {
    EXPECT_EQ(orientationOf(withOrientation(jpeg, way, true)), way);
    EXPECT_EQ(orientationOf(withOrientation(jpeg, way, false)), way);
  }
  EXPECT_EQ(orientationOf(withOrientation(jpeg, 0, true)), 1);
  EXPECT_EQ(orientationOf(withOrientation(jpeg, 9, true)), 1);
}

TEST(JpegSegments, TellAProgressivePicture) {
  const Bytes grey(64, 7);
  EXPECT_FALSE(isProgressive(encodeJpeg(8, 8, TJPF_GRAY, grey)));
  const std::string progressive = encodeJpeg(8, 8, TJPF_GRAY, grey, TJFLAG_PROGRESSIVE);
  EXPECT_TRUE(isProgressive(withOrientation(progressive, 6, true)));
  for (size_t length = 0; length < progressive.size(); ++length) isProgressive(progressive.substr(0, length));
}

TEST(Exif, ThatIsCutOffAnywhereSaysNothingElse) {
  const std::string whole = withOrientation(encodeJpeg(8, 8, TJPF_GRAY, Bytes(64, 7)), 6, false);
  for (size_t length = 0; length < whole.size(); ++length) {
    const int way = orientationOf(whole.substr(0, length));
    EXPECT_TRUE(way == 1 || way == 6) << length;
  }
  EXPECT_EQ(orientationOf("\xff\xd8\xff\xe1\xff\xff"), 1);
}

TEST(Exif, OfAFileTurnsThePicture) {
  // Dark in its upper half; stored so that it stands on its left side.
  Bytes rows;
  for (int i = 0; i < 16 * 16; ++i) rows.push_back(i < 128 ? 0 : 255);
  const Picture p = decodePicture(withOrientation(encodeJpeg(16, 16, TJPF_GRAY, rows), 6, true), "a");
  EXPECT_LT(p.brightness[15], 20);  // what was on top is on the right
  EXPECT_GT(p.brightness[0], 230);
}

}  // namespace
