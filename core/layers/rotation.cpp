// Rotation by a learned angle: y = R(phi) x. The D = 2 case of an orthogonal 1x1 convolution (Kingma, Dhariwal: "Glow",
// 2018, section 3.2; Tomczak, Welling: "Householder flow", 2016). It moves no mass apart, log|det| = 0, but lets the
// next coupling see other coordinates.

#include <cmath>

#include "core/layers/layer.h"
#include "core/math/lanes.h"

namespace core {

namespace {

void turn(Real angle, const Block& in, Block& out, BlockValues& logDet) {
  const Real c = std::cos(angle);
  const Real s = std::sin(angle);
  for (int i = 0; i < kBlock; i += kLanes) {
    const Lanes a = load(in.x1 + i);
    const Lanes b = load(in.x2 + i);
    store(out.x1 + i, c * a - s * b);
    store(out.x2 + i, s * a + c * b);
    store(logDet.v + i, Lanes{});
  }
}

class Rotation final : public Layer {
 public:
  int parameterCount() const override { return 1; }
  void initialise(MutableTheta theta, Rng&) const override { theta[0] = 0; }

  void apply(ConstTheta theta, const Block& x, Block& y, BlockValues& logDet, Real*) const override {
    turn(theta[0], x, y, logDet);
  }
  void invert(ConstTheta theta, const Block& y, Block& x, BlockValues& logDet, Real*) const override {
    turn(-theta[0], y, x, logDet);
  }

  void backward(ConstTheta theta, Way way, const Block& x, const Block& y, const Real*, Block& g, const BlockValues&,
                MutableTheta gradient) const override {
    // d(output)/d(angle) is the output turned by a quarter, against the sense of the pass.
    const bool applied = way == Way::apply;
    const Block& out = applied ? y : x;
    const Real sign = applied ? 1 : -1;
    const Real c = std::cos(theta[0]);
    const Real s = sign * std::sin(theta[0]);
    Lanes total{};
    for (int i = 0; i < kBlock; i += kLanes) {
      const Lanes a = load(g.x1 + i);
      const Lanes b = load(g.x2 + i);
      total += b * load(out.x1 + i) - a * load(out.x2 + i);
      store(g.x1 + i, c * a + s * b);
      store(g.x2 + i, c * b - s * a);
    }
    gradient[0] += sign * sum(total);
  }
};

LayerInfo describe() {
  LayerInfo info;
  info.key = "rotation";
  info.label = "Rotation";
  info.card = "rotation";
  info.family = Family::linear;
  info.formula = "y = R(φ) x";
  info.summary = "Turns the plane about the origin, so that the next layer sees other coordinates.";
  info.paper = "Kingma, Dhariwal 2018 (Glow), section 3.2, orthogonal case";
  info.keepsArea = true;
  return info;
}

}  // namespace

extern const LayerKind rotationKind{
    describe, [](const Settings&) -> std::unique_ptr<Layer> { return std::make_unique<Rotation>(); }};

}  // namespace core
