// What every kind of layer promises, for every kind that is registered, in both directions, in double precision.

#include <gtest/gtest.h>

#include <Eigen/LU>
#include <cmath>
#include <limits>
#include <map>
#include <set>

#include "core/flow/flow.h"
#include "tests/support/random_flow.h"

namespace {

using namespace core;
using namespace testing_support;

constexpr int kPoints = 1000;
constexpr int kFewer = 300;        // for tests of many passes; a solver takes its time
constexpr double kFlattest = -11;  // log-dets below that are beyond what differences can tell

struct Case {
  FlowSpec spec;
  std::string label;
};

std::vector<Case> cases() {
  std::vector<Case> all;
  for (const LayerInfo& info : layerInfos()) {
    for (const FlowSpec& spec : variantsOf(info)) {
      std::string label = info.key;
      for (const Setting& s : info.settings) {
        if (s.type == Setting::Type::choice) label += "_" + s.key + "_" + spec.layers[0].settings.at(s.key);
      }
      all.push_back({spec, label});
    }
  }
  return all;
}

class EveryLayer : public testing::TestWithParam<Case> {
 protected:
  Flow flow{GetParam().spec};
};

// The Jacobians of toBase or toData at all points, by central differences of the step h.
std::vector<Eigen::Matrix2d> numericalJacobians(const Flow& flow, const Theta& theta, const Points& x, bool toBase,
                                                double h) {
  Points moved(4 * x.rows(), 2);
  for (Eigen::Index i = 0; i < x.rows(); ++i) {
    for (int j = 0; j < 4; ++j) moved.row(4 * i + j) = x.row(i);
    moved(4 * i, 0) += h;
    moved(4 * i + 1, 0) -= h;
    moved(4 * i + 2, 1) += h;
    moved(4 * i + 3, 1) -= h;
  }
  Points out;
  Values logDet;
  if (toBase) {
    flow.toBase(theta, moved, out, logDet);
  } else {
    flow.toData(theta, moved, out, logDet);
  }
  std::vector<Eigen::Matrix2d> all(static_cast<size_t>(x.rows()));
  for (Eigen::Index i = 0; i < x.rows(); ++i) {
    Eigen::Matrix2d& J = all[static_cast<size_t>(i)];
    J.col(0) = ((out.row(4 * i) - out.row(4 * i + 1)) / (2 * h)).matrix().transpose();
    J.col(1) = ((out.row(4 * i + 2) - out.row(4 * i + 3)) / (2 * h)).matrix().transpose();
  }
  return all;
}

double quantile99(std::vector<double> errors) {
  std::sort(errors.begin(), errors.end());
  return errors[static_cast<size_t>(0.99 * static_cast<double>(errors.size() - 1))];
}

TEST_P(EveryLayer, StartsAsTheIdentity) {
  const Theta theta = flow.initialTheta(7);
  const Points x = randomPoints(kPoints, 1);
  Points z;
  Values logDet;
  flow.toBase(theta, x, z, logDet);
  EXPECT_LT((z - x).abs().maxCoeff(), 1e-9);
  EXPECT_LT(logDet.abs().maxCoeff(), 1e-9);
}

TEST_P(EveryLayer, CanLearnFromItsStart) {
  // No saddle: the gradient of some loss of the output is not zero.
  const Theta theta = flow.initialTheta(7);
  const Theta work = flow.prepared(theta);
  Trace trace = flow.makeTrace();
  fillBlock(randomPoints(kBlock, 3), 0, trace.at.back());
  BlockValues logDet, gLogDet;
  flow.toBase(view(work), trace, logDet, flow.depth(), true);
  Block g;
  Rng rng(5);
  for (int i = 0; i < kBlock; ++i) {
    g.x1[i] = rng.normal();
    g.x2[i] = rng.normal();
    gLogDet.v[i] = rng.normal();
  }
  Theta gWork = Theta::Zero(flow.workSize());
  flow.backwardToBase(view(work), trace, g, gLogDet, view(gWork));
  Theta gradient = Theta::Zero(flow.parameterCount());
  flow.prepareBackward(view(theta), view(work), view(gWork), view(gradient));
  EXPECT_GT(gradient.abs().maxCoeff(), 1e-3);
}

TEST_P(EveryLayer, SaysWhetherItsWorkIsItsTheta) {
  // Who says so is passed over where theta is prepared and gradients are summed.
  const Layer& layer = flow.layer(0);
  if (!layer.workIsTheta()) return;
  ASSERT_EQ(layer.workSize(), layer.parameterCount());
  const Theta theta = randomTheta(flow, 4, 0.7);
  Theta work = Theta::Zero(theta.size()), gradient = Theta::Ones(theta.size());
  layer.prepare(view(theta), view(work));
  EXPECT_TRUE((work == theta).all());
  layer.prepareBackward(view(theta), view(std::as_const(work)), view(theta), view(gradient));
  EXPECT_TRUE((gradient == 1 + theta).all());
}

TEST_P(EveryLayer, InverseUndoesTheMap) {
  for (std::uint64_t seed : {11, 12, 13}) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    const Theta theta = randomTheta(flow, seed, 0.7);
    const Points x = randomPoints(kPoints, seed);
    Points z, back;
    Values down, up;
    flow.toBase(theta, x, z, down);
    flow.toData(theta, z, back, up);
    const auto jacobians = numericalJacobians(flow, theta, z, false, 1e-6);
    std::vector<double> errors, sums;
    for (int i = 0; i < kPoints; ++i) {
      // How much toData magnifies a rounding error of z.
      const double condition = 1 + jacobians[static_cast<size_t>(i)].norm();
      errors.push_back((back.row(i) - x.row(i)).abs().maxCoeff() / (1 + x.row(i).abs().maxCoeff()) / condition);
      sums.push_back(std::abs(down(i) + up(i)) / condition);
    }
    EXPECT_LT(quantile99(errors), 1e-9);
    EXPECT_LT(quantile99(sums), 1e-7);
  }
}

