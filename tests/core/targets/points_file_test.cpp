#include "core/targets/points_file.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>

#include "core/util/error.h"
#include "tests/core/targets/scratch_files.h"

using namespace core;

namespace {

class PointsFile : public testing::Test {
 protected:
  // Ten points (i, 10 + i / 2), each line made from the two numbers by `line`.
  template <class Line>
  static std::string ten(Line line, const std::string& end = "\n") {
    std::string text;
    for (int i = 0; i < 10; ++i)
      text += line(std::to_string(i), std::to_string(10 + i / 2) + (i % 2 ? ".5" : ".0")) + end;
    return text;
  }
  static std::string commas(const std::string& end = "\n") {
    return ten([](auto x, auto y) { return x + "," + y; }, end);
  }

  void expectTen(const std::string& content) {
    SCOPED_TRACE(content.substr(0, 60));
    Points points;
    ASSERT_NO_THROW(points = readPointsFile(files.write("points.csv", content)));
    ASSERT_EQ(points.rows(), 10);
    for (int i = 0; i < 10; ++i) {
      EXPECT_EQ(points(i, 0), Real(i));
      EXPECT_EQ(points(i, 1), Real(10 + i / 2.0));
    }
  }
  // The message without the path in front, which it must begin with.
  std::string messageOf(const std::string& path) {
    try {
      readPointsFile(path);
    } catch (const InputError& error) {
      const std::string message = error.what();
      EXPECT_EQ(message.substr(0, path.size()), path);
      EXPECT_EQ(message.find('\n'), std::string::npos) << message;
      return message.substr(std::min(path.size(), message.size()));
    }
    return "no error";
  }
  std::string messageFor(const std::string& content) { return messageOf(files.write("points.csv", content)); }

