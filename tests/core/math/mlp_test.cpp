// The perceptron of one scalar against the formula written out.

#include "core/math/mlp.h"

#include <gtest/gtest.h>

#include <cmath>

namespace {

using namespace core;

struct Shape {
  std::vector<int> hidden;
  int outputs;
};

class MlpOfShape : public testing::TestWithParam<Shape> {
 protected:
  MlpOfShape() {
    Rng rng(7);
    theta.resize(mlp.parameterCount());
    mlp.initialise(view(theta), rng);
    for (Real& v : theta) v += static_cast<Real>(rng.normal(0, 0.2));
    for (int i = 0; i < kBlock; ++i) x[i] = static_cast<Real>(rng.normal(0, 2));
  }

  // The outputs at one scalar, in double.
  std::vector<double> exact(const Theta& t, double input) const {
    std::vector<double> in = {input};
    Eigen::Index at = 0;
    std::vector<int> widths = GetParam().hidden;
    widths.push_back(GetParam().outputs);
    for (size_t layer = 0; layer < widths.size(); ++layer) {
      const int n = static_cast<int>(in.size());
      std::vector<double> out;
      for (int i = 0; i < widths[layer]; ++i) {
        double v = t(at + widths[layer] * n + i);
        for (int j = 0; j < n; ++j) v += double(t(at + i * n + j)) * in[static_cast<size_t>(j)];
        out.push_back(layer + 1 < widths.size() ? std::tanh(v) : v);
      }
      at += widths[layer] * (n + 1);
      in = out;
    }
    return in;
  }

  Mlp mlp{GetParam().hidden, GetParam().outputs};
  Theta theta;
  alignas(64) Real x[kBlock];
};

TEST_P(MlpOfShape, ForwardIsTheFormula) {
  std::vector<Real> out(static_cast<size_t>(mlp.outputs() * kBlock) + 16), again = out;
  std::vector<Real> tape(static_cast<size_t>(mlp.tapeSize()) + 16);
  mlp.forward(view(theta), x, out.data(), nullptr);
  mlp.forward(view(theta), x, again.data(), tape.data());
  EXPECT_EQ(out, again);
  for (int i = 0; i < kBlock; ++i) {
    const std::vector<double> y = exact(theta, x[i]);
    for (int o = 0; o < mlp.outputs(); ++o)
      ASSERT_NEAR(out[static_cast<size_t>(o * kBlock + i)], y[static_cast<size_t>(o)], 1e-5 * (1 + std::abs(y[o])));
  }
}

TEST_P(MlpOfShape, BackwardIsTheGradient) {
  std::vector<Real> out(static_cast<size_t>(mlp.outputs() * kBlock) + 16), gOut = out;
  std::vector<Real> tape(static_cast<size_t>(mlp.tapeSize()) + 16);
  mlp.forward(view(theta), x, out.data(), tape.data());
  Rng rng(8);
  for (Real& g : gOut) g = static_cast<Real>(rng.normal());
  alignas(64) Real gx[kBlock];
  Theta gradient = Theta::Zero(theta.size());
  mlp.backward(view(theta), x, tape.data(), gOut.data(), gx, view(gradient));
  const auto loss = [&](const Theta& t, int point, double dx) {
    double total = 0;
    for (int i = 0; i < kBlock; ++i) {
      if (point >= 0 && i != point) continue;
      const std::vector<double> y = exact(t, x[i] + dx);
      for (int o = 0; o < mlp.outputs(); ++o)
        total += double(gOut[static_cast<size_t>(o * kBlock + i)]) * y[static_cast<size_t>(o)];
    }
    return total;
  };
  const double scale = 1 + gradient.abs().maxCoeff();
  for (Eigen::Index p = 0; p < theta.size(); p += 1 + theta.size() / 40) {
    Theta high = theta, low = theta;
    high(p) += Real(1e-3);
    low(p) -= Real(1e-3);
    ASSERT_NEAR(gradient(p), (loss(high, -1, 0) - loss(low, -1, 0)) / (double(high(p)) - low(p)), 1e-3 * scale) << p;
  }
  for (int i = 0; i < kBlock; i += 7)
    ASSERT_NEAR(gx[i], (loss(theta, i, 1e-5) - loss(theta, i, -1e-5)) / 2e-5, 1e-4 * scale) << i;
}

TEST_P(MlpOfShape, StartsAtZeroButNotDead) {
  Rng rng(9);
  mlp.initialise(view(theta), rng);
  std::vector<Real> out(static_cast<size_t>(mlp.outputs() * kBlock) + 16);
  std::vector<Real> tape(static_cast<size_t>(mlp.tapeSize()) + 16), ones(out.size(), 1);
  mlp.forward(view(theta), x, out.data(), tape.data());
  for (int i = 0; i < mlp.outputs() * kBlock; ++i) ASSERT_EQ(out[static_cast<size_t>(i)], 0);
  alignas(64) Real gx[kBlock];
  Theta gradient = Theta::Zero(theta.size());
  mlp.backward(view(theta), x, tape.data(), ones.data(), gx, view(gradient));
  EXPECT_GT(gradient.abs().maxCoeff(), 0);
}

TEST_P(MlpOfShape, ScalingTheOutputsScalesTheOutputs) {
  Theta half(theta.size());
  mlp.scaleOutputs(view(theta), Real(0.5), view(half));
  for (int i = 0; i < kBlock; i += 9) {
    const auto whole = exact(theta, x[i]);
    const auto part = exact(half, x[i]);
    for (size_t o = 0; o < whole.size(); ++o) ASSERT_NEAR(part[o], whole[o] / 2, 1e-6);
  }
}

INSTANTIATE_TEST_SUITE_P(Shapes, MlpOfShape,
                         testing::Values(Shape{{1}, 1}, Shape{{5}, 2}, Shape{{16, 16}, 3}, Shape{{7, 3, 9}, 23},
                                         Shape{{64, 64}, 23}, Shape{{33, 1, 17}, 5}),
                         [](const auto& info) {
                           std::string name;
                           for (const int w : info.param.hidden) name += std::to_string(w) + "_";
                           return name + "to_" + std::to_string(info.param.outputs);
                         });

}  // namespace