TEST_P(EveryLayer, LogDetIsThatOfTheJacobian) {
  double largest = 0;
  for (std::uint64_t seed : {21, 22, 23}) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    const Theta theta = randomTheta(flow, seed, 0.7);
    const Points x = randomPoints(kPoints, seed);
    for (const bool toBase : {true, false}) {
      Points out;
      Values logDet;
      if (toBase) {
        flow.toBase(theta, x, out, logDet);
      } else {
        flow.toData(theta, x, out, logDet);
      }
      // Of two steps the better: the longer may cross a knot, the shorter drowns in rounding.
      const auto longer = numericalJacobians(flow, theta, x, toBase, 1e-6);
      const auto shorter = numericalJacobians(flow, theta, x, toBase, 1e-7);
      std::vector<double> errors;
      for (int i = 0; i < kPoints; ++i) {
        const auto at = static_cast<size_t>(i);
        double error = std::numeric_limits<double>::infinity();
        for (const Eigen::Matrix2d& J : {longer[at], shorter[at]}) {
          const double numerical = std::log(std::abs(J.determinant()));
          const bool tooFlat =
              std::min(numerical, logDet(i)) < kFlattest && std::max(numerical, logDet(i)) < 0.5 * kFlattest;
          error = std::min(error, tooFlat ? 0 : std::abs(numerical - logDet(i)));
          if (!tooFlat) largest = std::max(largest, std::abs(numerical));
        }
        errors.push_back(error);
      }
      EXPECT_LT(quantile99(errors), 1e-4) << (toBase ? "toBase" : "toData");
    }
  }
  // A log-det of zero everywhere would prove nothing.
  if (!layerInfo(flow.spec().layers[0].key).keepsArea) {
    EXPECT_GT(largest, 0.1);
  }
}

// A smooth loss of what a pass puts out, and its gradient by `backward`. `each`: that of every point, or null.
double loss(const Flow& flow, const Theta& theta, const Block& in, bool toBase, Trace& trace, BlockValues& logDet,
            BlockValues* each = nullptr) {
  const Theta work = flow.prepared(theta);
  if (toBase) {
    trace.at.back() = in;
    flow.toBase(view(work), trace, logDet, flow.depth(), true);
  } else {
    trace.at.front() = in;
    flow.toData(view(work), trace, logDet, flow.depth(), true);
  }
  const Block& out = toBase ? trace.at.front() : trace.at.back();
  double total = 0;
  for (int i = 0; i < kBlock; ++i) {
    const double part =
        std::sin(out.x1[i] + 0.3 * i) + std::cos(0.7 * out.x2[i]) * (1 + 0.1 * i) + std::sin(logDet.v[i] + i);
    if (each != nullptr) each->v[i] = part;
    total += part;
  }
  return total;
}

