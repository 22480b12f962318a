#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <limits>

#include "core/targets/points_file.h"
#include "tests/core/targets/message_of.h"
#include "tests/core/targets/scratch_files.h"

using namespace core;

namespace {

constexpr int kRows = 12;

// As numpy writes it: magic, version, length, dictionary, spaces and a line's end.
std::string headed(const std::string& dictionary, int version = 1) {
  const size_t lengthBytes = version == 1 ? 2 : 4;
  std::string header = dictionary;
  while ((6 + 2 + lengthBytes + header.size() + 1) % 64 != 0) header += ' ';
  header += '\n';
  std::string out = "\x93NUMPY";
  out += static_cast<char>(version);
  out += '\0';
  for (size_t i = 0; i < lengthBytes; ++i) out += static_cast<char>(header.size() >> (8 * i));
  return out + header;
}

std::string dictionary(const std::string& type, bool fortran, const std::string& shape) {
  return "{'descr': '" + type + "', 'fortran_order': " + (fortran ? "True" : "False") + ", 'shape': " + shape + ", }";
}

double x(int i) { return i; }
double y(int i) { return 3 * i % 7; }

template <class T>
void append(std::string& bytes, double value, bool bigEndian) {
  const T v = static_cast<T>(value);
  char raw[sizeof(T)];
  std::memcpy(raw, &v, sizeof v);
  if (bigEndian == (std::endian::native == std::endian::little)) std::reverse(raw, raw + sizeof raw);
  bytes.append(raw, sizeof raw);
}

// The points (x(i), y(i)) in every layout.
template <class T>
std::string file(const std::string& type, bool fortran, bool tall, int version = 1) {
  std::string bytes = headed(
      dictionary(type, fortran, tall ? "(" + std::to_string(kRows) + ", 2)" : "(2, " + std::to_string(kRows) + ")"),
      version);
  if (tall != fortran) {
    for (int i = 0; i < kRows; ++i) {
      append<T>(bytes, x(i), type[0] == '>');
      append<T>(bytes, y(i), type[0] == '>');
    }
  } else {
    for (int i = 0; i < kRows; ++i) append<T>(bytes, x(i), type[0] == '>');
    for (int i = 0; i < kRows; ++i) append<T>(bytes, y(i), type[0] == '>');
  }
  return bytes;
}

class NpyFile : public testing::Test {
 protected:
  void expectPoints(const std::string& bytes, const std::string& what) {
    SCOPED_TRACE(what);
    Points points;
    ASSERT_NO_THROW(points = readPointsFile(files.write("a.npy", bytes)));
    ASSERT_EQ(points.rows(), kRows);
    for (int i = 0; i < kRows; ++i) {
      EXPECT_EQ(points(i, 0), Real(x(i)));
      EXPECT_EQ(points(i, 1), Real(y(i)));
    }
  }
  template <class T>
  void expectEveryLayout(const std::string& type) {
    for (const std::string order : {"<", ">"}) {
      for (const bool fortran : {false, true}) {
        for (const bool tall : {false, true}) {
          expectPoints(file<T>(order + type, fortran, tall),
                       order + type + (fortran ? " Fortran" : " C") + (tall ? " (n, 2)" : " (2, n)"));
        }
      }
    }
  }
  // Without the path in front, which it must begin with.
  std::string refusal(const std::string& bytes) {
    const std::string path = files.write("a.npy", bytes);
    const std::string message = messageOf([&] { readPointsFile(path); });
    if (message == "no error") return message;
    EXPECT_TRUE(message.starts_with(path)) << message;
    return message.substr(std::min(path.size(), message.size()));
  }
  std::string refusalOf(const std::string& type, const std::string& shape, const std::string& data = "") {
    return refusal(headed(dictionary(type, false, shape)) + data);
  }

