// Continuous normalizing flow: dx/dt = g(x, t) from t = 0 to the duration, g a perceptron.
// Chen, Rubanova, Bettencourt, Duvenaud: "Neural ordinary differential equations" (2018); Grathwohl, Chen, Bettencourt,
// Sutskever, Duvenaud: "FFJORD" (2019).
//
// The layer *is* its discretisation: equal steps of Runge-Kutta, each a map of the plane whose Jacobian is known, so that
// the log-det is exact however coarse the steps are, where the usual integral of the trace lets a coarse solver report a
// density that integrates to more than 1. `invert` solves for the start of each step and undoes the map to rounding.
//
// Theta: the field's parameters, the duration, and how often the number of steps is doubled; the last two are untrained.
// A flow of duration 1 has so many steps; a shorter one has the first of them, the last one cut off. So all that are
// whole can be tabulated once and serve wherever the flow is stopped.

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "core/layers/free_form.h"
#include "core/layers/runge_kutta.h"
#include "core/layers/tabulated_steps.h"
#include "core/layers/trajectories.h"
#include "core/layers/vector_field.h"

namespace core {

namespace {

constexpr int kMostSteps = 512;
constexpr int kMostDoublings = 7;
constexpr int kMostIterations = 12;
constexpr int kDrawnSteps = 12;   // of a way in the sketch, however many the layer takes
constexpr int kTracedSteps = 32;  // at least, of a trace along a way: it is drawn, too
constexpr double kTraceTolerance = 1e-2;

// Memory for the tape of one step, a thread's own.
Real* scratch(int size) {
  thread_local Theta memory;
  if (memory.size() < size) memory.resize(size);
  return memory.data();
}

class Cnf final : public Layer, public VectorFieldLayer {
 public:
  explicit Cnf(const Settings& settings)
      : field_(sizesOf(settings, "hidden"), true),
        steps_(intOf(settings, "steps")),
        training_(settings.at("trace") == "hutchinson" ? Carry::probe : Carry::trace) {}

  int parameterCount() const override { return field_.parameterCount() + 2; }
  int untrained() const override { return 2; }
  std::string parameterName(int i) const override {
    if (i == field_.parameterCount()) return "duration";
    return i > field_.parameterCount() ? "doublings of the steps" : field_.parameterName(i);
  }
  int tapeSize() const override { return 2 * kBlock * (steps_ << mostDoublings()); }

  void initialise(MutableTheta theta, Rng& rng) const override {
    field_.initialise(theta, rng);
    theta[duration()] = 1;
    theta[doublings()] = 0;
  }

  void path(ConstTheta theta, Real s, MutableTheta out) const override {
    std::copy(theta.begin(), theta.end(), out.begin());
    out[duration()] *= s;
  }

  bool settle(MutableTheta theta, double tolerance) const override;
  std::unique_ptr<Layer> freeze(ConstTheta theta, Agreement agreement) const override;
  std::unique_ptr<Layer> freezePart(ConstTheta theta, Real s, Agreement agreement, const Layer* whole) const override;
  bool partsReadWhole() const override { return true; }
  void apply(ConstTheta work, const Block& x, Block& y, BlockValues& logDet, Real* tape) const override;
  void invert(ConstTheta work, const Block& y, Block& x, BlockValues& logDet, Real* tape) const override;
  void backward(ConstTheta work, Way way, const Block& x, const Block& y, const Real* tape, Block& g,
                const BlockValues& gLogDet, MutableTheta gWork) const override;

  // Words and cells of shaders/field.glsl; the cells hold where each step starts.
  int cellCount() const override { return field_.cellCount() + 2 * (steps_ << mostDoublings()); }
  void describe(LayerProgram& program) const override {
    program.words[4] = 1;
    program.words[5] = field_.packedWidths();
    program.words[6] = steps_;
    program.words[7] = mostDoublings();
    program.words[8] = training_ == Carry::probe ? 1 : 2;
  }

  Sketch sketch(ConstTheta theta, Way toData) const override {
    const Real end = durationOf(theta);
    const bool onward = toData == Way::apply;
    return sketchOfWays(waysAlong(field_, theta, lattice(), onward ? 0 : end, onward ? end : 0, kDrawnSteps));
  }

