// Mixture-logistic coupling: y2 = logit(F(x2)) e^a + t, F the distribution function of a mixture of logistics whose
// weights, means and scales are functions of x1.
// Ho, Chen, Srinivas, Duan, Abbeel: "Flow++" (2019), equations 10 to 12.
//
// F and 1 - F are kept as logarithms, sums of exponentials of logistic terms, so nothing cancels in the tails. With raw
// outputs 0 all components are the standard logistic and the map is the identity; their weights then differ, or the
// components would stay equal for ever.

#include <bit>

#include "core/layers/coupling.h"

namespace core {

namespace {

constexpr int kMaxComponents = 16;
constexpr Real kScaleBound = 3;        // of the components' log-scales
constexpr Real kUnequal = Real(0.25);  // by which the log-weights fall at the start
constexpr Real kNear = Real(1e-3);     // Newton's step, where it converges
constexpr int kMostSteps = 60;         // of the root's search; bisection alone would need as many

class Logistic final : public Coupling {
 public:
  explicit Logistic(const Settings& settings)
      : Coupling(settings, 3 * intOf(settings, "components") + 2, Form::coupling),
        count_(intOf(settings, "components")),
        bound_(static_cast<Real>(realOf(settings, "bound"))) {}

 protected:
  std::unique_ptr<Coupling> clone() const override { return std::make_unique<Logistic>(*this); }

  // Raw outputs: weights, means, log-scales of the components, then log-scale and shift of the whole. After `shape`: log
  // weights that sum to 1, means, bounded log-scales.
  void shape(Real* raw) const override {
    Lanes top = load(raw);
    for (int k = 0; k < count_; ++k) {
      store(logWeight(raw, k), load(logWeight(raw, k)) - kUnequal * static_cast<Real>(k));
      top = max(top, load(logWeight(raw, k)));
      store(logScale(raw, k), kScaleBound * tanh(load(logScale(raw, k)) / kScaleBound));
    }
    Lanes total{};
    for (int k = 0; k < count_; ++k) total += exp(load(logWeight(raw, k)) - top);
    const Lanes norm = top + log(total);
    for (int k = 0; k < count_; ++k) store(logWeight(raw, k), load(logWeight(raw, k)) - norm);
    store(stretch(raw), bound_ * tanh(load(stretch(raw)) / bound_));
  }

  void apply1(const Real* p, Lanes x, Lanes& y, Lanes& logDet) const override {
    const Place f = place(p, x);
    y = f.logit() * exp(load(stretch(p))) + load(shift(p));
    logDet = f.logSlope + load(stretch(p));
  }

  void invert1(const Real* p, Lanes y, Lanes& x, Lanes& logDet) const override {
    const Lanes v = (y - load(shift(p))) * exp(-load(stretch(p)));
    x = solve(p, v);
    logDet = -place(p, x).logSlope - load(stretch(p));
  }

  Slopes slopes1(const Real* p, Way, Lanes x, Lanes) const override {
    const Place f = place(p, x);
    Lanes bend{};
    for (int k = 0; k < count_; ++k) {
      const Term t = term(p, k, f, x);
      bend += t.steepness * (t.inDensity * (1 - 2 * t.below) - t.inF * (1 - t.below) + t.inG * t.below);
    }
    return {exp(f.logSlope + load(stretch(p))), bend};
  }

  void backward1(const Real* p, Way, Lanes x, Lanes, Lanes a, Lanes b, Real* gRaw) const override {
    const Place f = place(p, x);
    const Lanes scale = exp(load(stretch(p)));
    const Lanes gLogF = a * scale - b;
    const Lanes gLogG = -a * scale - b;
    Lanes total{};
    for (int k = 0; k < count_; ++k) {
      const Term t = term(p, k, f, x);
      const Lanes gWeight = gLogF * t.inF + gLogG * t.inG + b * t.inDensity;
      const Lanes gU = gLogF * t.inF * (1 - t.below) - gLogG * t.inG * t.below + b * t.inDensity * (1 - 2 * t.below);
      const Lanes s = load(logScale(p, k)) / kScaleBound;
      store(logWeight(gRaw, k), gWeight);
      store(mean(gRaw, k), -t.steepness * gU);
      store(logScale(gRaw, k), -(t.u * gU + b * t.inDensity) * (1 - s * s));
      total += gWeight;
    }
    for (int k = 0; k < count_; ++k) {
      store(logWeight(gRaw, k), load(logWeight(gRaw, k)) - exp(load(logWeight(p, k))) * total);
    }
    const Lanes s = load(stretch(p)) / bound_;
    store(stretch(gRaw), (a * f.logit() * scale + b) * (1 - s * s));
    store(shift(gRaw), a);
  }