// Whether `backward` gives parameter p a gradient.
bool isTrained(const Flow& flow, int p) {
  for (int k = 0; k < flow.depth(); ++k) {
    const int end = flow.offset(k) + flow.parameterCount(k);
    if (p < end) return p < end - flow.layer(k).untrained();
  }
  return false;
}

void checkGradient(const Flow& flow, const Theta& theta, const Block& in, bool toBase) {
  Trace trace = flow.makeTrace();
  BlockValues logDet, gLogDet;
  loss(flow, theta, in, toBase, trace, logDet);
  const Block out = toBase ? trace.at.front() : trace.at.back();
  Block g;
  for (int i = 0; i < kBlock; ++i) {
    g.x1[i] = std::cos(out.x1[i] + 0.3 * i);
    g.x2[i] = -0.7 * std::sin(0.7 * out.x2[i]) * (1 + 0.1 * i);
    gLogDet.v[i] = std::cos(logDet.v[i] + i);
  }
  const Theta work = flow.prepared(theta);
  Theta gWork = Theta::Zero(flow.workSize());
  if (toBase) {
    flow.backwardToBase(view(work), trace, g, gLogDet, view(gWork));
  } else {
    flow.backwardToData(view(work), trace, g, gLogDet, view(gWork));
  }
  Theta gradient = Theta::Zero(flow.parameterCount());
  flow.prepareBackward(view(theta), view(work), view(gWork), view(gradient));
  // Fourth-order central differences. A long step may carry a point over a knot, where log-slopes have a crease; a short
  // one drowns in rounding where an inverse is steep. A gradient that is wrong agrees with neither.
  const auto agrees = [](double value, const auto& f, double tolerance) {
    double best = 0, least = std::numeric_limits<double>::infinity();
    for (const double h : {1e-4, 1e-5, 1e-3, 1e-6}) {
      const double numerical = (8 * (f(h) - f(-h)) - (f(2 * h) - f(-2 * h))) / (12 * h);
      if (std::abs(numerical - value) < least) {
        best = numerical;
        least = std::abs(numerical - value);
      }
      if (least <= tolerance) return testing::AssertionSuccess();
    }
    return testing::AssertionFailure() << value << ", by differences " << best << ", tolerance " << tolerance;
  };
  Trace scratch = flow.makeTrace();
  BlockValues values;
  const double scale = 1 + gradient.abs().maxCoeff();
  const int stride = (flow.parameterCount() / 60) | 1;  // odd: no column of a matrix is always passed over
  for (int p = 0; p < flow.parameterCount(); p += stride) {
    const auto moved = [&](double h) {
      Theta there = theta;
      there(p) += h;
      return loss(flow, there, in, toBase, scratch, values);
    };
    if (!isTrained(flow, p)) {
      EXPECT_EQ(gradient(p), 0) << "parameter " << p;
      continue;
    }
    EXPECT_TRUE(agrees(gradient(p), moved, 5e-6 * scale)) << "parameter " << p;
  }
  double gScale = 1;
  for (int i = 0; i < kBlock; ++i) gScale = std::max({gScale, std::abs(g.x1[i]), std::abs(g.x2[i])});
  // All points are moved at once: a point's loss depends on no other point.
  for (const bool second : {false, true}) {
    std::map<double, BlockValues> each;
    const auto moved = [&](double h, int i) {
      if (each.count(h) == 0) {
        Block there = in;
        for (int j = 0; j < kBlock; ++j) (second ? there.x2 : there.x1)[j] += h;
        loss(flow, theta, there, toBase, scratch, values, &each[h]);
      }
      return static_cast<double>(each[h].v[i]);
    };
    for (int i = 0; i < kBlock; ++i) {
      const auto movedPoint = [&](double h) { return moved(h, i); };
      EXPECT_TRUE(agrees((second ? g.x2 : g.x1)[i], movedPoint, 5e-6 * gScale)) << "point " << i;
    }
  }
}

TEST_P(EveryLayer, GradientsAreThoseOfFiniteDifferences) {
  for (std::uint64_t seed : {31, 32}) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    const Theta theta = randomTheta(flow, seed, 0.5);
    Block in;
    fillBlock(randomPoints(kBlock, seed), 0, in);
    for (const bool toBase : {true, false}) {
      SCOPED_TRACE(toBase ? "toBase" : "toData");
      checkGradient(flow, theta, in, toBase);
    }
  }
}

