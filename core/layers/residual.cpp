// Invertible residual layer: y = x + g(x), g a perceptron of Lipschitz constant at most 0.97.
// Behrmann, Grathwohl, Chen, Duvenaud, Jacobsen: "Invertible residual networks" (2019), equations 1 and 2.
//
// Every weight matrix is divided by as much as its spectral norm exceeds c = 0.97^(1/number of layers); tanh stretches
// nothing. `work` holds the normalised parameters, then for each layer sigma, u and v with W v = sigma u. In the plane
// the determinant costs nothing: log det = log((1 + J00)(1 + J11) - J01 J10), where the paper has to estimate it.

#include <algorithm>
#include <bit>
#include <cmath>
#include <utility>

#include "core/layers/free_form.h"
#include "core/layers/layer.h"
#include "core/layers/tabulated_steps.h"
#include "core/layers/trajectories.h"
#include "core/math/field.h"
#include "core/math/jet.h"
#include "core/math/spectral.h"

namespace core {

namespace {

constexpr double kLipschitz = 0.97;
constexpr int kMostSteps = 100;

class Residual final : public Layer {
 public:
  explicit Residual(const Settings& settings)
      : field_(sizesOf(settings, "hidden"), false),
        limit_(static_cast<Real>(std::pow(kLipschitz, 1.0 / field_.layers()))) {
    workSize_ = field_.parameterCount();
    for (int l = 0; l < field_.layers(); ++l) workSize_ += 1 + field_.dense(l).out + field_.dense(l).in;
  }

  int parameterCount() const override { return field_.parameterCount(); }
  std::string parameterName(int i) const override { return field_.parameterName(i); }
  int workSize() const override { return workSize_; }
  int tapeSize() const override { return field_.tapeSize(2) + 4 * kBlock; }

  void initialise(MutableTheta theta, Rng& rng) const override {
    field_.initialise(theta, rng);
    // Within the bound from the start: dividing the first weights alone would move their features out of the plane's
    // middle, to where they are flat.
    const Field::Dense first = field_.dense(0);
    std::vector<Real> u(static_cast<size_t>(first.out)), v(static_cast<size_t>(first.in));
    const Real factor = limit_ / spectralNorm(theta.data(), first.out, first.in, u.data(), v.data());
    for (int i = 0; i < first.biases + first.out; ++i) theta[static_cast<size_t>(i)] *= std::min(factor, Real(1));
  }

  void path(ConstTheta theta, Real s, MutableTheta out) const override {
    std::copy(theta.begin(), theta.end(), out.begin());
    if (s == 1) return;
    // g is scaled. What is made s times as long are the last weights as they come out of the normalisation, which then
    // finds nothing to divide by.
    const Field::Dense last = field_.dense(field_.layers() - 1);
    std::vector<Real> u(static_cast<size_t>(last.out)), v(static_cast<size_t>(last.in));
    const Real factor =
        shrink(spectralNorm(&theta[static_cast<size_t>(last.weights)], last.out, last.in, u.data(), v.data()));
    for (int i = last.weights; i < last.biases; ++i) out[static_cast<size_t>(i)] *= s * factor;
    for (int i = last.biases; i < last.biases + last.out; ++i) out[static_cast<size_t>(i)] *= s;
  }

  bool workIsTheta() const override { return false; }
  void prepare(ConstTheta theta, MutableTheta work) const override {
    std::copy(theta.begin(), theta.end(), work.begin());
    Real* norm = work.data() + field_.parameterCount();
    for (int l = 0; l < field_.layers(); ++l) {
      const Field::Dense d = field_.dense(l);
      *norm = spectralNorm(theta.data() + d.weights, d.out, d.in, norm + 1, norm + 1 + d.out);
      const Real factor = shrink(*norm);
      for (int i = d.weights; i < d.biases; ++i) work[static_cast<size_t>(i)] *= factor;
      norm += 1 + d.out + d.in;
    }
  }

  void prepareBackward(ConstTheta, ConstTheta work, ConstTheta gWork, MutableTheta gradient) const override {
    // With W' = W c/sigma and d sigma/dW = u v^T: dL/dW = (c/sigma) G - (<G, W'>/sigma) u v^T.
    const Real* norm = work.data() + field_.parameterCount();
    for (int l = 0; l < field_.layers(); ++l) {
      const Field::Dense d = field_.dense(l);
      const Real* u = norm + 1;
      const Real* v = u + d.out;
      const Real* G = gWork.data() + d.weights;
      Real* out = gradient.data() + d.weights;
      const Real factor = shrink(*norm);
      Real along = 0;
      if (factor < 1) {
        for (int i = 0; i < d.out * d.in; ++i) along += G[i] * work[static_cast<size_t>(d.weights + i)];
        along /= *norm;
      }
      for (int r = 0; r < d.out; ++r) {
        for (int c = 0; c < d.in; ++c) out[r * d.in + c] += factor * G[r * d.in + c] - along * u[r] * v[c];
      }
      for (int i = d.biases; i < d.biases + d.out; ++i)
        gradient[static_cast<size_t>(i)] += gWork[static_cast<size_t>(i)];
      norm += 1 + d.out + d.in;
    }
  }