  std::string outputName(int i) const override {
    if (i < count_) return "log weight " + std::to_string(i + 1);
    if (i < 2 * count_) return "mean " + std::to_string(i - count_ + 1);
    if (i < 3 * count_) return "log scale " + std::to_string(i - 2 * count_ + 1);
    return i == 3 * count_ ? "a" : "t";
  }

  void describeKind(LayerProgram& program) const override {
    program.words[7] = count_;
    program.words[8] = std::bit_cast<std::int32_t>(static_cast<float>(bound_));
  }

 private:
  // At one place: log F and log(1 - F), each as its largest term and the logarithm of the sum relative to that one, so
  // that differences of the two lose no digits; and the log-slope of logit F.
  struct Place {
    Lanes topF, restF, topG, restG, logSlope;
    Lanes logF() const { return topF + restF; }
    Lanes logG() const { return topG + restG; }
    Lanes logit() const { return (topF - topG) + (restF - restG); }
    Lanes logDensity() const { return logSlope + logF() + logG(); }
  };
  // Of one component there: u = (x - mean) / scale, sigmoid(u), 1 / scale, its shares in F, 1 - F and the density.
  struct Term {
    Lanes u, below, steepness, inF, inG, inDensity;
  };

  template <class T>
  T* logWeight(T* p, int k) const {
    return p + k * kBlock;
  }
  template <class T>
  T* mean(T* p, int k) const {
    return p + (count_ + k) * kBlock;
  }
  template <class T>
  T* logScale(T* p, int k) const {
    return p + (2 * count_ + k) * kBlock;
  }
  template <class T>
  T* stretch(T* p) const {
    return p + 3 * count_ * kBlock;
  }
  template <class T>
  T* shift(T* p) const {
    return p + (3 * count_ + 1) * kBlock;
  }

  // u of component k, and log sigmoid of u and of -u.
  struct Argument {
    Lanes u, below, above;
  };
  Argument argument(const Real* p, int k, Lanes x) const {
    const Lanes u = (x - load(mean(p, k))) * exp(-load(logScale(p, k)));
    const Lanes rest = log1p(exp(-abs(u)));
    return {u, min(u, Lanes{}) - rest, min(-u, Lanes{}) - rest};
  }

  Place place(const Real* p, Lanes x) const {
    Lanes inF[kMaxComponents], inG[kMaxComponents], slope[kMaxComponents];
    Argument at[kMaxComponents];
    Place f{};
    for (int k = 0; k < count_; ++k) {
      at[k] = argument(p, k, x);
      inF[k] = load(logWeight(p, k)) + at[k].below;
      inG[k] = load(logWeight(p, k)) + at[k].above;
      f.topF = k == 0 ? inF[k] : max(f.topF, inF[k]);
      f.topG = k == 0 ? inG[k] : max(f.topG, inG[k]);
    }
    Lanes F{}, G{};
    for (int k = 0; k < count_; ++k) {
      F += exp(inF[k] - f.topF);
      G += exp(inG[k] - f.topG);
    }
    f.restF = log(F);
    f.restG = log(G);
    // The slope is density / (F (1 - F)), the density a sum of weight sigmoid(u) sigmoid(-u) / scale. Divided term by
    // term by the smaller one of F and 1 - F it keeps its digits in the tails.
    const LaneInts byF = f.logit() < 0;
    Lanes top{}, total{};
    for (int k = 0; k < count_; ++k) {
      slope[k] = select(byF, (inF[k] - f.topF) + at[k].above, (inG[k] - f.topG) + at[k].below) - load(logScale(p, k));
      top = k == 0 ? slope[k] : max(top, slope[k]);
    }
    for (int k = 0; k < count_; ++k) total += exp(slope[k] - top);
    f.logSlope = top + log(total) - select(byF, f.restF + f.logG(), f.restG + f.logF());
    return f;
  }

