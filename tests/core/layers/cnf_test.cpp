// What is particular to the continuous flow: its solver, the number of steps, the estimate, the velocities.

#include <gtest/gtest.h>

#include <cmath>
#include <cstdio>

#include "core/layers/vector_field.h"
#include "tests/support/random_flow.h"

namespace {

using namespace core;
using namespace testing_support;

Flow cnf(const Settings& more) {
  Settings settings = {{"hidden", "16x12"}, {"direction", "sampling"}};
  settings.insert(more.begin(), more.end());
  return Flow(oneCard("cnf", settings));
}

// Parameters as they come, the number of steps that of the setting.
Theta unsettled(const Flow& flow, double sd) {
  Theta theta = flow.initialTheta(3);
  Rng rng(4);
  for (Eigen::Index i = 0; i < theta.size() - 2; ++i) theta(i) += rng.normal(0, sd);
  return theta;
}

struct Result {
  Points points;
  Values logDet;
};
Result push(const Flow& flow, const Theta& theta, const Points& x) {
  Result r;
  flow.toData(theta, x, r.points, r.logDet);
  return r;
}

TEST(Cnf, StepsOfOrderFour) {
  const Points x = randomPoints(64, 1) * 0.5;
  const Theta theta = unsettled(cnf({}), 0.3);
  const Result exact = push(cnf({{"steps", "64"}}), theta, x);
  double last = 0;
  for (const char* steps : {"2", "4", "8"}) {
    const Result r = push(cnf({{"steps", steps}}), theta, x);
    const double error =
        std::max((r.points - exact.points).abs().maxCoeff(), (r.logDet - exact.logDet).abs().maxCoeff());
    if (last > 0) {
      EXPECT_NEAR(std::log2(last / error), 4, 0.7) << steps;
    }
    last = error;
  }
}

TEST(Cnf, LogDetTendsToTheIntegralOfTheTrace) {
  const Flow flow = cnf({{"steps", "64"}});
  const Theta theta = unsettled(flow, 0.3);
  const VectorFieldLayer* field = flow.layer(0).asVectorField();
  ASSERT_NE(field, nullptr);
  Block x;
  fillBlock(randomPoints(kBlock, 2), 0, x);
  // Euler's method by half steps, with a numerical divergence.
  const int n = 2000;
  std::vector<double> integral(kBlock, 0);
  Points start(kBlock, 2);
  for (int i = 0; i < kBlock; ++i) start.row(i) << x.x1[i], x.x2[i];
  const auto velocity = [&](const Block& at, double t) {
    Block v;
    BlockValues times;
    std::fill_n(times.v, kBlock, t);
    field->velocity(view(theta), at, times, v);
    return v;
  };
  for (int k = 0; k < n; ++k) {
    const double h = 1.0 / n;
    const double t = (k + 0.5) * h;
    const Block v0 = velocity(x, k * h);
    Block middle = x;
    for (int i = 0; i < kBlock; ++i) {
      middle.x1[i] += h / 2 * v0.x1[i];
      middle.x2[i] += h / 2 * v0.x2[i];
    }
    const double e = 1e-5;
    Block a = middle, b = middle, c = middle, d = middle;
    for (int i = 0; i < kBlock; ++i) {
      a.x1[i] += e;
      b.x1[i] -= e;
      c.x2[i] += e;
      d.x2[i] -= e;
    }
    const Block va = velocity(a, t), vb = velocity(b, t), vc = velocity(c, t), vd = velocity(d, t);
    const Block v = velocity(middle, t);
    for (int i = 0; i < kBlock; ++i) {
      integral[static_cast<size_t>(i)] += h * (va.x1[i] - vb.x1[i] + vc.x2[i] - vd.x2[i]) / (2 * e);
      x.x1[i] += h * v.x1[i];
      x.x2[i] += h * v.x2[i];
    }
  }
  const Result r = push(flow, theta, start);
  for (int i = 0; i < kBlock; ++i) {
    EXPECT_NEAR(r.points(i, 0), x.x1[i], 1e-5);
    EXPECT_NEAR(r.points(i, 1), x.x2[i], 1e-5);
    EXPECT_NEAR(r.logDet(i), integral[static_cast<size_t>(i)], 1e-5);
  }
}

TEST(Cnf, ACoarseSolverIsStillADensity) {
  // With two steps a field this strong is far from solved, but what it says of volumes is true of its own map.
  const Flow flow = cnf({{"steps", "2"}});
  const Theta theta = unsettled(flow, 0.35);
  const double step = 0.05;
  const int n = 400;
  Points grid(n * n, 2);
  for (int i = 0; i < n; ++i) {
    for (int j = 0; j < n; ++j) grid.row(i * n + j) << (i - n / 2) * step, (j - n / 2) * step;
  }
  EXPECT_NEAR(flow.logDensity(theta, grid).exp().sum() * step * step, 1, 1e-3);
}

TEST(Cnf, PathPlaysTheTrajectories) {
  const Flow flow = cnf({{"steps", "32"}});
  const Theta theta = unsettled(flow, 0.3);
  const Points x = randomPoints(64, 5) * 0.5;
  // To time s, then on to 1: the field knows the time, so that only the velocity at s can be compared.
  const double s = 0.6, h = 1e-4;
  const Points at = push(flow, flow.atDepth(theta, s), x).points;
  const Points later = push(flow, flow.atDepth(theta, s + h), x).points;
  const Points sooner = push(flow, flow.atDepth(theta, s - h), x).points;
  Block in, v;
  fillBlock(at, 0, in);
  BlockValues t;
  std::fill_n(t.v, kBlock, s);
  flow.layer(0).asVectorField()->velocity(view(theta), in, t, v);
  for (int i = 0; i < kBlock; ++i) {
    EXPECT_NEAR((later(i, 0) - sooner(i, 0)) / (2 * h), v.x1[i], 1e-5);
    EXPECT_NEAR((later(i, 1) - sooner(i, 1)) / (2 * h), v.x2[i], 1e-5);
  }
}

TEST(Cnf, SettlesToTheToleranceAndNeverCoarser) {
  const Flow flow = cnf({{"steps", "1"}});
  const Points x = randomPoints(1000, 6) * 0.7;
  for (const double tolerance : {1e-2, 1e-4, 1e-7}) {
    Theta theta = unsettled(flow, 0.4);
    EXPECT_TRUE(flow.settle(theta, tolerance));
    const Real doublings = theta(theta.size() - 1);
    EXPECT_GT(doublings, 0);
    EXPECT_LT(doublings, 7);
    EXPECT_EQ(theta(theta.size() - 2), 1);
    Theta finer = theta;
    finer(theta.size() - 1) += 1;
    const Result a = push(flow, theta, x), b = push(flow, finer, x);
    Values errors = ((a.points - b.points).abs() / (1 + b.points.abs())).rowwise().maxCoeff();
    errors = errors.max((a.logDet - b.logDet).abs() / (1 + b.logDet.abs()));
    std::sort(errors.begin(), errors.end());
    EXPECT_LT(errors(970), 2 * tolerance);
    // Settled is settled, and a wider tolerance takes nothing back.
    EXPECT_FALSE(flow.settle(theta, tolerance));
    EXPECT_FALSE(flow.settle(theta, 1));
    EXPECT_EQ(theta(theta.size() - 1), doublings);
  }
  // The identity needs no more steps.
  Theta start = flow.initialTheta(1);
  EXPECT_FALSE(flow.settle(start, 1e-9));
}

TEST(Cnf, KeepsWithinItsStepsWhateverThetaSays) {
  const Flow flow = cnf({{"steps", "64"}});
  Theta theta = unsettled(flow, 0.2);
  const Points x = randomPoints(64, 7);
  theta(theta.size() - 1) = 3;  // 512 steps
  const Result most = push(flow, theta, x);
  for (const double doublings : {3.4, 7.0, 1e30}) {
    theta(theta.size() - 1) = doublings;
    EXPECT_EQ(push(flow, theta, x).points(0, 0), most.points(0, 0));
  }
  const double nan = std::nan("");
  theta(theta.size() - 1) = 0;
  const Result least = push(flow, theta, x);
  for (const double doublings : {-3.0, nan}) {
    theta(theta.size() - 1) = doublings;
    EXPECT_EQ(push(flow, theta, x).points(0, 0), least.points(0, 0));
  }
}

TEST(Cnf, HutchinsonsEstimateIsUnbiasedAndForTrainingOnly) {
  const Flow flow = cnf({{"trace", "hutchinson"}, {"steps", "32"}});
  const Flow exact = cnf({{"steps", "32"}});
  const Theta theta = unsettled(flow, 0.3);
  const Points x = randomPoints(kBlock, 8) * 0.7;
  const Result truth = push(exact, theta, x);
  EXPECT_EQ((push(flow, theta, x).logDet - truth.logDet).abs().maxCoeff(), 0);
  // One point in all places of a block: half of them see one pair of signs, half the other, and the mean is the trace.
  Trace trace = flow.makeTrace();
  double spread = 0;
  for (int i = 0; i < kBlock; i += 5) {
    fillBlock(x.row(i), 0, trace.at.front());
    BlockValues logDet;
    flow.toData(view(theta), trace, logDet, 1, true);
    double mean = 0;
    for (const Real v : logDet.v) mean += v / kBlock;
    EXPECT_NEAR(mean, truth.logDet(i), 1e-5);
    spread = std::max(spread, std::abs(logDet.v[0] - mean));
    // The way back estimates the same.
    BlockValues back;
    trace.at[1] = trace.at.back();
    flow.toBase(view(theta), trace, back, 1, true);
    for (int j = 0; j < kBlock; ++j) EXPECT_NEAR(back.v[j], -logDet.v[j], 1e-9);
  }
  EXPECT_GT(spread, 0.05);
}

TEST(Cnf, VelocitiesHaveTheGradientsOfFiniteDifferences) {
  const Flow flow = cnf({});
  const Theta theta = unsettled(flow, 0.3);
  const VectorFieldLayer& field = *flow.layer(0).asVectorField();
  Block x, weights, v;
  fillBlock(randomPoints(kBlock, 9), 0, x);
  fillBlock(randomPoints(kBlock, 10), 0, weights);
  BlockValues t;
  for (int i = 0; i < kBlock; ++i) t.v[i] = i / 64.0;
  const auto loss = [&](const Theta& p) {
    Block out;
    field.velocity(view(p), x, t, out);
    double sum = 0;
    for (int i = 0; i < kBlock; ++i) sum += out.x1[i] * weights.x1[i] + out.x2[i] * weights.x2[i];
    return sum;
  };
  Theta gradient = Theta::Zero(theta.size()), taped = gradient;
  field.velocityBackward(view(theta), x, t, weights, view(gradient));
  Theta tape(field.velocityTapeSize());
  field.velocity(view(theta), x, t, v, tape.data());
  field.velocityBackward(view(theta), x, t, weights, view(taped), tape.data());
  EXPECT_EQ((taped - gradient).abs().maxCoeff(), 0);
  for (Eigen::Index p = 0; p < theta.size(); p += 3) {
    Theta up = theta, down = theta;
    up(p) += 1e-5;
    down(p) -= 1e-5;
    EXPECT_NEAR(gradient(p), (loss(up) - loss(down)) / 2e-5, 1e-6 * (1 + gradient.abs().maxCoeff())) << p;
  }
}

TEST(Cnf, ItsSketchIsInEvenTimes) {
  const Flow flow = cnf({{"steps", "32"}});
  const Theta theta = unsettled(flow, 0.3);
  const Sketch sketch = flow.layer(0).sketch(view(theta), Way::apply);
  ASSERT_EQ(sketch.lines.size(), static_cast<size_t>(kBlock));
  const size_t pieces = sketch.lines[0].size() - 1;
  EXPECT_GE(pieces, 8u);
  for (size_t n = 0; n <= pieces; ++n) {
    const Points at = push(flow, flow.atDepth(theta, static_cast<double>(n) / static_cast<double>(pieces)),
                           [&] {
                             Points start(kBlock, 2);
                             for (size_t i = 0; i < kBlock; ++i)
                               start.row(static_cast<Eigen::Index>(i)) << sketch.lines[i][0][0], sketch.lines[i][0][1];
                             return start;
                           }())
                          .points;
    for (size_t i = 0; i < kBlock; ++i) {
      EXPECT_NEAR(sketch.lines[i][n][0], at(static_cast<Eigen::Index>(i), 0), 2e-4) << n;
      EXPECT_NEAR(sketch.lines[i][n][1], at(static_cast<Eigen::Index>(i), 1), 2e-4) << n;
    }
  }
}

TEST(Cnf, ItsSketchEndsWhereThePictureDoes) {
  const Flow flow = cnf({});
  for (const double speed : {3000.0, 1e300, HUGE_VAL}) {
    Theta theta = unsettled(flow, 0.3);
    theta(theta.size() - 3) = speed;  // the last bias: upwards
    const Sketch sketch = flow.layer(0).sketch(view(theta), Way::apply);
    EXPECT_EQ(sketch.lines.size(), speed < 1e4 ? static_cast<size_t>(kBlock) : 0u);
    for (const auto& line : sketch.lines) {
      EXPECT_GE(line.size(), 2u);
      for (const auto& p : line) EXPECT_LT(std::hypot(p[0], p[1]), 1500);
    }
  }
}

TEST(Cnf, TheTraceAlongAWayIsTheDivergenceThereAndItsIntegralTheLogDet) {
  double worst = 0, largest = 0;
  for (std::uint64_t seed = 1; seed <= 12; ++seed) {
    for (const char* steps : {"1", "7", "16"}) {
      SCOPED_TRACE("seed " + std::to_string(seed) + ", steps " + steps);
      const Flow flow = cnf({{"steps", steps}});
      Theta theta = flow.initialTheta(seed);
      Rng rng(seed + 100);
      for (Eigen::Index i = 0; i < theta.size() - 2; ++i) theta(i) += rng.normal(0, 0.35);
      flow.settle(theta, kSettled);
      const double end = seed % 3 == 0 ? 0.6 : 1;
      theta(theta.size() - 2) = end;
      const VectorFieldLayer& field = *flow.layer(0).asVectorField();
      for (int i = 0; i < 6; ++i) {
        Points x(1, 2);
        x << rng.normal(), rng.normal();
        const auto along = field.traceAlong(view(theta), x(0, 0), x(0, 1));
        ASSERT_TRUE(along.has_value());
        ASSERT_EQ(along->t.size(), along->trace.size());
        ASSERT_GE(along->t.size(), 33u);
        EXPECT_EQ(along->t.front(), 0);
        EXPECT_NEAR(along->t.back(), end, 1e-12);
        const double logDet = push(flow, theta, x).logDet(0);
        const double error = std::abs(along->integral - logDet) / (1 + std::abs(logDet));
        EXPECT_LT(error, 1e-4);
        worst = std::max(worst, error);
        largest = std::max(largest, std::abs(logDet));
        // Where the layer itself has taken the point by then, a numerical divergence.
        for (const size_t n : {size_t(0), along->t.size() / 3, along->t.size() - 1}) {
          Theta until = theta;
          until(until.size() - 2) = along->t[n];
          const Points at = push(flow, until, x).points;
          const double e = 1e-5;
          Block around, v;
          BlockValues t;
          for (int k = 0; k < kBlock; ++k) {
            around.x1[k] = at(0, 0) + (k == 0 ? e : k == 1 ? -e : 0);
            around.x2[k] = at(0, 1) + (k == 2 ? e : k == 3 ? -e : 0);
            t.v[k] = along->t[n];
          }
          field.velocity(view(theta), around, t, v);
          const double divergence = (v.x1[0] - v.x1[1] + v.x2[2] - v.x2[3]) / (2 * e);
          EXPECT_NEAR(along->trace[n], divergence, 2e-3 * (1 + std::abs(divergence)));
        }
      }
    }
  }
  EXPECT_GT(largest, 1);
  std::printf("integral of the trace and log-det (up to %.2f) differ by at most %.1e of 1 + |v|\n", largest, worst);
}

}  // namespace