  void apply(ConstTheta work, const Block& x, Block& y, BlockValues& logDet, Real* tape) const override {
    Jet jet;
    evaluate(work, x, jet, tape);
    y = jet.value;
    logDeterminants(jet, logDet, 1);
  }

  void invert(ConstTheta work, const Block& y, Block& x, BlockValues& logDet, Real* tape) const override {
    Jet jet;
    field_.forward(work, y, nullptr, 0, nullptr, x, nullptr, nullptr);
    combine(x, y, -1, x);
    solveJet([&](const Block& at, Jet& out) { evaluate(work, at, out, nullptr); }, y, x, jet, kMostSteps);
    if (tape != nullptr) evaluate(work, x, jet, tape);
    logDeterminants(jet, logDet, -1);
  }

  void backward(ConstTheta work, Way way, const Block& x, const Block&, const Real* tape, Block& g,
                const BlockValues& gLogDet, MutableTheta gWork) const override {
    Jet jet;
    std::memcpy(jet.slope, tape + field_.tapeSize(2), sizeof jet.slope);
    pullBack(jet, way, g, gLogDet, [&](Block& gValue, Block* gSlope, bool slopes) {
      Block gx, gV[2];
      field_.backward(work, x, nullptr, slopes ? 2 : 0, kAxes.e, tape, 2, gValue, gSlope, gx, gV, gWork);
      combine(gValue, gValue, 1, gx);
    });
  }

  Sketch sketch(ConstTheta theta, Way toData) const override {
    std::vector<Real> work(static_cast<size_t>(workSize_));
    prepare(theta, work);
    std::vector<Block> places(2, lattice());
    BlockValues ignored;
    if (toData == Way::apply) {
      apply(work, places[0], places[1], ignored, nullptr);
    } else {
      invert(work, places[0], places[1], ignored, nullptr);
    }
    return sketchOfWays(places);
  }

  std::unique_ptr<Layer> freeze(ConstTheta theta, Agreement agreement) const override {
    const auto layer = std::make_shared<const Residual>(*this);
    const auto work = std::make_shared<Theta>(workSize_);
    prepare(theta, view(*work));
    return TabulatedSteps::make(
        1,
        [layer, work](int, const Block& x, Jet& jet, Block* moved) {
          const ConstTheta w = view(std::as_const(*work));
          if (moved != nullptr) {
            layer->field_.forward(w, x, nullptr, 0, nullptr, *moved, nullptr, nullptr);
          } else {
            layer->evaluate(w, x, jet, nullptr);
          }
        },
        agreement);
  }

  bool partsReadWhole() const override { return true; }
  std::unique_ptr<Layer> freezePart(ConstTheta, Real s, Agreement, const Layer* whole) const override {
    // x + s g(x): so much of the way of the whole.
    const auto* table = dynamic_cast<const TabulatedSteps*>(whole);
    return table != nullptr ? std::make_unique<TabulatedSteps>(*table, 0, s) : nullptr;
  }

  // Words and cells of shaders/field.glsl; those of preparing are of shaders/spectral.glsl, an array of numbers that
  // takes them from the eight points of a tile.
  int cellCount() const override { return field_.cellCount() + 2; }
  int prepareCellCount() const override {
    int most = 0;
    for (int l = 0; l < field_.layers(); ++l) {
      const int padded = (std::min(field_.dense(l).out, field_.dense(l).in) + 3) / 4 * 4;
      most = std::max(most, 2 * padded * padded);
    }
    return (most + 2 * Field::kMaxWidth + 7) / 8;
  }
  void describe(LayerProgram& program) const override {
    program.words[5] = field_.packedWidths();
    program.words[6] = std::bit_cast<std::int32_t>(static_cast<float>(limit_));
  }

 private:
  Real shrink(Real sigma) const { return sigma > limit_ ? limit_ / sigma : Real(1); }

  void evaluate(ConstTheta work, const Block& x, Jet& jet, Real* tape) const {
    field_.forward(work, x, nullptr, 2, kAxes.e, jet.value, jet.slope, tape);
    if (tape != nullptr) std::memcpy(tape + field_.tapeSize(2), jet.slope, sizeof jet.slope);
    combine(jet.value, x, 1, jet.value);
  }

  Field field_;
  Real limit_;  // of every matrix
  int workSize_;
};

LayerInfo describe() {
  LayerInfo info;
  info.key = "residual";
  info.label = "i-ResNet";
  info.card = "residual";
  info.family = Family::freeForm;
  info.formula = "y = x + g(x), |g(a) - g(b)| ≤ 0.97 |a - b|";
  info.tex = R"(y = x + g(x),\quad \mathrm{Lip}(g) < 1)";
  info.determinant = "in the plane: the 2 × 2 determinant; in general a series of traces";
  info.summary = "Pushes every point a little, never so unevenly that two could meet.";
  info.paper = "Behrmann et al. 2019, eq. 1-2";
  info.settings = {fieldSetting()};
  return info;
}

}  // namespace

extern const LayerKind residualKind{
    describe, [](const Settings& settings) -> std::unique_ptr<Layer> { return std::make_unique<Residual>(settings); }};

}  // namespace core
