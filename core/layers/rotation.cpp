// Rotation by a learned angle: y = R(phi) x. The D = 2 case of an orthogonal 1x1 convolution (Kingma, Dhariwal:
// "Glow", 2018, section 3.2; Tomczak, Welling: "Householder flow", 2016). It moves no mass apart, log|det| = 0, but
// lets the next coupling see other coordinates.
//
// With the setting `quarters` it starts turned by that many right angles, (x, y) -> (-y, x) each: the way to let the
// next coupling see the other coordinate. An exchange (x, y) -> (y, x) would be a reflection, which no path of
// invertible maps joins to the identity. The number of quarter turns is then a second, untrained entry of theta:
// `path` scales it, and where it is whole, coordinates are exchanged exactly, without a rounded pi.

#include <cmath>

#include "core/layers/layer.h"
#include "core/math/lanes.h"

namespace core {

namespace {

struct Turn {
  Real c, s;
};

Turn turnOf(ConstTheta theta) {
  const Real quarters = theta.size() > 1 ? theta[1] : 0;
  const Real whole = std::round(quarters);
  const Real angle = theta[0] + (quarters - whole) * static_cast<Real>(M_PI_2);
  const Real c = std::cos(angle);
  const Real s = std::sin(angle);
  switch (static_cast<int>(whole) & 3) {
    case 1: return {-s, c};
    case 2: return {-c, -s};
    case 3: return {s, -c};
    default: return {c, s};
  }
}

Turn turnedBy(ConstTheta theta, Way way) {
  const Turn t = turnOf(theta);
  return way == Way::apply ? t : Turn{t.c, -t.s};
}

void turn(Turn t, const Block& in, Block& out, BlockValues& logDet) {
  for (int i = 0; i < kBlock; i += kLanes) {
    const Lanes a = load(in.x1 + i);
    const Lanes b = load(in.x2 + i);
    store(out.x1 + i, t.c * a - t.s * b);
    store(out.x2 + i, t.s * a + t.c * b);
    store(logDet.v + i, Lanes{});
  }
}

class Rotation final : public Layer {
 public:
  explicit Rotation(int quarters) : quarters_(quarters) {}

  int parameterCount() const override { return 1 + untrained(); }
  int untrained() const override { return quarters_ != 0 ? 1 : 0; }
  std::string parameterName(int i) const override { return i == 0 ? "angle" : "quarter turns"; }
  void initialise(MutableTheta theta, Rng&) const override {
    theta[0] = 0;
    if (quarters_ != 0) theta[1] = static_cast<Real>(quarters_);
  }

  // A ray, and where the map from base to data turns it.
  Sketch sketch(ConstTheta theta, Way toData) const override {
    const Turn t = turnedBy(theta, toData);
    Sketch s;
    s.lines = {{{0, 0}, {2, 0}}, {{0, 0}, {2 * t.c, 2 * t.s}}};
    s.handles = {{"angle", 2 * t.c, 2 * t.s}};
    return s;
  }
  void moveHandle(MutableTheta theta, Way toData, int, Real x, Real y) const override {
    const Turn t = turnedBy(theta, toData);
    // The least turn that brings it there, so that it does not leap by a whole one.
    const auto more = static_cast<Real>(std::remainder(std::atan2(y, x) - std::atan2(t.s, t.c), 2 * M_PI));
    theta[0] += toData == Way::apply ? more : -more;
  }

  void apply(ConstTheta theta, const Block& x, Block& y, BlockValues& logDet, Real*) const override {
    turn(turnOf(theta), x, y, logDet);
  }
  void invert(ConstTheta theta, const Block& y, Block& x, BlockValues& logDet, Real*) const override {
    turn(turnedBy(theta, Way::invert), y, x, logDet);
  }

  void backward(ConstTheta theta, Way way, const Block& x, const Block& y, const Real*, Block& g, const BlockValues&,
                MutableTheta gradient) const override {
    // d(output)/d(angle) is the output turned by a quarter, against the sense of the pass.
    const bool applied = way == Way::apply;
    const Block& out = applied ? y : x;
    const Real sign = applied ? 1 : -1;
    const Turn t = turnOf(theta);
    const Real c = t.c;
    const Real s = sign * t.s;
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

  void describe(LayerProgram& program) const override { program.words[4] = quarters_ != 0 ? 1 : 0; }

 private:
  int quarters_;
};

LayerInfo describe() {
  LayerInfo info;
  info.key = "rotation";
  info.label = "Rotation";
  info.card = "rotation";
  info.family = Family::linear;
  info.formula = "y = R(φ) x";
  info.tex = R"(y = R(\varphi)\, x)";
  info.determinant = "a turn: det = 1";
  info.summary = "Turns the plane about the origin, so that the next layer sees other coordinates.";
  info.paper = "Kingma, Dhariwal 2018 (Glow), section 3.2, orthogonal case";
  info.keepsArea = true;
  Setting quarters;
  quarters.key = "quarters";
  quarters.label = "Quarter turns";
  quarters.type = Setting::Type::integer;
  quarters.low = 0;
  quarters.high = 3;
  quarters.standard = "0";
  quarters.help = "Right angles that it turns by before the learned angle: 1 or 3 exchange the coordinates.";
  info.settings = {quarters};
  return info;
}

}  // namespace

extern const LayerKind rotationKind{describe, [](const Settings& settings) -> std::unique_ptr<Layer> {
                                      return std::make_unique<Rotation>(intOf(settings, "quarters"));
                                    }};

}  // namespace core