  ScratchFiles files;
};

TEST_F(PointsFile, ReadsEverySeparator) {
  expectTen(commas());
  expectTen(ten([](auto x, auto y) { return x + ", " + y; }));
  expectTen(ten([](auto x, auto y) { return x + ";" + y; }));
  expectTen(ten([](auto x, auto y) { return x + "\t" + y; }));
  expectTen(ten([](auto x, auto y) { return x + " " + y; }));
  expectTen(ten([](auto x, auto y) { return "   " + x + "  \t " + y + "  "; }));
}

TEST_F(PointsFile, ReadsEveryLineEnd) {
  expectTen(commas("\r\n"));
  expectTen(commas("\r"));
  expectTen(commas("\n\n"));
  expectTen(commas("\r\n\r\n"));
  std::string open = commas();
  open.pop_back();
  expectTen(open);
  expectTen(commas("\r\n") + "\r");
}

TEST_F(PointsFile, SkipsByteOrderMarkCommentsAndBlankLines) {
  expectTen("\xEF\xBB\xBF" + commas());
  expectTen("\xEF\xBB\xBFx,y\r\n" + commas("\r\n"));
  expectTen("# made by hand\n\n  \t\n#x y\n" + commas("\n# between\n"));
}

TEST_F(PointsFile, ReadsNumbersInEveryNotation) {
  expectTen(ten([](auto x, auto y) { return "+" + x + "e0," + y + "000E+00"; }));
  expectTen(ten([](auto x, auto y) { return "\"" + x + "\",\"" + y + "\""; }));
  expectTen(ten([](auto x, auto y) { return "'" + x + "' , \" " + y + " \""; }));
  expectTen(commas() + "");
}

TEST_F(PointsFile, ReadsDecimalCommas) {
  const auto comma = [](std::string y) { return y.replace(y.find('.'), 1, ","); };
  expectTen(ten([&](auto x, auto y) { return x + ";" + comma(y); }));
  expectTen("x;y\n" + ten([&](auto x, auto y) { return x + ",0;" + comma(y); }));
  expectTen(ten([&](auto x, auto y) { return x + "\t" + comma(y); }));
  expectTen(ten([&](auto x, auto y) { return x + ",0 " + comma(y); }));
  expectTen(ten([&](auto x, auto y) { return x + ",\"" + comma(y) + "\""; }));
}

TEST_F(PointsFile, TakesTheColumnsThatTheHeaderNames) {
  expectTen("height,weight\n" + commas());
  expectTen("a title\n" + commas());
  expectTen("title\n" + ten([](auto x, auto y) { return x + ", " + y; }));
  expectTen("id,x,y,label\n" + ten([](auto x, auto y) { return "p" + x + "," + x + "," + y + ",red"; }));
  expectTen("\"Y\";\"t\";\"X\"\n" + ten([](auto x, auto y) { return y + ";7;" + x; }));
  expectTen(",x,y\n" + ten([](auto x, auto y) { return "3," + x + "," + y; }));
  expectTen("a,b,c\n" + ten([](auto x, auto y) { return x + "," + y + ",3"; }));
  expectTen("a,b,c\n" + ten([](auto x, auto y) { return x + "," + y + ",some text"; }));
}

TEST_F(PointsFile, TakesTheFirstColumnsOfNumbersWhereNoneIsNamed) {
  expectTen("who,a,b\n" + ten([](auto x, auto y) { return "p" + x + "," + x + "," + y; }));
  expectTen(ten([](auto x, auto y) { return x + ",red," + y + ",blue"; }));
}

TEST_F(PointsFile, SaysHowItWasRead) {
  const auto readAs = [&](const std::string& content) {
    return readPointsTable(files.write("points.csv", content), {{"x", "auto"}, {"y", "auto"}})->readAs;
  };
  EXPECT_EQ(readAs(commas()), "separator comma, no header, 10 rows");
  EXPECT_EQ(readAs("a\tb\n" + ten([](auto x, auto y) { return x + "\t" + y; })), "separator tab, header, 10 rows");
  EXPECT_EQ(readAs("title\n" + ten([](auto x, auto y) { return x + " " + y; })),
            "separator spaces, no header, 10 rows");
  std::string text = "x;y\n";
  for (int i = 0; i < 1234; ++i) text += std::to_string(i) + ",5;" + std::to_string(i) + "\n";
  EXPECT_EQ(readAs(text), "separator ;, decimal comma, header, 1,234 rows");
}

TEST_F(PointsFile, KeepsTheOtherColumnsOfNumbers) {
  std::string text = "x,y,late,t,name\n";
  for (int i = 0; i < 20; ++i) {
    const std::string n = std::to_string(i);
    text += n + "," + n + (i == 15 ? "e0,," : "e0,7,") + std::to_string(3 * i) + ".5,n\n";
  }
  const auto table = readPointsTable(files.write("points.csv", text), {{"x", "auto"}, {"y", "auto"}});
  EXPECT_EQ(table->numberColumns(), (std::vector<size_t>{0, 1, 3}));
  EXPECT_EQ(table->columns[3].values[19], Real(57.5));
  EXPECT_EQ(table->columns[3].low, 0.5);
  EXPECT_EQ(table->columns[3].high, 57.5);
  EXPECT_EQ(table->columns[2].problem, table->path + ", line 17: column 3 ('late') is empty");
  EXPECT_TRUE(table->columns[2].values.empty());
  EXPECT_EQ(table->settingOf(3), "t");
}

TEST_F(PointsFile, LeavesOutTheLastOfVeryManyNumbers) {
  const Settings wanted{{"x", "auto"}, {"y", "300"}};
  std::string row;
  for (int i = 1; i <= 300; ++i) row += std::to_string(i * i % 97) + (i < 300 ? "," : "\n");
  std::string text;
  for (int i = 0; i < 12; ++i) text += std::to_string(i) + row.substr(1, row.size() - 2) + std::to_string(i) + "\n";
  const auto table = readPointsTable(files.write("points.csv", text), wanted);
  EXPECT_EQ(table->numberColumns().size(), kMostColumns + 1);
  EXPECT_EQ(table->columns[299].values.size(), 12u);
  EXPECT_EQ(table->columns[298].problem,
            table->path +
                ": column 299 was left out, for there are too many numbers; open the file again with it as x "
                "or y");
  // Nine columns of two million rows are more than is kept.
  std::string most;
  for (int i = 0; i < kMaxFilePoints; ++i) most += i % 2 ? "1,2,3,4,5,6,7,8,9\n" : "9,8,7,6,5,4,3,2,1\n";
  const auto large = readPointsTable(files.write("most.csv", most), {{"x", "auto"}, {"y", "auto"}});
  EXPECT_EQ(large->numberColumns().size(), kMostNumbers / kMaxFilePoints);
}

TEST_F(PointsFile, RefusesTextNamingLineAndColumn) {
  EXPECT_EQ(messageFor("x,y\n1,2\n\n3,four\n"), ", line 4: column 2 ('y') is 'four', which is not a number");
  EXPECT_EQ(messageFor("a title\n1,2\n3,four\n"), ", line 3: column 2 is 'four', which is not a number");
  EXPECT_EQ(messageFor("1,2\r\n3;4,5\r\n"), ", line 2: column 1 is '3;4', which is not a number");
  EXPECT_EQ(messageFor("# c\rabc,2\r"), ", line 2: column 1 is 'abc', which is not a number");
  EXPECT_EQ(messageFor("1,2\n1.2.3,4\n"), ", line 2: column 1 is '1.2.3', which is not a number");
  EXPECT_EQ(messageFor("1,2\n+-1,4\n"), ", line 2: column 1 is '+-1', which is not a number");
  EXPECT_EQ(messageFor("1,2\n3,\n"), ", line 2: column 2 is empty");
  EXPECT_EQ(messageFor("1,2\n3,a\x01"
                       "b\n"),
            ", line 2: column 2 is 'a?b', which is not a number");
}

TEST_F(PointsFile, ShowsWhatItFoundShortAndInValidCharacters) {
  const auto found = [&](const std::string& text) {
    const std::string message = messageFor("1,2\n3," + text + "\n");
    const auto from = message.find('\''), to = message.rfind('\'');
    return from < to && to != std::string::npos ? message.substr(from + 1, to - from - 1) : message;
  };
  EXPECT_EQ(found(std::string(41, 'a')), std::string(40, 'a') + "...");
  EXPECT_EQ(found(std::string(39, 'a') + "\u00e4" + "rest"), std::string(39, 'a') + "...");
  EXPECT_EQ(found("Gr\u00f6\u00dfe \u20ac \U0001F600"), "Gr\u00f6\u00dfe \u20ac \U0001F600");
  EXPECT_EQ(found("Gr\xF6\xDF"
                  "e"),
            "Gr??e");                                                 // Latin-1
  EXPECT_EQ(found("a\xE0\x80\x80z\xED\xA0\x80z\xFF"), "a???z???z?");  // no UTF-8 either
  EXPECT_EQ(found("a\xE2\x82"), "a??");
  EXPECT_EQ(found("tab\tbell\a"), "tab?bell?");
}

TEST_F(PointsFile, RefusesNumbersThatAreNotFinite) {
  EXPECT_EQ(messageFor("1,2\n3,nan\n"), ", line 2: column 2 is 'nan', which is not a finite number");
  EXPECT_EQ(messageFor("NaN,2\n3,1\n"), ", line 1: column 1 is 'NaN', which is not a finite number");
  EXPECT_EQ(messageFor("1,2\n-inf,1\n"), ", line 2: column 1 is '-inf', which is not a finite number");
  EXPECT_EQ(messageFor("1,2\n3,1e999\n"),
            ", line 2: column 2 is '1e999', which is out of range (beyond 1e15 or too small)");
  EXPECT_EQ(messageFor("1,2\n-1e16,1\n"),
            ", line 2: column 1 is '-1e16', which is out of range (beyond 1e15 or too small)");
}

TEST_F(PointsFile, RefusesTooFewColumns) {
  EXPECT_EQ(messageFor("1\n2\n"), ", line 1: only one column, '1'; two are needed");
  EXPECT_EQ(messageFor("value\n1\n2\n"), ", line 2: only one column, '1'; two are needed");
  EXPECT_EQ(messageFor("1,2\n3\n"), ", line 2: only one column, '3'; two are needed");
  EXPECT_EQ(messageFor("x,t,y\n1,2,3\n4,5\n"), ", line 3: column 3 ('y') is missing");
}

TEST_F(PointsFile, RefusesTooFewRows) {
  EXPECT_EQ(messageFor(""), " has no rows of numbers");
  EXPECT_EQ(messageFor("\xEF\xBB\xBF"), " has no rows of numbers");
  EXPECT_EQ(messageFor("x,y\n# nothing\n\n"), " has no rows of numbers");
  EXPECT_EQ(messageFor("x,y\n1,2\n3,4\n5,6"), " has only 3 points; at least 10 are needed");
}

TEST_F(PointsFile, RefusesPointsWithoutSpread) {
  std::string same, line, offset;
  for (int i = 0; i < 20; ++i) {
    same += "1.5,2\n";
    line += std::to_string(i) + " 3\n";
    offset += "170000000" + std::to_string(i % 9 + 1) + "," + std::to_string(i) + "\n";
  }
  EXPECT_EQ(messageFor(same), ": all points are the same, (1.5, 2)");
  EXPECT_EQ(messageFor("u v\n" + line), ": column 2 ('v') is 3 in every row");
  EXPECT_EQ(messageFor(offset),
            ": column 1 varies too little beside its size (1700000001 to 1700000009); subtract a constant");
}

TEST_F(PointsFile, RefusesTooManyRows) {
  std::string most;
  for (int i = 0; i < kMaxFilePoints; ++i) most += i % 2 ? "1,2\n" : "3,4\n";
  EXPECT_EQ(readPointsFile(files.write("most.csv", most)).rows(), kMaxFilePoints);
  EXPECT_EQ(messageFor(most + "# ten million more\n5,6\n"), " has more than 2,000,000 rows; keep a random part of it");
}

TEST_F(PointsFile, RefusesWhatIsNotATable) {
  EXPECT_EQ(messageFor(std::string("\xFF\xFE"
                                   "1\0,\0",
                                   6)),
            " is text in UTF-16; save it as UTF-8");
  EXPECT_EQ(messageFor("1,2\n" + std::string(3 << 20, 'x')),
            ", line 2: longer than a megabyte; this is not a table of points");
}

TEST_F(PointsFile, RefusesFilesThatCannotBeRead) {
  EXPECT_EQ(messageOf(files.path("missing.csv")), " does not exist");
  EXPECT_EQ(messageOf(files.path("missing/points.csv")), " does not exist");
  EXPECT_EQ(messageOf(files.path("")), " is a folder, not a file");
  if (std::filesystem::exists("/proc/self/mem")) {  // opens, but its first byte cannot be read
    const std::string message = messageOf("/proc/self/mem");
    EXPECT_TRUE(message.starts_with(" cannot be read: ")) << message;
  }
  const std::string secret = files.write("secret.csv", commas());
  std::filesystem::permissions(secret, std::filesystem::perms::none);
  const std::string message = messageOf(secret);
  if (message != "no error") {  // who runs this may be allowed to read everything
    EXPECT_TRUE(message.starts_with(" cannot be opened: ")) << message;
  }
}

TEST_F(PointsFile, CountsLinesWhereverTheBufferEnds) {
  for (size_t before = (1u << 20) - 7; before <= (1u << 20) + 1; ++before) {
    std::string text(before, '#');  // lines of comment
    for (size_t i = 999; i < before; i += 1000) text[i] = '\n';
    text.back() = '\n';
    const auto lines = std::count(text.begin(), text.end(), '\n');
    EXPECT_EQ(messageFor(text + "1,2\r\n1,a\r\n"),
              ", line " + std::to_string(lines + 2) + ": column 2 is 'a', which is not a number");
  }
}

TEST_F(PointsFile, ReadsTheSameWhereverTheBufferEnds) {
  // Lines of odd lengths, more than three buffers of them, each with the two-character end.
  std::string text;
  int rows = 0;
  for (; text.size() < (3u << 20) + 12345; ++rows)
    text += std::to_string(rows) + "," + std::to_string(rows % 7) + std::string(static_cast<size_t>(rows % 13), ' ') +
            "\r\n";
  const Points points = readPointsFile(files.write("long.csv", text));
  ASSERT_EQ(points.rows(), rows);
  for (int i = 0; i < rows; ++i) {
    ASSERT_EQ(points(i, 0), Real(i));
    ASSERT_EQ(points(i, 1), Real(i % 7));
  }
  EXPECT_EQ(messageFor(text + "1,a\r\n"),
            ", line " + std::to_string(rows + 1) + ": column 2 is 'a', which is not a number");
}

}  // namespace