  const VectorFieldLayer* asVectorField() const override { return this; }
  int velocityTapeSize() const override { return field_.tapeSize(0); }
  void velocity(ConstTheta work, const Block& x, const BlockValues& t, Block& v, Real* tape) const override {
    field_.forward(work, x, t.v, 0, nullptr, v, nullptr, tape);
  }
  void velocityBackward(ConstTheta work, const Block& x, const BlockValues& t, const Block& gV, MutableTheta gWork,
                        const Real* tape) const override {
    Block unused;
    if (tape == nullptr) {
      Real* own = scratch(field_.tapeSize(0));
      field_.forward(work, x, t.v, 0, nullptr, unused, nullptr, own);
      tape = own;
    }
    field_.backward(work, x, t.v, 0, nullptr, tape, 0, gV, nullptr, unused, nullptr, gWork);
  }
  std::optional<TraceAlong> traceAlong(ConstTheta work, Real x1, Real x2) const override {
    return traceOnWay(field_, work, x1, x2, durationOf(work), std::max(kTracedSteps, grid(work).steps));
  }

 private:
  // Where the untrained entries lie.
  size_t duration() const { return static_cast<size_t>(field_.parameterCount()); }
  size_t doublings() const { return duration() + 1; }
  Real durationOf(ConstTheta theta) const { return std::clamp(theta[duration()], Real(0), Real(1)); }
  int mostDoublings() const {
    int most = 0;
    while (most < kMostDoublings && steps_ << (most + 1) <= kMostSteps) ++most;
    return most;
  }

  // Steps of length h, the last one shorter if the duration ends within it.
  struct Grid {
    int steps;
    Real h, last;
    Real at(int n) const { return static_cast<Real>(n) * h; }
    Real length(int n) const { return n + 1 < steps ? h : last; }
    int whole() const { return last < h ? steps - 1 : steps; }
  };
  Grid grid(ConstTheta theta) const {
    const Real d = std::round(theta[doublings()]);
    const int doubled = d > 0 ? static_cast<int>(std::min(d, static_cast<Real>(mostDoublings()))) : 0;
    return gridOf(steps_ << doubled, theta[duration()]);
  }
  static Grid gridOf(int full, Real duration) {
    constexpr Real kLeast = Real(1e-4);  // of a step, that one is worth taking for
    const Real wanted = std::min(std::max(duration, Real(0)), Real(1)) * static_cast<Real>(full);
    const int steps = static_cast<int>(std::ceil(wanted - kLeast));
    const Real rest = wanted - static_cast<Real>(steps - 1);
    const Real h = 1 / static_cast<Real>(full);
    return {steps, h, rest > 1 - kLeast ? h : rest * h};
  }

  TabulatedSteps::Step stepOf(ConstTheta theta) const;

  // Adds what a step, which carried `carry`, contributes to the log-det.
  static void addLogDet(const Jet& jet, Carry carry, Real sign, BlockValues& logDet) {
    for (int i = 0; i < kBlock; i += kLanes) {
      Lanes part;
      if (carry == Carry::jacobian) {
        part = Jacobian(jet.slope, i).logDeterminant();
      } else if (carry == Carry::trace) {
        part = load(jet.slope[0].x1 + i) + load(jet.slope[1].x2 + i);
      } else {
        part = load(jet.slope[0].x1 + i) + load(kNoise.e.x2 + i) * load(jet.slope[0].x2 + i);
      }
      store(logDet.v + i, load(logDet.v + i) + sign * part);
    }
  }