TEST_P(EveryLayer, PathJoinsTheIdentityToThetaThroughBijections) {
  const Theta theta = randomTheta(flow, 41, 0.7);
  const Points x = randomPoints(kFewer, 41);
  Points z, back, whole;
  Values logDet, wholeLogDet, up;
  flow.toBase(flow.atDepth(theta, 0), x, z, logDet);
  EXPECT_LT((z - x).abs().maxCoeff(), 1e-9);
  EXPECT_LT(logDet.abs().maxCoeff(), 1e-9);
  flow.toBase(theta, x, whole, wholeLogDet);
  flow.toBase(flow.atDepth(theta, 1), x, z, logDet);
  EXPECT_LT((z - whole).abs().maxCoeff(), 1e-12);
  for (double s = 0.05; s < 1; s += 0.05) {
    SCOPED_TRACE("s " + std::to_string(s));
    const Theta between = flow.atDepth(theta, s);
    flow.toBase(between, x, z, logDet);
    ASSERT_TRUE(z.allFinite() && logDet.allFinite());
    flow.toData(between, z, back, up);
    std::vector<double> errors;
    for (int i = 0; i < kFewer; ++i) {
      errors.push_back((back.row(i) - x.row(i)).abs().maxCoeff() / (1 + x.row(i).abs().maxCoeff()));
    }
    EXPECT_LT(quantile99(errors), 1e-6);
  }
  // Smooth to the eye: steps a quarter as long move no point by more than half as far, so nothing jumps.
  const Theta mild = randomTheta(flow, 42, 0.2);
  const auto largestJump = [&](double step) {
    double jump = 0;
    Points last = x;
    for (double s = step; s < 1; s += step) {
      flow.toBase(flow.atDepth(mild, s), x, z, logDet);
      for (int i = 0; i < kFewer; ++i) {
        if (x.row(i).abs().maxCoeff() < 4) jump = std::max(jump, (z.row(i) - last.row(i)).abs().maxCoeff());
      }
      last = z;
    }
    return jump;
  };
  EXPECT_LT(largestJump(0.0125), 0.5 * largestJump(0.05) + 1e-9);
}

TEST_P(EveryLayer, SurvivesExtremeParametersAndPoints) {
  for (double sd : {5.0, 30.0}) {
    const Theta theta = randomTheta(flow, 51, sd);
    Points x = randomPoints(kFewer, 51);
    x.row(0) << 1e4, -1e4;
    x.row(1) << 0, 0;
    Points z;
    Values logDet;
    flow.toBase(theta, x, z, logDet);
    EXPECT_TRUE(z.allFinite()) << sd;
    EXPECT_TRUE(logDet.allFinite()) << sd;
    flow.toData(theta, x, z, logDet);
    EXPECT_TRUE(z.allFinite()) << sd;
    EXPECT_TRUE(logDet.allFinite()) << sd;
  }
}

INSTANTIATE_TEST_SUITE_P(Layers, EveryLayer, testing::ValuesIn(cases()),
                         [](const auto& info) { return info.param.label; });

TEST(LayerInfos, AreComplete) {
  std::set<std::string> keys;
  for (const LayerInfo& info : layerInfos()) {
    EXPECT_TRUE(keys.insert(info.key).second) << info.key;
    EXPECT_FALSE(info.label.empty() || info.card.empty() || info.formula.empty() || info.tex.empty() ||
                 info.determinant.empty() || info.summary.empty() || info.paper.empty())
        << info.key;
    for (const Setting& setting : info.settings) {
      EXPECT_FALSE(setting.label.empty() || setting.help.empty()) << info.key << "." << setting.key;
      EXPECT_EQ(checkedValue(info.key, setting, setting.standard), setting.standard) << info.key << "." << setting.key;
    }
  }
}

TEST(RandomStacks, HaveTheGradientsOfFiniteDifferences) {
  for (std::uint64_t seed = 100; seed < 106; ++seed) {
    const Flow flow(randomStack(seed, 5));
    SCOPED_TRACE("seed " + std::to_string(seed) + ": " + toText(flow.spec()));
    const Theta theta = randomTheta(flow, seed, 0.2);
    Block in;
    fillBlock(randomPoints(kBlock, seed), 0, in);
    for (int i = 0; i < kBlock; ++i) {
      in.x1[i] *= 0.3;
      in.x2[i] *= 0.3;
    }
    checkGradient(flow, theta, in, true);
    checkGradient(flow, theta, in, false);
  }
}

}  // namespace
