// The integral below the ledger: what it says is the row's term, its area is the integral's, and it fits.

#include "app/stage/trace_plot.h"

#include <gtest/gtest.h>

#include <QImage>
#include <cmath>
#include <limits>

#include "app/numbers.h"
#include "app/stage/ledger_plate.h"
#include "app/theme.h"
#include "tests/core/stage/trained_flows.h"

namespace {

using namespace core;
using namespace testing_support;

std::shared_ptr<const TraceAlong> traceOf(const std::vector<double>& values, double integral) {
  auto trace = std::make_shared<TraceAlong>();
  trace->trace = values;
  for (size_t i = 0; i < values.size(); ++i)
    trace->t.push_back(static_cast<double>(i) / static_cast<double>(values.size() - 1));
  trace->integral = integral;
  return trace;
}

// Pixels that are filled.
int filled(const std::vector<double>& values) {
  app::TracePlot plot;
  plot.set(traceOf(values, 0), true, 10.5);
  QImage image(340, 80, QImage::Format_RGB32);
  image.fill(Qt::black);
  QPainter painter(&image);
  plot.paint(painter, QRectF(image.rect()));
  painter.end();
  int n = 0;
  for (int y = 0; y < image.height(); ++y) {
    for (int x = 0; x < image.width(); ++x) {
      const QColor c = image.pixelColor(x, y);
      n += c.saturation() > 80 && c.value() > 20 ? 1 : 0;  // yellow; text and axes are grey
    }
  }
  return n;
}

TEST(TracePlot, ItsAreaIsTheIntegrals) {
  const int whole = filled({1, 1, 1, 1, 1});
  EXPECT_GT(whole, 3000);
  EXPECT_NEAR(filled({0, 0.25, 0.5, 0.75, 1}) / static_cast<double>(whole), 0.5, 0.06);
  EXPECT_NEAR(filled({-1, -1, -1, -1, -1}) / static_cast<double>(whole), 1, 0.06);
  EXPECT_LT(filled({0, 0, 0, 0, 0}), 0.1 * whole);
  EXPECT_GT(filled({1, std::nan(""), 1}), 0);
}

TEST(TracePlot, ItsFormulaStandsBesideTheGraphWhateverItsValue) {
  for (const double points : {10.5, 18.9}) {
    const double digit = QFontMetricsF(app::uiFont(points)).horizontalAdvance('0');
    const QRectF box(12, 100, 45 * digit, 60 * points / 10.5);
    for (const double value :
         {0.4312, -0.00001, -12.25, 123456.789, -1e12, std::nan(""), std::numeric_limits<double>::infinity()}) {
      SCOPED_TRACE(std::to_string(points) + " points, " + std::to_string(value));
      app::TracePlot plot;
      plot.set(traceOf({1, 2}, value), false, points);
      EXPECT_TRUE(box.contains(plot.formulaBox(box)));
      EXPECT_TRUE(box.contains(plot.graphBox(box)));
      EXPECT_GT(plot.formulaBox(box).left(), plot.graphBox(box).right());
    }
  }
}

TEST(TracePlot, SaysWhatTheLayerAddsToTheLogDensity) {
  app::TracePlot plot;
  plot.set(traceOf({0.4312, 0.4312}, 0.4312), true, 10.5);
  EXPECT_EQ(plot.value(), QString("0.4312"));
  EXPECT_EQ(plot.tex(), "\\int_0^{1} \\operatorname{tr} \\frac{\\partial g}{\\partial x}\\, dt = 0.4312");
  plot.set(traceOf({0.4312, 0.4312}, 0.4312), false, 10.5);
  EXPECT_EQ(plot.value(), QString("−0.4312"));
  EXPECT_EQ(plot.tex(), "-\\int_0^{1} \\operatorname{tr} \\frac{\\partial g}{\\partial x}\\, dt = -0.4312");
  plot.set(nullptr, true, 10.5);
  EXPECT_EQ(plot.value(), QString("·"));
}

// A plate as it stands on such a canvas, with a probe.
struct Shown {
  app::LedgerPlate plate;
  Frame frame;
  Shown(const std::shared_ptr<const Flow>& flow, const std::shared_ptr<const Theta>& theta, const QSize& canvas,
        bool jacobians = true) {
    Tracer tracer(flow, theta);
    frame.request.flow = flow;
    frame.request.theta = theta;
    frame.request.depth = flow->depth();
    frame.request.stage.probe = Spot{{0.5, 0.2}, -1};
    frame.stage.ledger = ledgerOf(tracer, {}, *frame.request.stage.probe, flow->depth(), 1, jacobians);
    plate.show(frame, Reading::sampling, true);
    plate.fit(canvas);
    plate.resize(plate.sizeHint());
  }
};

TEST(LedgerPlate, AContinuousRowShowsItsIntegral) {
  TrainedFlow trained("ffjord");
  for (const QSize& canvas : {QSize(560, 420), QSize(900, 700), QSize(2000, 1400)}) {
    Shown shown(trained.flow, trained.theta, canvas);
    const app::TracePlot* plot = shown.plate.tracePlot();
    ASSERT_NE(plot, nullptr);
    const double term = shown.frame.stage.ledger->rows[1].logDet;
    EXPECT_NEAR(QLocale::c().toDouble(plot->value().replace(QChar(0x2212), '-')), term, 5e-4);
    // Below all else, within the plate, which is within the canvas.
    EXPECT_TRUE(QRectF(shown.plate.rect()).contains(shown.plate.traceBox()));
    EXPECT_TRUE(QRectF(shown.plate.rect()).contains(plot->formulaBox(shown.plate.traceBox())));
    EXPECT_LT(shown.plate.height(), canvas.height());
    EXPECT_LT(shown.plate.width(), canvas.width());
    const QImage image = shown.plate.grab(shown.plate.traceBox().toRect()).toImage();
    int yellow = 0;
    for (int y = 0; y < image.height(); ++y) {
      for (int x = 0; x < image.width(); ++x) yellow += image.pixelColor(x, y).saturation() > 80 ? 1 : 0;
    }
    EXPECT_GT(yellow, 200);
  }
  // While a dear flow moves, the number is not known.
  Shown moving(trained.flow, trained.theta, {900, 700}, false);
  ASSERT_NE(moving.plate.tracePlot(), nullptr);
  EXPECT_EQ(moving.plate.tracePlot()->value(), QString("·"));
}

TEST(LedgerPlate, KeepsRoomForAnIntegralOnlyWhereThereCanBeOne) {
  FlowSpec spec;
  for (const char* key : {"planar", "cnf"})
    spec.layers.push_back(makeCard(spec, spec.depth(), key, {}, Objective::maximumLikelihood));
  const auto heightOf = [](const FlowSpec& stack) {
    const auto flow = std::make_shared<const Flow>(stack);
    Shown shown(flow, std::make_shared<const Theta>(flow->initialTheta(1)), {900, 700});
    return shown.plate.height();
  };
  const auto flow = std::make_shared<const Flow>(spec);
  Shown shown(flow, std::make_shared<const Theta>(flow->initialTheta(1)), {900, 700});
  const int height = shown.plate.height();
  EXPECT_NE(shown.plate.tracePlot(), nullptr);  // the layer at work is the last one
  shown.plate.setLitLayer(0);
  EXPECT_EQ(shown.plate.tracePlot(), nullptr);
  EXPECT_EQ(shown.plate.sizeHint().height(), height);  // rows stay under the pointer
  shown.plate.setLitLayer(1);
  EXPECT_NE(shown.plate.tracePlot(), nullptr);
  spec.layers[1].enabled = false;
  EXPECT_LT(heightOf(spec), height - 30);
}

}  // namespace