  Term term(const Real* p, int k, const Place& f, Lanes x) const {
    const Argument at = argument(p, k, x);
    const Lanes w = load(logWeight(p, k));
    Term t;
    t.u = at.u;
    t.below = exp(at.below);
    t.steepness = exp(-load(logScale(p, k)));
    t.inF = exp(w + at.below - f.logF());
    t.inG = exp(w + at.above - f.logG());
    t.inDensity = exp(w + at.below + at.above - load(logScale(p, k)) - f.logDensity());
    return t;
  }

  // The root of logit F(x) = v. It lies between the least and the greatest of mean + scale v, since every component's
  // logit is v there. Newton inside the bracket, a bisection where it leaves it, and every third time unless Newton is
  // about to arrive. A lane that has arrived stays where it is while others go on.
  Lanes solve(const Real* p, Lanes v) const {
    Lanes low = load(mean(p, 0)) + exp(load(logScale(p, 0))) * v;
    Lanes high = low;
    for (int k = 1; k < count_; ++k) {
      const Lanes edge = load(mean(p, k)) + exp(load(logScale(p, k))) * v;
      low = min(low, edge);
      high = max(high, edge);
    }
    const Real tolerance = sizeof(Real) == 4 ? Real(1e-7) : Real(1e-15);
    Lanes x = (low + high) * Real(0.5);
    for (int step = 0; step < kMostSteps; ++step) {
      const Place f = place(p, x);
      const Lanes miss = f.logit() - v;
      const LaneInts onTheWay = (abs(miss) > tolerance * (1 + abs(v))) & (high - low > tolerance * (1 + abs(x)));
      if (!any(onTheWay)) break;
      low = select(miss < 0, x, low);
      high = select(miss > 0, x, high);
      const Lanes newton = x - miss * exp(-f.logSlope);
      LaneInts trusted = (newton > low) & (newton < high);
      if (step % 3 == 2) trusted = trusted & (abs(newton - x) < kNear * (1 + abs(x)));
      x = select(onTheWay, select(trusted, newton, (low + high) * Real(0.5)), x);
    }
    return x;
  }

  int count_;
  Real bound_;
};

LayerInfo describe() {
  LayerInfo info;
  info.key = "logistic";
  info.label = "Flow++";
  info.card = "logistic";
  info.family = Family::coupling;
  info.formula = "y₂ = logit F(x₂; x₁) exp(a(x₁)) + t(x₁),  y₁ = x₁,  F a mixture of logistics";
  info.tex = R"(y_1 = x_1,\quad y_2 = \operatorname{logit} F(x_2; x_1)\, e^{a(x_1)} + t(x_1))";
  info.determinant = "triangular: det is the product of the diagonal, 1 · ∂y₂/∂x₂";
  info.summary = "Bends one coordinate by the distribution function of a mixture that the other one shapes.";
  info.paper = "Ho, Chen, Srinivas, Duan, Abbeel 2019 (Flow++), eq. 10-12";
  info.settings = couplingSettings();
  Setting components;
  components.key = "components";
  components.label = "Components";
  components.low = 2;
  components.high = kMaxComponents;
  components.standard = "8";
  components.help = "Logistics in the mixture.";
  Setting bound;
  bound.key = "bound";
  bound.label = "Bound on a";
  bound.type = Setting::Type::real;
  bound.low = 0.1;
  bound.high = 8;
  bound.standard = "3";
  bound.unit = "nats";
  bound.help = "The log-scale of the whole is c tanh(a / c) with this c.";
  info.settings.push_back(components);
  info.settings.push_back(bound);
  return info;
}

}  // namespace

extern const LayerKind logisticKind{
    describe, [](const Settings& s) -> std::unique_ptr<Layer> { return std::make_unique<Logistic>(s); }};

}  // namespace core
