// The comparison table, through its model.

#include "app/race/race_table.h"

#include <gtest/gtest.h>

#include <QAbstractItemModelTester>
#include <QSignalSpy>

namespace {

using namespace app;

core::Standing standing(int parameters, int steps, double seconds, double heldOut) {
  core::Standing s;
  s.parameters = parameters;
  s.steps = steps;
  s.seconds = seconds;
  s.wallSeconds = 2 * seconds;
  s.entropy = 2.0;
  s.curve = {{0, 0, 4.0}, {steps, seconds, heldOut}};
  return s;
}

class RaceTableTest : public testing::Test {
 protected:
  void show(const core::Standing& a, const core::Standing& b) {
    table.setStandings({std::make_shared<core::Standing>(a), std::make_shared<core::Standing>(b)});
  }
  QString text(int row, int lane) const { return table.index(row, lane).data().toString().replace(QChar(0x2009), ' '); }
  // The lane that is marked, -1: neither.
  int better(int row) const {
    const bool a = table.index(row, 0).data(RaceTable::BetterRole).toBool();
    const bool b = table.index(row, 1).data(RaceTable::BetterRole).toBool();
    EXPECT_FALSE(a && b) << row;
    return a ? 0 : b ? 1 : -1;
  }

  RaceTable table;
  QAbstractItemModelTester tester{&table, QAbstractItemModelTester::FailureReportingMode::Fatal};
};

TEST_F(RaceTableTest, EmptyBeforeAnythingIsMeasured) {
  for (int row = 0; row < RaceTable::RowCount; ++row) {
    EXPECT_EQ(text(row, 0), QString("–"));
    EXPECT_EQ(better(row), -1);
    EXPECT_FALSE(table.headerData(row, Qt::Vertical).toString().isEmpty());
    EXPECT_FALSE(table.headerData(row, Qt::Vertical, Qt::ToolTipRole).toString().isEmpty());
  }
  EXPECT_EQ(table.leader(), -1);
}

TEST_F(RaceTableTest, RowsAreWhatTheLanesMeasuredAndMarkTheBetterOne) {
  core::Standing a = standing(160, 4000, 2.0, 2.31), b = standing(25192, 3000, 2.5, 2.02);
  a.costs = core::RaceCosts{12.34, 0.05, 1e-6};
  b.costs = core::RaceCosts{0.456, 0.5, 1e-4};
  b.reached = core::RacePoint{275, 0.213, 2.049};
  show(a, b);
  const struct {
    int row;
    const char *a, *b;
    int better;
  } rows[] = {
      {RaceTable::Parameters, "160", "25 192", 0},
      {RaceTable::Steps, "4 000", "3 000", -1},
      {RaceTable::TrainingTime, "2.0", "2.5", -1},
      {RaceTable::Share, "50 %", "50 %", -1},
      {RaceTable::StepsPerSecond, "2 000", "1 200", 0},
      {RaceTable::HeldOut, "2.310", "2.020", 1},
      {RaceTable::Gap, "0.310", "0.020", 1},
      {RaceTable::TimeToMark, "–", "0.21", 1},
      {RaceTable::StepsToMark, "–", "275", 1},
      {RaceTable::Sampling, "12.3", "0.46", 1},
      {RaceTable::Density, "0.05", "0.50", 0},
      {RaceTable::RoundTrip, "1.0·10⁻⁶", "1.0·10⁻⁴", 0},
  };
  EXPECT_EQ(std::size(rows), static_cast<size_t>(RaceTable::RowCount));
  for (const auto& row : rows) {
    EXPECT_EQ(text(row.row, 0), QString(row.a)) << row.row;
    EXPECT_EQ(text(row.row, 1), QString(row.b)) << row.row;
    EXPECT_EQ(better(row.row), row.better) << row.row;
  }
  EXPECT_EQ(table.leader(), 1);
  EXPECT_TRUE(table.index(RaceTable::Gap, 1).data(Qt::AccessibleTextRole).toString().contains("better"));
  EXPECT_FALSE(table.index(RaceTable::Gap, 0).data(Qt::AccessibleTextRole).toString().contains("better"));
}

TEST_F(RaceTableTest, WhatLooksTheSameIsNotToldApart) {
  show(standing(10, 100, 1.0, 2.31041), standing(10, 100, 1.0, 2.31043));
  for (int row = 0; row < RaceTable::RowCount; ++row) EXPECT_EQ(better(row), -1) << row;
  EXPECT_EQ(table.leader(), -1);
}

TEST_F(RaceTableTest, RoundingErrorsAreALevelRace) {
  core::Standing a = standing(1, 1, 1, 3), b = a;
  a.costs = core::RaceCosts{1, 1, 0};
  b.costs = core::RaceCosts{1, 1, 1.5e-6};
  show(a, b);
  EXPECT_EQ(better(RaceTable::RoundTrip), -1);
}

TEST_F(RaceTableTest, AnUnknownEntropyLeavesTheGapOpen) {
  core::Standing a = standing(1, 1, 1, 3.5), b = standing(1, 1, 1, 3.25);
  a.entropy = b.entropy = std::nullopt;
  show(a, b);
  EXPECT_EQ(text(RaceTable::Gap, 0), QString("–"));
  EXPECT_EQ(better(RaceTable::Gap), -1);
  EXPECT_EQ(better(RaceTable::HeldOut), 1);
}

TEST_F(RaceTableTest, AHeldOutThatIsNoNumberWinsNothing) {
  core::Standing a = standing(1, 1, 1, std::numeric_limits<double>::quiet_NaN()), b = standing(1, 1, 1, 3.25);
  show(a, b);
  EXPECT_EQ(text(RaceTable::HeldOut, 0), QString("–"));
  EXPECT_EQ(table.leader(), -1);
}

TEST_F(RaceTableTest, WhoDoesNotRunIsNotCompared) {
  core::Standing b = standing(1, 0, 0, 3);
  b.refusal = "no vector field";
  show(standing(160, 10, 1, 3), b);
  EXPECT_EQ(text(RaceTable::Parameters, 1), QString("–"));
  EXPECT_EQ(better(RaceTable::Parameters), -1);
}

TEST_F(RaceTableTest, TellsOfRowsThatChangedAndOfNoOthers) {
  core::Standing a = standing(160, 4000, 2.0, 2.31), b = standing(25192, 3000, 2.5, 2.02);
  show(a, b);
  QSignalSpy spy(&table, &QAbstractItemModel::dataChanged);
  show(a, b);
  EXPECT_EQ(spy.count(), 0);
  a.parameters = 170;
  show(a, b);
  ASSERT_EQ(spy.count(), 1);
  EXPECT_EQ(spy.first().first().toModelIndex().row(), int(RaceTable::Parameters));
}

TEST_F(RaceTableTest, NamesHaveAShortFormForNarrowColumns) {
  table.setNames({RaceTable::Name{"Neural spline flow", "NSF"}, RaceTable::Name{"RealNVP", "RealNVP"}});
  EXPECT_EQ(table.headerData(0, Qt::Horizontal).toString(), QString("Neural spline flow"));
  EXPECT_EQ(table.headerData(0, Qt::Horizontal, RaceTable::ShortNameRole).toString(), QString("NSF"));
}

}  // namespace