  Field field_;
  int steps_;
  Carry training_;  // by what training knows the log-det: trace or probe
};

void Cnf::apply(ConstTheta work, const Block& x, Block& y, BlockValues& logDet, Real* tape) const {
  const Carry carry = tape != nullptr ? training_ : Carry::jacobian;
  const RungeKutta solver(field_, work, carry);
  const Grid steps = grid(work);
  std::fill_n(logDet.v, kBlock, Real(0));
  Jet jet;
  y = x;
  for (int n = 0; n < steps.steps; ++n) {
    const Block start = y;
    if (tape != nullptr) std::memcpy(tape + 2 * kBlock * n, &start, sizeof start);
    solver.step(start, steps.at(n), steps.length(n), carry, &kNoise.e, jet, nullptr);
    addLogDet(jet, carry, 1, logDet);
    y = jet.value;
  }
}

void Cnf::invert(ConstTheta work, const Block& y, Block& x, BlockValues& logDet, Real* tape) const {
  const Carry carry = tape != nullptr ? training_ : Carry::jacobian;
  const RungeKutta solver(field_, work, carry);
  const Grid steps = grid(work);
  std::fill_n(logDet.v, kBlock, Real(0));
  x = y;
  for (int n = steps.steps - 1; n >= 0; --n) {
    const Block end = x;
    Jet jet;
    solver.step(end, steps.at(n) + steps.length(n), -steps.length(n), Carry::nothing, nullptr, jet, nullptr);
    x = jet.value;
    const auto forward = [&](const Block& at, Jet& out) {
      solver.step(at, steps.at(n), steps.length(n), Carry::jacobian, nullptr, out, nullptr);
    };
    solveJet(forward, end, x, jet, kMostIterations);
    if (tape != nullptr) {
      std::memcpy(tape + 2 * kBlock * n, &x, sizeof x);
      solver.step(x, steps.at(n), steps.length(n), carry, &kNoise.e, jet, nullptr);
    }
    addLogDet(jet, carry, -1, logDet);
  }
}

void Cnf::backward(ConstTheta work, Way way, const Block&, const Block&, const Real* tape, Block& g,
                   const BlockValues& gLogDet, MutableTheta gWork) const {
  RungeKutta solver(field_, work, training_);
  const Grid steps = grid(work);
  Real* memory = scratch(RungeKutta::tapeSize(field_, training_));
  Block gSlope[2] = {};
  for (int i = 0; i < kBlock; i += kLanes) {
    const Lanes part = (way == Way::apply ? Real(1) : Real(-1)) * load(gLogDet.v + i);
    store(gSlope[0].x1 + i, part);
    if (training_ == Carry::trace) {
      store(gSlope[1].x2 + i, part);
    } else {
      store(gSlope[0].x2 + i, part * load(kNoise.e.x2 + i));
    }
  }
  for (int m = 0; m < steps.steps; ++m) {
    const int n = way == Way::apply ? steps.steps - 1 - m : m;
    Block start;
    std::memcpy(&start, tape + 2 * kBlock * n, sizeof start);
    Jet jet;
    solver.step(start, steps.at(n), steps.length(n), training_, &kNoise.e, jet, memory);
    if (way == Way::invert) solver.step(start, steps.at(n), steps.length(n), Carry::jacobian, nullptr, jet, nullptr);
    pullBackSlopes(jet, way, g, gSlope, [&](Block& gValue, const Block* gSlopes, bool slopes) {
      solver.backward(steps.at(n), steps.length(n), training_, memory, slopes, gValue, gSlopes, gWork);
    });
  }
  solver.finish(gWork);
}

TabulatedSteps::Step Cnf::stepOf(ConstTheta theta) const {
  const auto layer = std::make_shared<const Cnf>(*this);
  const auto own = std::make_shared<const std::vector<Real>>(theta.begin(), theta.end());
  return [layer, own](int n, const Block& x, Jet& jet, Block* moved) {
    const Grid steps = layer->grid(*own);
    const Carry carry = moved != nullptr ? Carry::nothing : Carry::jacobian;
    RungeKutta(layer->field_, *own, carry).step(x, steps.at(n), steps.length(n), carry, nullptr, jet, nullptr, moved);
  };
}

std::unique_ptr<Layer> Cnf::freeze(ConstTheta theta, Agreement agreement) const {
  return TabulatedSteps::make(grid(theta).whole(), stepOf(theta), agreement);
}

std::unique_ptr<Layer> Cnf::freezePart(ConstTheta theta, Real, Agreement agreement, const Layer* whole) const {
  const auto* tables = dynamic_cast<const TabulatedSteps*>(whole);
  if (tables == nullptr) return nullptr;
  const Grid steps = grid(theta);
  if (agreement == Agreement::forMotion && steps.whole() < steps.steps)
    return std::make_unique<TabulatedSteps>(*tables, steps.whole(), steps.last / steps.h);
  return std::make_unique<TabulatedSteps>(*tables, steps.whole(), steps.steps - steps.whole(), stepOf(theta));
}

bool Cnf::settle(MutableTheta theta, double tolerance) const {
  // Below this, differences are of rounding errors.
  tolerance = std::max(tolerance, 100.0 * static_cast<double>(std::numeric_limits<Real>::epsilon()));
  const RungeKutta solver(field_, theta, Carry::trace);
  const Block start = placesWithinReach();
  struct Run {
    Block end;
    BlockValues logDet;
    BlockValues trace;    // what training takes for it
    bool folded = false;  // some step has a determinant that is not positive
  };
  const auto run = [&](const Grid& steps) {
    Run r;
    r.end = start;
    std::fill_n(r.logDet.v, kBlock, Real(0));
    std::fill_n(r.trace.v, kBlock, Real(0));
    Jet jet;
    for (int n = 0; n < steps.steps; ++n) {
      const Block from = r.end;
      solver.step(from, steps.at(n), steps.length(n), Carry::trace, nullptr, jet, nullptr);
      addLogDet(jet, Carry::trace, 1, r.trace);
      solver.step(from, steps.at(n), steps.length(n), Carry::jacobian, nullptr, jet, nullptr);
      r.end = jet.value;
      addLogDet(jet, Carry::jacobian, 1, r.logDet);
      for (int i = 0; i < kBlock; i += kLanes) r.folded = r.folded || any(~(Jacobian(jet.slope, i).determinant() > 0));
    }
    return r;
  };
  // What training takes for the log-det must be near it, though not as near as what is shown asks for.
  const double traceWeight = tolerance / std::max(tolerance, kTraceTolerance);
  const auto agree = [&](const Run& a, const Run& b) {
    std::array<double, kBlock> errors;
    const auto error = [](double u, double v) { return std::abs(u - v) / (1 + std::abs(v)); };
    for (int i = 0; i < kBlock; ++i) {
      errors[static_cast<size_t>(i)] =
          std::max({error(a.end.x1[i], b.end.x1[i]), error(a.end.x2[i], b.end.x2[i]),
                    error(a.logDet.v[i], b.logDet.v[i]), traceWeight * error(a.trace.v[i], b.logDet.v[i])});
    }
    std::sort(errors.begin(), errors.end());
    return errors[static_cast<size_t>(0.99 * (kBlock - 1))] < tolerance;
  };
  // However long the flow is played, its steps are those of the whole.
  Grid steps = gridOf(static_cast<int>(std::lround(1 / grid(theta).h)), 1);
  const int most = steps_ << mostDoublings();
  if (steps.steps >= most) return false;
  const int before = steps.steps;
  for (Run now = run(steps); steps.steps < most;) {
    const Grid finer = gridOf(2 * steps.steps, 1);
    Run next = run(finer);
    if (!now.folded && agree(now, next)) break;
    now = next;
    steps = finer;
  }
  if (steps.steps == before) return false;
  theta[doublings()] = static_cast<Real>(std::lround(std::log2(static_cast<double>(steps.steps) / steps_)));
  return true;
}

LayerInfo describe() {
  LayerInfo info;
  info.key = "cnf";
  info.label = "FFJORD";
  info.card = "cnf";
  info.family = Family::freeForm;
  info.formula = "dx/dt = g(x, t), t from 0 to 1";
  info.tex = R"(\frac{dx}{dt} = g(x, t),\quad 0 \le t \le 1)";
  info.determinant = "log det is the integral of the trace of ∂g/∂x along the path";
  info.summary = "Lets every point drift along a field of velocities.";
  info.paper = "Grathwohl et al. 2019, eq. 1-4; Chen et al. 2018";
  Setting steps;
  steps.key = "steps";
  steps.label = "Steps";
  steps.type = Setting::Type::integer;
  steps.low = 1;
  steps.high = 64;
  steps.standard = "8";
  steps.help = "Steps of the solver (Runge-Kutta of order 4) in training; what is shown takes more where it must.";
  Setting trace;
  trace.key = "trace";
  trace.label = "Log-det in training";
  trace.type = Setting::Type::choice;
  trace.standard = "exact";
  trace.choices = {"exact", "hutchinson"};
  trace.help =
      "The trace of the field's Jacobian along the way: exact, or estimated from one random direction a point as in "
      "high "
      "dimensions, which is noisier. What is shown and reported is the determinant of the whole map.";
  info.settings = {fieldSetting(), steps, trace};
  return info;
}

}  // namespace

extern const LayerKind cnfKind{
    describe, [](const Settings& settings) -> std::unique_ptr<Layer> { return std::make_unique<Cnf>(settings); }};

}  // namespace core
