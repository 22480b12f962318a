// The ledger as a person meets it: through the table's model, against what `eval` says and a numerical Jacobian.

#include <gtest/gtest.h>

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>
#include <cmath>

#include "app/stage/ledger_plate.h"
#include "tests/core/stage/trained_flows.h"

namespace {

using namespace core;
using namespace testing_support;

double termsOf(const app::LedgerModel& model) {
  double sum = 0;
  for (int row = 0; row + 1 < model.rowCount(); ++row)
    sum += model.data(model.index(row, app::LedgerModel::kTerm), app::LedgerModel::kValueRole).toDouble();
  return sum;
}

TEST(LedgerModel, SumsToEvalForEveryPresetInBothReadings) {
  constexpr int kPoints = 1000, kChecked = 40;
  for (const Preset& preset : presets()) {
    SCOPED_TRACE(preset.key);
    TrainedFlow trained(preset.key);
    const auto engine = oneThread();
    engine->setFlow(trained.flow);
    Points x(kPoints, 2);
    Rng rng(23);
    for (int i = 0; i < kPoints; ++i)
      x.row(i) << static_cast<Real>(rng.normal(0, 1.5)), static_cast<Real>(rng.normal(0, 1.5));
    Values expected;
    engine->logDensity(*trained.theta, x, expected);
    Tracer tracer(trained.flow, trained.theta);
    app::LedgerModel model;
    double worst = 0, worstCheck = 0;
    for (int i = 0; i < kPoints; ++i) {
      const Vec2 at(static_cast<double>(x(i, 0)), static_cast<double>(x(i, 1)));
      const Ledger ledger = ledgerOf(tracer, {}, {at, -1}, tracer.depth(), 1);
      model.setLedger(ledger, trained.flow->spec(), i % 2 == 0 ? Reading::sampling : Reading::density);
      ASSERT_EQ(model.rowCount(), tracer.depth() + 2);
      const auto value = static_cast<double>(expected(i));
      worst = std::max(worst, std::abs(termsOf(model) - value) / (1 + std::abs(value)));
      const double last =
          model.data(model.index(model.rowCount() - 1, app::LedgerModel::kRunning), app::LedgerModel::kValueRole)
              .toDouble();
      EXPECT_NEAR(last, termsOf(model), 1e-9 * (1 + std::abs(last)));
      if (i < kChecked && std::abs(value) < 30)
        worstCheck = std::max(worstCheck, app::LedgerCheck::differenceOf(*trained.flow, *trained.theta, ledger));
    }
    EXPECT_LT(worst, 1e-5);
    EXPECT_LT(worstCheck, 1e-3);
    std::printf("%-8s rows - eval %.1e, rows - numerical Jacobian %.1e\n", preset.key.c_str(), worst, worstCheck);
  }
}

TEST(LedgerModel, IsATableThatFollows) {
  app::LedgerModel model;
  QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
  TrainedFlow trained("realnvp");
  Tracer tracer(trained.flow, trained.theta);
  EXPECT_EQ(model.rowCount(), 0);
  model.setLedger(ledgerOf(tracer, {}, {{0.2, 0.3}, -1}, 8, 1), trained.flow->spec(), Reading::sampling);
  EXPECT_EQ(model.rowCount(), 10);
  EXPECT_EQ(model.layerOf(1), 0);
  EXPECT_EQ(model.rowOf(0), 1);
  model.setLedger(ledgerOf(tracer, {{1, 1}, {2, 2}}, {{0.2, 0.3}, -1}, 8, 1), trained.flow->spec(), Reading::density);
  EXPECT_EQ(model.rowCount(), 11);  // the units of the data count too
  EXPECT_EQ(model.layerOf(1), 7);
  EXPECT_EQ(model.layerOf(9), -1);
  model.setLedger(std::nullopt, trained.flow->spec(), Reading::density);
  EXPECT_EQ(model.rowCount(), 0);
}

TEST(LedgerPlate, ARowUnderThePointerLightsUpItsLayer) {
  TrainedFlow trained("nsf");
  Tracer tracer(trained.flow, trained.theta);
  Frame frame;
  frame.request.flow = trained.flow;
  frame.request.theta = trained.theta;
  frame.request.depth = 2.5;
  frame.request.fine = true;
  frame.request.stage.probe = Spot{{0.5, 0.2}, -1};
  frame.stage.ledger = ledgerOf(tracer, {}, *frame.request.stage.probe, 2.5, 1);
  app::LedgerPlate plate;
  plate.fit({900, 700});
  plate.show(frame, Reading::sampling, true);
  plate.resize(plate.sizeHint());
  plate.QWidget::show();
  QSignalSpy lit(&plate, &app::LedgerPlate::layerLit);
  QTest::mouseMove(&plate, QPoint(40, plate.height() / 3));
  ASSERT_GE(lit.count(), 1);
  EXPECT_GE(plate.litLayer(), 0);
  const int first = plate.litLayer();
  plate.setFocus();
  QTest::keyClick(&plate, Qt::Key_Down);
  EXPECT_EQ(plate.litLayer(), first + 1);
  // Of a long ledger, too, the last place is that of log p(x): no layer there, even at the far end.
  plate.fit({900, 300});
  plate.resize(plate.sizeHint());
  ASSERT_LT(plate.rowsShown(), plate.model().rowCount());
  EXPECT_EQ(plate.rowInPlace(plate.rowsShown() - 1), plate.model().rowCount() - 1);
  // The check comes in its own time.
  for (int i = 0; i < 200 && !plate.checkText().contains("agrees"); ++i) QTest::qWait(20);
  EXPECT_TRUE(plate.checkText().contains("agrees")) << plate.checkText().toStdString();
}

}  // namespace
