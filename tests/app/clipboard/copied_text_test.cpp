// What is copied as text says the same numbers as the screen, and a stack comes back as it was.

#include "app/clipboard/copied_text.h"

#include <gtest/gtest.h>

#include <QApplication>
#include <QClipboard>
#include <QMimeData>
#include <QTest>

#include "app/canvas/canvas.h"
#include "app/main_window.h"
#include "app/stage/ledger_plate.h"
#include "core/project/edits.h"
#include "core/util/error.h"
#include "tests/support/random_flow.h"

namespace {

using namespace app;

constexpr auto kNll = core::Objective::maximumLikelihood;

// A ledger of one point of a random flow.
class CopiedLedger : public testing::TestWithParam<core::Reading> {
 protected:
  CopiedLedger()
      : flow(std::make_shared<core::Flow>(core::parseStack("logistic(hidden=8) planar affine(hidden=8)", kNll))),
        theta(std::make_shared<core::Theta>(testing_support::randomTheta(*flow, 3, 0.2))),
        tracer(flow, theta) {
    model.setLedger(core::ledgerOf(tracer, {}, {{0.5, -0.25}, -1}, flow->depth(), 1), flow->spec(), GetParam());
  }

  std::shared_ptr<const core::Flow> flow;
  std::shared_ptr<const core::Theta> theta;
  core::Tracer tracer;
  LedgerModel model;
};

TEST_P(CopiedLedger, TheTermsOfTheCsvSumToItsLastLine) {
  const QStringList lines = ledgerAsCsv(model).split('\n', Qt::SkipEmptyParts);
  ASSERT_EQ(lines.size(), 2 + flow->depth() + 1);
  EXPECT_EQ(lines.front(), "layer,x,y,term,sum");
  double sum = 0;
  for (int i = 1; i < lines.size(); ++i) {
    const QStringList cells = lines[i].split(',');
    ASSERT_EQ(cells.size(), 5) << lines[i].toStdString();
    sum += cells[3].toDouble();
    EXPECT_NEAR(cells[4].toDouble(), sum, 1e-6 * (1 + std::abs(sum)));
  }
  EXPECT_NEAR(sum, model.ledger()->logDensity, 1e-6);
}

TEST_P(CopiedLedger, TheLatexTableHasARowALayerAndNothingThatLatexWouldTrip) {
  const QString text = ledgerAsLatex(model);
  EXPECT_EQ(text.count("\\\\\n"), 1 + static_cast<int>(model.table().size()));
  EXPECT_TRUE(text.contains("$\\log p(x)$")) << text.toStdString();
  EXPECT_EQ(text.count('$') % 2, 0);
  EXPECT_EQ(text.count('{'), text.count('}'));
  EXPECT_EQ(text.count("\\begin"), text.count("\\end"));
  for (const QString& line : text.split('\n')) {
    EXPECT_EQ(line.count('&'), line.contains("\\\\") ? 3 : 0) << line.toStdString();
  }
}

INSTANTIATE_TEST_SUITE_P(Readings, CopiedLedger, testing::Values(core::Reading::sampling, core::Reading::density));

TEST(CopiedLedger, OfNothingIsNothing) {
  EXPECT_TRUE(ledgerAsCsv({}).isEmpty());
  EXPECT_TRUE(ledgerAsLatex({}).isEmpty());
}

TEST(StackFromText, GivesBackWhatWasCopied) {
  for (const core::Preset& preset : core::presets()) {
    const core::FlowSpec flow = core::parseStack(preset.stack, kNll);
    const auto again = stackFromText(QString::fromStdString(core::toText(flow)), kNll);
    ASSERT_TRUE(again) << preset.key;
    EXPECT_EQ(core::toText(*again), core::toText(flow));
  }
  EXPECT_TRUE(stackFromText("  affine*2\n  rotation ", kNll));
  EXPECT_TRUE(stackFromText("iaf", kNll));
}

TEST(StackFromText, LeavesOtherTextsAlone) {
  for (const char* text : {"", "1,2\n3,4\n", "x\ty\n1\t2\n", "hello affine", "affinely", "formula:x", "42",
                           "radial\tvelocity\n1\t2\n", "rotation,curve\n1,2\n"})
    EXPECT_FALSE(stackFromText(text, kNll)) << text;
  EXPECT_THROW(stackFromText("affine*4(hidden=", kNll), core::InputError);
  EXPECT_THROW(stackFromText("affine nothing", kNll), core::InputError);
}

class Pasted : public testing::Test {
 protected:
  Pasted() : window(options()) {
    window.resize(1280, 800);
    window.show();
    EXPECT_TRUE(QTest::qWaitFor([this] { return window.player().snapshot() != nullptr; }, 20000));
  }
  static WindowOptions options() {
    WindowOptions o;
    o.device = "cpu";
    o.rememberSession = false;
    return o;
  }
  MainWindow window;
};

TEST_F(Pasted, AStackTakesTheOldOnesPlaceAndCanBeUndone) {
  const core::FlowSpec before = window.document().project().flow;
  QApplication::clipboard()->setText("planar*3 rotation");
  QTest::keyClick(&window, Qt::Key_V, Qt::ControlModifier);
  EXPECT_EQ(window.document().project().flow.depth(), 4);
  QTest::keyClick(&window, Qt::Key_C, Qt::ControlModifier | Qt::ShiftModifier);
  EXPECT_TRUE(QApplication::clipboard()->text().startsWith("planar*3"))
      << QApplication::clipboard()->text().toStdString();
  window.document().undoStack().undo();
  EXPECT_TRUE(window.document().project().flow == before);
  QApplication::clipboard()->setText("planar*3 nothing");
  QTest::keyClick(&window, Qt::Key_V, Qt::ControlModifier);
  EXPECT_TRUE(window.document().project().flow == before);
}

TEST_F(Pasted, ThePictureIsTheCanvasWithoutItsBars) {
  QTest::keyClick(&window, Qt::Key_C, Qt::ControlModifier);
  const QImage image = QApplication::clipboard()->image();
  ASSERT_FALSE(image.isNull());
  EXPECT_EQ(image.size(), window.findChild<Canvas*>()->size());
}

}  // namespace