  ScratchFiles files;
};

TEST_F(NpyFile, ReadsEveryTypeInEveryOrder) {
  expectEveryLayout<float>("f4");
  expectEveryLayout<double>("f8");
  expectEveryLayout<std::int8_t>("i1");
  expectEveryLayout<std::int16_t>("i2");
  expectEveryLayout<std::int32_t>("i4");
  expectEveryLayout<std::int64_t>("i8");
  expectEveryLayout<std::uint8_t>("u1");
  expectEveryLayout<std::uint16_t>("u2");
  expectEveryLayout<std::uint32_t>("u4");
  expectEveryLayout<std::uint64_t>("u8");
  expectPoints(file<std::uint8_t>("|u1", false, true), "|u1");
  for (const int version : {1, 2, 3}) expectPoints(file<double>("<f8", false, true, version), "version");
}

TEST_F(NpyFile, ReadsNegativeNumbersAndFractions) {
  std::string bytes = headed(dictionary("<i2", false, "(10, 2)"));
  for (int i = 0; i < 20; ++i) append<std::int16_t>(bytes, i % 2 ? -300 * i : i, false);
  const Points points = readPointsFile(files.write("a.npy", bytes));
  EXPECT_EQ(points(9, 1), Real(-5700));
  EXPECT_EQ(points(9, 0), Real(18));
  bytes = headed(dictionary(">f8", false, "(10, 2)"));
  for (int i = 0; i < 20; ++i) append<double>(bytes, i * -0.125, true);
  EXPECT_EQ(readPointsFile(files.write("a.npy", bytes))(9, 1), Real(-19 * 0.125));
}

TEST_F(NpyFile, ReadsAHeaderHoweverItIsSpaced) {
  const std::string data = file<float>("<f4", false, true).substr(headed(dictionary("<f4", false, "(12, 2)")).size());
  expectPoints(headed("{'shape':(12,2),'fortran_order':False,'descr':'<f4'}") + data, "tight");
  expectPoints(headed("{ 'descr' :  \"<f4\" , 'shape' : ( 12 , 2 ) , 'fortran_order' : False }") + data, "wide");
  expectPoints(headed(dictionary("<f4", false, "(12, 2)")) + data + "more", "with more behind it");
}

TEST_F(NpyFile, RefusesWhatIsNotNumpys) {
  EXPECT_EQ(refusal(""), ": not a file of numpy's");
  EXPECT_EQ(refusal("x,y\n1,2\n3,4\n"), ": not a file of numpy's");
  EXPECT_EQ(refusal(std::string("\x93NUMPY\x09\0\x10\0", 10)), ": of version 9 of numpy's format; 1 to 3 can be read");
  EXPECT_EQ(refusal(std::string("\x93NUMPY\0\0\x10\0", 10)), ": of version 0 of numpy's format; 1 to 3 can be read");
  EXPECT_EQ(refusal(std::string("\x93NUMPY\1\0\x10", 9)), ": ends within its header");
  EXPECT_EQ(refusal(std::string("\x93NUMPY\1\0\x10\0{}", 12)), ": ends within its header");
  EXPECT_EQ(refusal(std::string("\x93NUMPY\2\0\xff\xff\xff\xff{}", 14)), ": its header is too long to be one");
}

TEST_F(NpyFile, RefusesOtherArrays) {
  EXPECT_EQ(refusal(headed("{}")), ": its header has no 'descr'");
  EXPECT_EQ(refusal(headed("{'descr': '<f4'}")), ": its header has no 'fortran_order'");
  EXPECT_EQ(refusal(headed("{'descr': '<f4', 'fortran_order': False}")), ": its header has no 'shape'");
  EXPECT_EQ(refusal(headed("{'descr': [('a', '<f4'), ('b', '<f4')], 'fortran_order': False, 'shape': (12,)}")),
            ": an array of records; it must be n rows of 2 numbers");
  EXPECT_EQ(refusalOf("<c8", "(12, 2)"),
            ": numbers of type '<c8'; real ones of 4 or 8 bytes or whole ones can be read");
  for (const char* type : {"<f2", "|b1", "|O", "<U5", "f4", "", "<", "xf4", "<f44", "<f\n4"})
    EXPECT_TRUE(refusalOf(type, "(12, 2)").starts_with(": numbers of type '")) << type << refusalOf(type, "(12, 2)");
  EXPECT_EQ(refusalOf("<f4", "(12,)"), ": an array of shape '(12,)'; it must be n rows of 2 numbers");
  for (const char* shape : {"()", "(12, 3)", "(3, 12)", "(4, 3, 2)", "(2,)", "(24", "", "(12\n, 3)"})
    EXPECT_NE(refusalOf("<f4", shape).find("; it must be n rows of 2 numbers"), std::string::npos) << shape;
  EXPECT_EQ(refusalOf("<f4", "(0, 2)"), " has no rows of numbers");
  EXPECT_EQ(refusalOf("<f4", "(2, 2)", std::string(16, '\0')), " has only 2 points; at least 10 are needed");
  EXPECT_EQ(refusalOf("<f4", "(20, 2)", std::string(160, '\0')).substr(0, 21), ": all points are the ");
}

TEST_F(NpyFile, RefusesMoreThanItHolds) {
  const std::string whole = file<double>("<f8", false, true);
  EXPECT_EQ(refusal(whole), "no error");
  EXPECT_EQ(refusal(whole.substr(0, whole.size() - 1)), ": ends before its last row");
  for (size_t length = 0; length < whole.size(); length += 5)
    EXPECT_NE(refusal(whole.substr(0, length)), "no error") << length;
  for (const char* shape : {"(2000001, 2)", "(2, 2000001)", "(99999999999999999999999999, 2)"})
    EXPECT_EQ(refusalOf("<f8", shape), ": has more than 2,000,000 rows; keep a random part of it") << shape;
}

TEST_F(NpyFile, RefusesNumbersThatAreNotFiniteAndSaysWhere) {
  const auto with = [&](double bad) {
    std::string bytes = headed(dictionary("<f8", false, "(12, 2)"));
    for (int i = 0; i < 24; ++i) append<double>(bytes, i == 7 ? bad : i, false);
    return refusal(bytes);
  };
  EXPECT_EQ(with(NAN), ", row 4, column 2 is not a finite number");
  EXPECT_EQ(with(INFINITY), ", row 4, column 2 is not a finite number");
  EXPECT_EQ(with(-INFINITY), ", row 4, column 2 is not a finite number");
  EXPECT_EQ(with(1e300), ", row 4, column 2 is out of range (beyond 1e15)");
  EXPECT_EQ(with(1e15), "no error");
  std::string bytes = headed(dictionary("<u8", false, "(12, 2)"));
  for (int i = 0; i < 24; ++i) append<std::uint64_t>(bytes, i == 6 ? 1.8e19 : i, false);
  EXPECT_EQ(refusal(bytes), ", row 4, column 1 is out of range (beyond 1e15)");
}

TEST_F(NpyFile, NamesAColumnWithoutSpread) {
  std::string bytes = headed(dictionary("<f4", false, "(12, 2)"));
  for (int i = 0; i < 24; ++i) append<float>(bytes, i % 2 ? 5 : i, false);
  EXPECT_EQ(refusal(bytes), ": column 2 is 5 in every row");
}

TEST_F(NpyFile, RefusesFilesThatCannotBeRead) {
  for (const std::string& name : {std::string("none.npy"), std::string("none/a.npy"), std::string(400, 'a') + ".npy"})
    EXPECT_EQ(messageOf([&] { readPointsFile(files.path(name)); }), files.path(name) + ": cannot be opened");
  std::filesystem::create_directory(files.path("folder.npy"));
  EXPECT_EQ(messageOf([&] { readPointsFile(files.path("folder.npy")); }),
            files.path("folder.npy") + ": is a folder, not a file");
}

}  // namespace
