// Additive coupling: y2 = x2 + m(x1). Dinh, Krueger, Bengio: "NICE" (2014), equation 8. It keeps areas: log|det| = 0.

#include "core/layers/coupling.h"

namespace core {

namespace {

class Additive final : public Coupling {
 public:
  explicit Additive(const Settings& settings) : Coupling(settings, 1, Form::coupling) {}

 protected:
  std::unique_ptr<Coupling> clone() const override { return std::make_unique<Additive>(*this); }

  void shape(Real*) const override {}
  void apply1(const Real* p, Lanes x, Lanes& y, Lanes& logDet) const override {
    y = x + load(p);
    logDet = Lanes{};
  }
  void invert1(const Real* p, Lanes y, Lanes& x, Lanes& logDet) const override {
    x = y - load(p);
    logDet = Lanes{};
  }
  Slopes slopes1(const Real*, Way, Lanes, Lanes) const override { return {lanes(1), Lanes{}}; }
  void backward1(const Real*, Way, Lanes, Lanes, Lanes a, Lanes, Real* gRaw) const override { store(gRaw, a); }
  std::string outputName(int) const override { return "m"; }
};

LayerInfo describe() {
  LayerInfo info;
  info.key = "additive";
  info.label = "NICE";
  info.card = "additive";
  info.family = Family::coupling;
  info.formula = "y₂ = x₂ + m(x₁),  y₁ = x₁";
  info.tex = R"(y_1 = x_1,\quad y_2 = x_2 + m(x_1))";
  info.determinant = "triangular with ones on the diagonal: det = 1 everywhere";
  info.summary = "Shifts one coordinate by an amount that the other one decides: a shear that keeps every area.";
  info.paper = "Dinh, Krueger, Bengio 2014, eq. 8";
  info.settings = couplingSettings();
  info.keepsArea = true;
  return info;
}

}  // namespace

extern const LayerKind additiveKind{
    describe, [](const Settings& s) -> std::unique_ptr<Layer> { return std::make_unique<Additive>(s); }};

}  // namespace core
