#include "core/layers/coupling.h"

#include <algorithm>

namespace core {

Coupling::Coupling(const Settings& settings, int outputs)
    : conditioner_(sizesOf(settings, "hidden"), outputs), changesSecond_(settings.at("half") == "2") {}

std::unique_ptr<Layer> Coupling::freeze(ConstTheta theta) const {
  auto frozen = clone();
  const std::vector<Real> values(theta.begin(), theta.end());
  // What is tabulated is what `prepare` makes of the outputs, so that it need not run for each point.
  const std::shared_ptr<const Coupling> live = clone();
  frozen->table_ = std::make_shared<ScalarTable>(
      conditioner_.outputs(), [live, values](const Real* x, Real* out) { live->condition(values, x, out, nullptr); });
  return frozen;
}

void Coupling::condition(ConstTheta theta, const Real* x, Real* raw, Real* tape) const {
  if (table_ != nullptr) {
    table_->look(x, raw);
  } else {
    conditioner_.forward(theta, x, raw, tape);
    for (int i = 0; i < kBlock; i += kLanes) prepare(raw + i);
  }
}

void Coupling::apply(ConstTheta theta, const Block& x, Block& y, BlockValues& logDet, Real* tape) const {
  alignas(64) Real scratch[Mlp::kMaxOutputs * kBlock];
  const Real* fixed = changesSecond_ ? x.x1 : x.x2;
  const Real* in = changesSecond_ ? x.x2 : x.x1;
  Real* out = changesSecond_ ? y.x2 : y.x1;
  Real* raw = tape != nullptr ? tape + conditioner_.tapeSize() : scratch;
  condition(theta, fixed, raw, tape);
  for (int i = 0; i < kBlock; i += kLanes) {
    Lanes moved, ld;
    apply1(raw + i, load(in + i), moved, ld);
    store(out + i, moved);
    store(logDet.v + i, ld);
  }
  std::copy_n(fixed, kBlock, changesSecond_ ? y.x1 : y.x2);
}

void Coupling::invert(ConstTheta theta, const Block& y, Block& x, BlockValues& logDet, Real* tape) const {
  alignas(64) Real scratch[Mlp::kMaxOutputs * kBlock];
  const Real* fixed = changesSecond_ ? y.x1 : y.x2;
  const Real* in = changesSecond_ ? y.x2 : y.x1;
  Real* out = changesSecond_ ? x.x2 : x.x1;
  Real* raw = tape != nullptr ? tape + conditioner_.tapeSize() : scratch;
  condition(theta, fixed, raw, tape);
  for (int i = 0; i < kBlock; i += kLanes) {
    Lanes moved, ld;
    invert1(raw + i, load(in + i), moved, ld);
    store(out + i, moved);
    store(logDet.v + i, ld);
  }
  std::copy_n(fixed, kBlock, changesSecond_ ? x.x1 : x.x2);
}

void Coupling::backward(ConstTheta theta, Way way, const Block& x, const Block& y, const Real* tape, Block& g,
                        const BlockValues& gLogDet, MutableTheta gradient) const {
  alignas(64) Real gRaw[Mlp::kMaxOutputs * kBlock];
  alignas(64) Real gFixed[kBlock];
  const Real* raw = tape + conditioner_.tapeSize();
  const Real* in = changesSecond_ ? x.x2 : x.x1;
  const Real* out = changesSecond_ ? y.x2 : y.x1;
  Real* gMoved = changesSecond_ ? g.x2 : g.x1;
  for (int i = 0; i < kBlock; i += kLanes) {
    const Lanes xi = load(in + i);
    const Lanes yi = load(out + i);
    const Lanes gOut = load(gMoved + i);
    const Lanes gLd = load(gLogDet.v + i);
    const Slopes d = slopes1(raw + i, way, xi, yi);
    // Cotangents of g's output and log-slope. Where x was solved for, the rule of implicit differentiation.
    const bool applied = way == Way::apply;
    const Lanes a = applied ? gOut : -(gOut - gLd * d.dLogSlope) / d.slope;
    const Lanes b = applied ? gLd : -gLd;
    backward1(raw + i, way, xi, yi, a, b, gRaw + i);
    store(gMoved + i, applied ? a * d.slope + b * d.dLogSlope : -a);
  }
  conditioner_.backward(theta, changesSecond_ ? x.x1 : x.x2, tape, gRaw, gFixed, gradient);
  Real* gPassed = changesSecond_ ? g.x1 : g.x2;
  for (int i = 0; i < kBlock; i += kLanes) store(gPassed + i, load(gPassed + i) + load(gFixed + i));
}

void Coupling::describe(LayerProgram& program) const {
  program.words[4] = changesSecond_ ? 1 : 0;
  // Up to three hidden widths, ten bits each.
  const auto& hidden = conditioner_.hidden();
  for (size_t i = 0; i < hidden.size(); ++i) program.words[5] |= hidden[i] << (10 * i);
  program.words[6] = conditioner_.outputs();
  describeKind(program);
}

std::vector<Setting> couplingSettings() {
  Setting half;
  half.key = "half";
  half.label = "Changes";
  half.type = Setting::Type::choice;
  half.standard = "auto";
  half.choices = {"auto", "1", "2"};
  half.help = "Which coordinate is changed; the other one passes and conditions the change.";
  Setting hidden;
  hidden.key = "hidden";
  hidden.label = "Hidden layers";
  hidden.type = Setting::Type::sizes;
  hidden.low = 1;
  hidden.high = Mlp::kMaxWidth;
  hidden.standard = "64x64";
  hidden.help = "Widths of the conditioner's hidden layers, tanh between.";
  return {half, hidden};
}

}  // namespace core
