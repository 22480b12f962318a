#include "core/layers/coupling.h"

#include <algorithm>

namespace core {

namespace {

// A register's worth of raw outputs at a time in the layout of a block: entry i at [i * kBlock].
constexpr int kScratch = Conditioner::kMaxOutputs * kBlock;

}  // namespace

Coupling::Coupling(const Settings& settings, int outputs, Form form)
    : conditioner_(settings, outputs), form_(form), changesSecond_(settings.at("half") == "2") {}

int Coupling::parameterCount() const {
  if (table_ != nullptr) return 0;
  return conditioner_.parameterCount() + (autoregressive() ? conditioner_.outputs() : 0);
}

int Coupling::workSize() const {
  if (table_ != nullptr) return 0;
  return conditioner_.workSize() + (autoregressive() ? conditioner_.outputs() : 0);
}

std::vector<Entries> Coupling::conditioned() const {
  if (table_ != nullptr) return {};
  std::vector<Entries> all{conditioner_.conditioned()};
  if (autoregressive()) all.push_back({conditioner_.parameterCount(), conditioner_.outputs()});
  return all;
}

std::string Coupling::parameterName(int i) const {
  return i < conditioner_.parameterCount() ? "conditioner" : "free parameters";
}

void Coupling::initialise(MutableTheta theta, Rng& rng) const {
  conditioner_.initialise(theta, rng);
  std::fill(theta.begin() + conditioner_.parameterCount(), theta.end(), Real(0));
}

void Coupling::path(ConstTheta theta, Real s, MutableTheta out) const {
  conditioner_.scaleOutputs(theta, s, out);
  for (auto i = static_cast<size_t>(conditioner_.parameterCount()); i < theta.size(); ++i) out[i] = s * theta[i];
}

void Coupling::prepare(ConstTheta theta, MutableTheta work) const {
  if (table_ != nullptr) return;
  conditioner_.prepare(theta, work);
  std::copy(theta.begin() + conditioner_.parameterCount(), theta.end(), work.begin() + conditioner_.workSize());
}

void Coupling::prepareBackward(ConstTheta theta, ConstTheta, ConstTheta gWork, MutableTheta gradient) const {
  conditioner_.prepareBackward(theta, gWork, gradient);
  const auto from = static_cast<size_t>(conditioner_.workSize());
  const auto to = static_cast<size_t>(conditioner_.parameterCount());
  for (size_t i = 0; from + i < gWork.size(); ++i) gradient[to + i] += gWork[from + i];
}

std::unique_ptr<Layer> Coupling::freeze(ConstTheta theta, Agreement) const {
  auto frozen = clone();
  std::vector<Real> work(static_cast<size_t>(workSize()));
  prepare(theta, work);
  frozen->frozenFree_.assign(work.begin() + conditioner_.workSize(), work.end());
  // What is tabulated is what `shape` makes of the outputs, so that it need not run for each point.
  const std::shared_ptr<const Coupling> live = clone();
  frozen->table_ = std::make_shared<ScalarTable>(
      tableOutputs(),
      [live, work](const Real* x, Real* out) {
        alignas(64) Real raw[kScratch];
        live->condition(work, x, raw, nullptr);
        for (int i = 0; i < kBlock; i += kLanes) live->tabulate(raw + i, out + i);
      },
      conditioner_.smoothPiece());
  return frozen;
}

void Coupling::condition(ConstTheta work, const Real* x, Real* raw, Real* tape) const {
  conditioner_.forward(work, x, raw, tape);
  for (int i = 0; i < kBlock; i += kLanes) shape(raw + i);
}

void Coupling::tabulate(const Real* p, Real* row) const {
  for (int o = 0; o < conditioner_.outputs(); ++o) store(row + o * kBlock, load(p + o * kBlock));
}

void Coupling::look(const ScalarTable& table, const Real* given, const Real*, Way, Real* p) const {
  table.look(given, p);
}

// The coordinate that is conditioned, the way `way`.
void Coupling::moveConditioned(ConstTheta work, Way way, const Block& from, Block& to, BlockValues& logDet,
                               const Real* conditions, Real* tape) const {
  alignas(64) Real scratch[kScratch];
  Real* raw = tape != nullptr ? tape + conditioner_.tapeSize() : scratch;
  const bool frozen = table_ != nullptr;
  if (frozen) {
    look(*table_, conditions, moved(from), way, raw);
  } else {
    condition(work, conditions, raw, tape);
  }
  for (int i = 0; i < kBlock; i += kLanes) {
    const Lanes before = load(moved(from) + i);
    Lanes v, ld;
    if (way == Way::apply) {
      frozen ? applyLooked(raw + i, before, v, ld) : apply1(raw + i, before, v, ld);
    } else {
      frozen ? invertLooked(raw + i, before, v, ld) : invert1(raw + i, before, v, ld);
    }
    store(moved(to) + i, v);
    store(logDet.v + i, load(logDet.v + i) + ld);
  }
}

// The coordinate that conditions, which a coupling leaves as it is.
void Coupling::moveFree(ConstTheta work, Way way, const Block& from, Block& to, BlockValues& logDet) const {
  if (!autoregressive()) {
    std::copy_n(given(from), kBlock, given(to));
    return;
  }
  alignas(64) Real free[kScratch];
  shapeFree(work, free);
  for (int i = 0; i < kBlock; i += kLanes) {
    Lanes v, ld;
    if (way == Way::apply) {
      apply1(free, load(given(from) + i), v, ld);
    } else {
      invert1(free, load(given(from) + i), v, ld);
    }
    store(given(to) + i, v);
    store(logDet.v + i, load(logDet.v + i) + ld);
  }
}

// The free parameters r, shaped: the same for all points, so one register will do.
void Coupling::shapeFree(ConstTheta work, Real* p) const {
  const Real* r = table_ != nullptr ? frozenFree_.data() : work.data() + conditioner_.workSize();
  for (int o = 0; o < conditioner_.outputs(); ++o) store(p + o * kBlock, lanes(r[o]));
  shape(p);
}

void Coupling::apply(ConstTheta work, const Block& x, Block& y, BlockValues& logDet, Real* tape) const {
  std::fill_n(logDet.v, kBlock, Real(0));
  moveConditioned(work, Way::apply, x, y, logDet, given(x), tape);
  moveFree(work, Way::apply, x, y, logDet);
}

void Coupling::invert(ConstTheta work, const Block& y, Block& x, BlockValues& logDet, Real* tape) const {
  std::fill_n(logDet.v, kBlock, Real(0));
  moveFree(work, Way::invert, y, x, logDet);
  moveConditioned(work, Way::invert, y, x, logDet, given(x), tape);
}

// Back through the scalar map g at a block of places: turns dL/d(output) into dL/d(input), and gives dL/draw. pStep is
// how far one register's parameters lie from the next's: 0 where all points share them.
void Coupling::backwardScalar(const Real* p, int pStep, Way way, const Real* x, const Real* y, Real* g,
                              const BlockValues& gLogDet, Real* gRaw) const {
  const bool applied = way == Way::apply;
  for (int i = 0; i < kBlock; i += kLanes, p += pStep) {
    const Lanes xi = load(x + i);
    const Lanes yi = load(y + i);
    const Lanes gOut = load(g + i);
    const Lanes gLd = load(gLogDet.v + i);
    const Slopes d = slopes1(p, way, xi, yi);
    // Cotangents of g's output and log-slope. Where x was solved for, the rule of implicit differentiation.
    const Lanes a = applied ? gOut : -(gOut - gLd * d.dLogSlope) / d.slope;
    const Lanes b = applied ? gLd : -gLd;
    backward1(p, way, xi, yi, a, b, gRaw + i);
    store(g + i, applied ? a * d.slope + b * d.dLogSlope : -a);
  }
}

void Coupling::backwardFree(ConstTheta work, Way way, const Block& x, const Block& y, Block& g,
                            const BlockValues& gLogDet, MutableTheta gWork) const {
  alignas(64) Real free[kScratch];
  alignas(64) Real gRaw[kScratch];
  shapeFree(work, free);
  backwardScalar(free, 0, way, given(x), given(y), given(g), gLogDet, gRaw);
  Real* gFree = gWork.data() + conditioner_.workSize();
  for (int o = 0; o < conditioner_.outputs(); ++o) {
    Lanes total{};
    for (int i = 0; i < kBlock; i += kLanes) total += load(gRaw + o * kBlock + i);
    gFree[o] += sum(total);
  }
}

void Coupling::backward(ConstTheta work, Way way, const Block& x, const Block& y, const Real* tape, Block& g,
                        const BlockValues& gLogDet, MutableTheta gWork) const {
  alignas(64) Real gRaw[kScratch];
  alignas(64) Real gGiven[kBlock];
  const bool applied = way == Way::apply;
  // What was done last is undone first: applied, the two maps both read x; inverted, the second read what the first made.
  if (autoregressive() && applied) backwardFree(work, way, x, y, g, gLogDet, gWork);
  backwardScalar(tape + conditioner_.tapeSize(), kLanes, way, moved(x), moved(y), moved(g), gLogDet, gRaw);
  conditioner_.backward(work, given(x), tape, gRaw, gGiven, gWork);
  for (int i = 0; i < kBlock; i += kLanes) store(given(g) + i, load(given(g) + i) + load(gGiven + i));
  if (autoregressive() && !applied) backwardFree(work, way, x, y, g, gLogDet, gWork);
}

std::vector<Curve> Coupling::curves(ConstTheta theta, std::span<const Real> at) const {
  std::vector<Curve> curves;
  for (int o = 0; o < conditioner_.outputs(); ++o) curves.push_back({outputName(o), std::vector<Real>(at.size())});
  std::vector<Real> work(static_cast<size_t>(workSize()));
  prepare(theta, work);
  alignas(64) Real raw[kScratch];
  alignas(64) Real x[kBlock];
  for (size_t first = 0; first < at.size(); first += kBlock) {
    const size_t count = std::min<size_t>(kBlock, at.size() - first);
    for (size_t i = 0; i < kBlock; ++i) x[i] = at[first + std::min(i, count - 1)];
    condition(work, x, raw, nullptr);
    for (size_t o = 0; o < curves.size(); ++o)
      std::copy_n(raw + o * kBlock, count, curves[o].values.begin() + static_cast<long>(first));
  }
  std::erase_if(curves, [](const Curve& curve) { return curve.name.empty(); });
  return curves;
}

Sketch Coupling::sketch(ConstTheta theta, Way) const {
  constexpr Real kReach = 4;
  std::vector<Real> work(static_cast<size_t>(workSize()));
  prepare(theta, work);
  alignas(64) Real raw[kScratch];
  alignas(64) Real zero[kBlock] = {};
  condition(work, zero, raw, nullptr);
  Sketch s;
  s.graph = true;
  s.lines.emplace_back();
  for (int i = 0; i < kBlock; i += kLanes) {
    Lanes x, y, ignored;
    for (int j = 0; j < kLanes; ++j) x[j] = kReach * (2 * static_cast<Real>(i + j) / (kBlock - 1) - 1);
    apply1(raw, x, y, ignored);
    for (int j = 0; j < kLanes; ++j) s.lines[0].push_back({x[j], y[j]});
  }
  s.handles = knots(raw);
  return s;
}

void Coupling::moveHandle(MutableTheta theta, Way, int i, Real x, Real y) const {
  std::vector<Real> work(static_cast<size_t>(workSize()));
  prepare(theta, work);
  alignas(64) Real raw[kScratch];
  alignas(64) Real zero[kBlock] = {};
  condition(work, zero, raw, nullptr);
  const std::vector<Real> shift = knotShift(raw, i, x, y);
  if (!shift.empty()) conditioner_.raise(theta, shift);
}

void Coupling::describe(LayerProgram& program) const {
  program.words[4] = (changesSecond_ ? 1 : 0) | (autoregressive() ? 2 : 0);
  conditioner_.describe(program);
  describeKind(program);
}

std::vector<Setting> couplingSettings() {
  Setting half;
  half.key = "half";
  half.label = "Changes";
  half.type = Setting::Type::choice;
  half.standard = "auto";
  half.choices = {"auto", "1", "2"};
  half.help = "Which coordinate is changed given the other one, which conditions the change.";
  std::vector<Setting> all{half};
  for (Setting& s : conditionerSettings()) all.push_back(std::move(s));
  return all;
}

}  // namespace core
