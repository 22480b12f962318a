#include "core/targets/points_table.h"

#include <gtest/gtest.h>

#include "core/targets/target.h"
#include "tests/core/targets/message_of.h"
#include "tests/core/targets/scratch_files.h"

using namespace core;

namespace {

class ColumnsOfAFile : public testing::Test {
 protected:
  ScratchFiles files;  // first: the others are written to it
  // Columns id = i, height = 2 i, a name, weight = 100 - i.
  std::string path = [this] {
    std::string text = "id;height;who;body weight (kg)\n";
    for (int i = 0; i < 12; ++i) {
      const std::string n = std::to_string(i);
      text += n + ";" + std::to_string(2 * i) + ",0;p" + n + ";" + std::to_string(100 - i) + "\n";
    }
    return files.write("p.csv", text);
  }();
  // The second point, which says which columns these are.
  static std::array<Real, 2> second(const TargetSpec& spec) { return {(*spec.points)(1, 0), (*spec.points)(1, 1)}; }
  std::array<Real, 2> secondOf(const std::string& brackets) { return second(parseTarget(path + brackets)); }
  using Pair = std::array<Real, 2>;
};

TEST_F(ColumnsOfAFile, AreTakenByNameAndByNumber) {
  EXPECT_EQ(secondOf(""), (Pair{1, 2}));
  EXPECT_EQ(secondOf("(x=height,y=id)"), (Pair{2, 1}));
  EXPECT_EQ(secondOf("(x=2,y=4)"), (Pair{2, 99}));
  EXPECT_EQ(secondOf("(x=\"body weight (kg)\", y = height)"), (Pair{99, 2}));
  EXPECT_EQ(secondOf("(x='body weight (kg)')"), (Pair{99, 1}));
  EXPECT_EQ(secondOf("(y=1)"), (Pair{2, 1}));  // the first other one
  EXPECT_EQ(secondOf("(x=4,held_out=0.1)"), (Pair{99, 1}));
}

TEST_F(ColumnsOfAFile, AreInTheTextOfTheTarget) {
  for (const std::string brackets : {"", "(x=height,y=id)", "(held_out=0.1,x=\"body weight (kg)\",y=2)"}) {
    const TargetSpec spec = parseTarget(path + brackets);
    EXPECT_EQ(textOf(spec), path + brackets);
    EXPECT_EQ(parseTarget(textOf(spec)).settings, spec.settings);
  }
}

TEST_F(ColumnsOfAFile, CanBeChangedAfterwards) {
  const TargetSpec first = parseTarget(path);
  const TargetSpec other = withSettings(first, {{"x", "height"}, {"y", "4"}});
  EXPECT_EQ(second(other), (Pair{2, 99}));
  EXPECT_EQ(second(first), (Pair{1, 2}));
  EXPECT_EQ(second(withSettings(other, {{"x", "id"}})), (Pair{1, 99}));
  EXPECT_EQ(withSettings(other, {{"scale", "none"}}).points, other.points);  // nothing is read again
  EXPECT_NE(other, first);
}

TEST_F(ColumnsOfAFile, ThatAreNotThereAreToldWithThoseThatAre) {
  const std::string list = "1 'id', 2 'height', 3 'who', 4 'body weight (kg)'";
  const auto said = [&](const std::string& brackets) {
    const std::string message = messageOf([&] { parseTarget(path + brackets); });
    return message.substr(std::min(path.size(), message.size()));
  };
  EXPECT_EQ(said("(x=heigth)"), " has no column 'heigth', which x is to be; its columns: " + list);
  EXPECT_EQ(said("(y=5)"), " has no column '5', which y is to be; its columns: " + list);
  EXPECT_EQ(said("(y=0)"), " has no column '0', which y is to be; its columns: " + list);
  EXPECT_EQ(said("(x=2,y=height)"), ": x and y are both column 2 ('height'); two are needed of: " + list);
  EXPECT_EQ(said("(x=who)"), ", line 2: column 3 ('who') is 'p0', which is not a number");
  const TargetSpec first = parseTarget(path);
  EXPECT_TRUE(messageOf([&] { withSettings(first, {{"x", "who"}}); }).ends_with("'p0', which is not a number"));
  EXPECT_EQ(messageOf([&] { parseTarget(path + "(colour=red)"); }),
            "points has no setting 'colour'; it has: x, y, scale, held_out, split_seed");
  EXPECT_EQ(messageOf([&] { parseTarget(path + "(x=\"id)"); }), path + ", character 8: expected '\"', found the end");
  std::string many, row;
  for (int i = 0; i < 300; ++i) {
    many += std::string(i > 0 ? "," : "") + "a_rather_long_name_of_a_column_as_there_are_" + std::to_string(i);
    row += std::string(i > 0 ? "," : "") + std::to_string(i);
  }
  const std::string wide = files.write("wide.csv", many + "\n" + row + "\n");
  EXPECT_TRUE(messageOf([&] { parseTarget(wide + "(x=b)"); }).ends_with(" and 290 more"));
}

TEST_F(ColumnsOfAFile, OfOneNameAreToldApartByNumber) {
  std::string text = "a,b,a\n";
  for (int i = 0; i < 12; ++i)
    text += std::to_string(i) + "," + std::to_string(-i) + "," + std::to_string(5 * i) + "\n";
  const std::string twice = files.write("twice.csv", text);
  EXPECT_EQ(messageOf([&] { parseTarget(twice + "(x=a,y=b)"); }),
            twice + ": more than one column is called 'a', which x is to be; use a number: 1 'a', 2 'b', 3 'a'");
  EXPECT_EQ(second(parseTarget(twice + "(x=3,y=b)")), (Pair{5, -1}));
}

}  // namespace
