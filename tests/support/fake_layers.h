#pragma once
// Layers that are simple enough to know the answer, to stand in the places of a stack's own.

#include "core/flow/flow.h"
#include "core/layers/vector_field.h"

namespace testing_support {

/// y = 2 x + b, and b from the data.
class FakeShift final : public core::Layer {
 public:
  int parameterCount() const override { return 2; }
  void initialise(core::MutableTheta theta, core::Rng&) const override { theta[0] = theta[1] = 0; }
  bool initialiseFrom(core::MutableTheta theta, core::Way way, const core::Points& in) const override {
    for (int j = 0; j < 2; ++j) theta[static_cast<size_t>(j)] = in.col(j).mean() * (way == core::Way::apply ? -2 : 1);
    return true;
  }
  void apply(core::ConstTheta b, const core::Block& x, core::Block& y, core::BlockValues& logDet,
             core::Real*) const override {
    for (int i = 0; i < core::kBlock; ++i) {
      y.x1[i] = 2 * x.x1[i] + b[0];
      y.x2[i] = 2 * x.x2[i] + b[1];
      logDet.v[i] = core::Real(1.3862943611);
    }
  }
  void invert(core::ConstTheta b, const core::Block& y, core::Block& x, core::BlockValues& logDet,
              core::Real*) const override {
    for (int i = 0; i < core::kBlock; ++i) {
      x.x1[i] = (y.x1[i] - b[0]) / 2;
      x.x2[i] = (y.x2[i] - b[1]) / 2;
      logDet.v[i] = core::Real(-1.3862943611);
    }
  }
  void backward(core::ConstTheta, core::Way, const core::Block&, const core::Block&, const core::Real*, core::Block&,
                const core::BlockValues&, core::MutableTheta) const override {}
};

/// dx/dt = A x + c t + d; theta = A (row by row), c, d. Only its velocities are to be had.
class FakeField final : public core::Layer, public core::VectorFieldLayer {
 public:
  const core::VectorFieldLayer* asVectorField() const override { return this; }
  int parameterCount() const override { return 8; }
  void initialise(core::MutableTheta theta, core::Rng&) const override { std::fill(theta.begin(), theta.end(), 0); }
  void apply(core::ConstTheta, const core::Block&, core::Block&, core::BlockValues&, core::Real*) const override {}
  void invert(core::ConstTheta, const core::Block&, core::Block&, core::BlockValues&, core::Real*) const override {}
  void backward(core::ConstTheta, core::Way, const core::Block&, const core::Block&, const core::Real*, core::Block&,
                const core::BlockValues&, core::MutableTheta) const override {}

  int velocityTapeSize() const override { return 0; }
  void velocity(core::ConstTheta w, const core::Block& x, const core::BlockValues& t, core::Block& v,
                core::Real*) const override {
    for (int i = 0; i < core::kBlock; ++i) {
      v.x1[i] = w[0] * x.x1[i] + w[1] * x.x2[i] + w[4] * t.v[i] + w[6];
      v.x2[i] = w[2] * x.x1[i] + w[3] * x.x2[i] + w[5] * t.v[i] + w[7];
    }
  }
  void velocityBackward(core::ConstTheta, const core::Block& x, const core::BlockValues& t, const core::Block& g,
                        core::MutableTheta gWork, const core::Real*) const override {
    for (int i = 0; i < core::kBlock; ++i) {
      const core::Real parts[8] = {g.x1[i] * x.x1[i], g.x1[i] * x.x2[i], g.x2[i] * x.x1[i], g.x2[i] * x.x2[i],
                                   g.x1[i] * t.v[i],  g.x2[i] * t.v[i],  g.x1[i],           g.x2[i]};
      for (size_t j = 0; j < 8; ++j) gWork[j] += parts[j];
    }
  }
};

/// A stack of planar cards with these directions, each replaced by a `Fake`.
template <class Fake>
std::shared_ptr<const core::Flow> fakeFlow(const std::vector<std::string>& directions) {
  std::string stack;
  for (const std::string& direction : directions) stack += "planar(direction=" + direction + ") ";
  const core::Flow cards(core::parseStack(stack, core::Objective::maximumLikelihood));
  std::vector<std::shared_ptr<const core::Layer>> fakes(directions.size());
  for (auto& fake : fakes) fake = std::make_shared<Fake>();
  return std::make_shared<core::Flow>(cards, fakes);
}

}  // namespace testing_support
