// The vector field with tangents against the formula written out and against finite differences, in double precision.

#include "core/math/field.h"

#include <gtest/gtest.h>

#include <cmath>

namespace {

using namespace core;

struct Shape {
  std::vector<int> hidden;
  bool timed;
};

// Everything that goes in: points, times and two tangents.
struct Inputs {
  Block x, V[2];
  BlockValues t;
};
struct Outputs {
  Block k, K[2];
};

class FieldOfShape : public testing::TestWithParam<Shape> {
 protected:
  FieldOfShape() {
    Rng rng(7);
    theta.resize(field.parameterCount());
    field.initialise(view(theta), rng);
    for (Real& v : theta) v += rng.normal(0, 0.3);
    for (Block* b : {&in.x, &in.V[0], &in.V[1], &weights.k, &weights.K[0], &weights.K[1]}) fill(*b, rng);
    for (Real& t : in.t.v) t = rng.uniform();
  }

  static void fill(Block& b, Rng& rng) {
    for (int i = 0; i < kBlock; ++i) {
      b.x1[i] = rng.normal();
      b.x2[i] = rng.normal();
    }
  }

  // A linear loss, so that its cotangents are `weights`; of the first `tangents` tangents only.
  double loss(const Theta& p, const Inputs& at, int tangents) const {
    Outputs out;
    field.forward(view(p), at.x, at.t.v, 2, at.V, out.k, out.K, nullptr);
    const auto inner = [](const Block& a, const Block& b) {
      double sum = 0;
      for (int i = 0; i < kBlock; ++i) sum += a.x1[i] * b.x1[i] + a.x2[i] * b.x2[i];
      return sum;
    };
    double total = inner(out.k, weights.k);
    for (int j = 0; j < tangents; ++j) total += inner(out.K[j], weights.K[j]);
    return total;
  }

  Field field{GetParam().hidden, GetParam().timed};
  Theta theta;
  Inputs in;
  Outputs weights;
};

TEST_P(FieldOfShape, ForwardIsTheFormula) {
  Outputs out;
  field.forward(view(theta), in.x, in.t.v, 2, in.V, out.k, out.K, nullptr);
  for (int i = 0; i < kBlock; ++i) {
    std::vector<double> h = {in.x.x1[i], in.x.x2[i]};
    if (GetParam().timed) h.push_back(in.t.v[i]);
    for (int l = 0; l < field.layers(); ++l) {
      const Field::Dense d = field.dense(l);
      ASSERT_EQ(static_cast<size_t>(d.in), h.size());
      std::vector<double> next;
      for (int r = 0; r < d.out; ++r) {
        double sum = theta(d.biases + r);
        for (int c = 0; c < d.in; ++c) sum += theta(d.weights + r * d.in + c) * h[static_cast<size_t>(c)];
        next.push_back(l + 1 < field.layers() ? std::tanh(sum) : sum);
      }
      h = next;
    }
    EXPECT_NEAR(out.k.x1[i], h[0], 1e-13 * (1 + std::abs(h[0])));
    EXPECT_NEAR(out.k.x2[i], h[1], 1e-13 * (1 + std::abs(h[1])));
  }
}

TEST_P(FieldOfShape, TangentsAreDirectionalDerivatives) {
  Outputs out, ends[2];
  field.forward(view(theta), in.x, in.t.v, 2, in.V, out.k, out.K, nullptr);
  for (int j = 0; j < 2; ++j) {
    const double h = 1e-5;
    for (int side = 0; side < 2; ++side) {
      Block moved = in.x;
      for (int i = 0; i < kBlock; ++i) {
        moved.x1[i] += (2 * side - 1) * h * in.V[j].x1[i];
        moved.x2[i] += (2 * side - 1) * h * in.V[j].x2[i];
      }
      field.forward(view(theta), moved, in.t.v, 0, nullptr, ends[side].k, nullptr, nullptr);
    }
    for (int i = 0; i < kBlock; ++i) {
      EXPECT_NEAR(out.K[j].x1[i], (ends[1].k.x1[i] - ends[0].k.x1[i]) / (2 * h), 1e-7);
      EXPECT_NEAR(out.K[j].x2[i], (ends[1].k.x2[i] - ends[0].k.x2[i]) / (2 * h), 1e-7);
    }
  }
}

TEST_P(FieldOfShape, BackwardIsTheGradient) {
  const auto difference = [](const auto& f, double h) {
    return (8 * (f(h) - f(-h)) - (f(2 * h) - f(-2 * h))) / (12 * h);
  };
  Outputs out;
  Theta tape(field.tapeSize(2));
  field.forward(view(theta), in.x, in.t.v, 2, in.V, out.k, out.K, tape.data());
  for (const int tangents : {0, 1, 2}) {
    SCOPED_TRACE(std::to_string(tangents) + " tangents");
    Block gx, gV[2];
    Theta gradient = Theta::Zero(theta.size());
    field.backward(view(theta), in.x, in.t.v, tangents, in.V, tape.data(), 2, weights.k, weights.K, gx, gV,
                   view(gradient));
    const double scale = 1 + gradient.abs().maxCoeff();
    for (Eigen::Index p = 0; p < theta.size(); p += 1 + theta.size() / 60) {
      const double numerical = difference(
          [&](double h) {
            Theta moved = theta;
            moved(p) += h;
            return loss(moved, in, tangents);
          },
          1e-3);
      EXPECT_NEAR(gradient(p), numerical, 1e-8 * scale) << field.parameterName(static_cast<int>(p)) << " " << p;
    }
    const auto check = [&](Block& place, const Block& g, Inputs& moved) {
      for (int i = 0; i < kBlock; i += 7) {
        for (const bool second : {false, true}) {
          Real& entry = (second ? place.x2 : place.x1)[i];
          const Real kept = entry;
          const double numerical = difference(
              [&](double h) {
                entry = kept + h;
                return loss(theta, moved, tangents);
              },
              1e-3);
          entry = kept;
          EXPECT_NEAR((second ? g.x2 : g.x1)[i], numerical, 1e-8 * scale) << i;
        }
      }
    };
    Inputs moved = in;
    check(moved.x, gx, moved);
    for (int j = 0; j < tangents; ++j) check(moved.V[j], gV[j], moved);
  }
}

TEST_P(FieldOfShape, StartsAtZeroButNotDead) {
  Rng rng(9);
  field.initialise(view(theta), rng);
  Outputs out;
  Theta tape(field.tapeSize(2));
  field.forward(view(theta), in.x, in.t.v, 2, in.V, out.k, out.K, tape.data());
  for (const Block& b : {out.k, out.K[0], out.K[1]}) {
    for (int i = 0; i < kBlock; ++i) ASSERT_TRUE(b.x1[i] == 0 && b.x2[i] == 0);
  }
  Block gx, gV[2];
  Theta gradient = Theta::Zero(theta.size());
  field.backward(view(theta), in.x, in.t.v, 2, in.V, tape.data(), 2, weights.k, weights.K, gx, gV, view(gradient));
  EXPECT_GT(gradient.abs().maxCoeff(), 0);
}

INSTANTIATE_TEST_SUITE_P(Shapes, FieldOfShape,
                         testing::Values(Shape{{1}, false}, Shape{{5}, true}, Shape{{16, 12}, false},
                                         Shape{{64, 64}, true}, Shape{{7, 3, 9}, true}, Shape{{128, 33, 128}, true}),
                         [](const auto& info) {
                           std::string name = info.param.timed ? "timed" : "still";
                           for (const int w : info.param.hidden) name += "_" + std::to_string(w);
                           return name;
                         });

}  // namespace
