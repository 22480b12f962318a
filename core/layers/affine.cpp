// Affine coupling: y2 = x2 e^s + t with s, t functions of x1.
// Dinh, Sohl-Dickstein, Bengio: "Density estimation using Real NVP" (2016), equations 4 to 8.
// Here s = c tanh(raw / c): bounded, so that no point is stretched out of floating-point range.

#include <bit>

#include "core/layers/coupling.h"

namespace core {

namespace {

class Affine final : public Coupling {
 public:
  explicit Affine(const Settings& settings)
      : Coupling(settings, 2), bound_(static_cast<Real>(realOf(settings, "bound"))) {}

 protected:
  std::unique_ptr<Coupling> clone() const override { return std::make_unique<Affine>(*this); }

  void prepare(Real* raw) const override { store(raw, bound_ * tanh(load(raw) / bound_)); }

  void apply1(const Real* p, Lanes x, Lanes& y, Lanes& logDet) const override {
    const Lanes s = load(p);
    y = x * exp(s) + load(p + kBlock);
    logDet = s;
  }

  void invert1(const Real* p, Lanes y, Lanes& x, Lanes& logDet) const override {
    const Lanes s = load(p);
    x = (y - load(p + kBlock)) * exp(-s);
    logDet = -s;
  }

  Slopes slopes1(const Real* p, Way, Lanes, Lanes) const override { return {exp(load(p)), Lanes{}}; }

  void backward1(const Real* p, Way, Lanes x, Lanes, Lanes a, Lanes b, Real* gRaw) const override {
    const Lanes s = load(p);
    const Lanes t = s / bound_;
    store(gRaw, (a * x * exp(s) + b) * (1 - t * t));
    store(gRaw + kBlock, a);
  }

  void describeKind(LayerProgram& program) const override {
    program.words[7] = std::bit_cast<std::int32_t>(static_cast<float>(bound_));
  }

 private:
  Real bound_;
};

LayerInfo describe() {
  LayerInfo info;
  info.key = "affine";
  info.label = "RealNVP";
  info.card = "affine";
  info.family = Family::coupling;
  info.formula = "y₂ = x₂ exp(s(x₁)) + t(x₁),  y₁ = x₁";
  info.summary = "Stretches and shifts one coordinate, by amounts that the other one decides.";
  info.paper = "Dinh, Sohl-Dickstein, Bengio 2016, eq. 4-8";
  info.settings = couplingSettings();
  Setting bound;
  bound.key = "bound";
  bound.label = "Bound on s";
  bound.type = Setting::Type::real;
  bound.low = 0.1;
  bound.high = 8;
  bound.standard = "3";
  bound.unit = "nats";
  bound.help = "The log-scale is c tanh(s / c) with this c.";
  info.settings.push_back(bound);
  return info;
}

}  // namespace

extern const LayerKind affineKind{
    describe, [](const Settings& s) -> std::unique_ptr<Layer> { return std::make_unique<Affine>(s); }};

}  // namespace core
