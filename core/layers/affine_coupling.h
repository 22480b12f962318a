#pragma once
// The scalar map of RealNVP and of MAF: y = x e^s + t with s = c tanh(raw0 / c), t = raw1. The log-scale is bounded, so
// that no point is stretched out of floating-point range.

#include <bit>

#include "core/layers/coupling.h"

namespace core {

class AffineCoupling : public Coupling {
 public:
  AffineCoupling(const Settings& settings, Form form)
      : Coupling(settings, 2, form), bound_(static_cast<Real>(realOf(settings, "bound"))) {}
  static constexpr Form kCoupling = Form::coupling;
  static constexpr Form kAutoregressive = Form::autoregressive;

 protected:
  std::unique_ptr<Coupling> clone() const override { return std::make_unique<AffineCoupling>(*this); }

  void shape(Real* raw) const override { store(raw, bound_ * tanh(load(raw) / bound_)); }

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

  std::string outputName(int i) const override { return i == 0 ? "s" : "t"; }

  void describeKind(LayerProgram& program) const override {
    program.words[7] = std::bit_cast<std::int32_t>(static_cast<float>(bound_));
  }

 private:
  Real bound_;
};

/// couplingSettings and the bound on s.
std::vector<Setting> affineSettings();

}  // namespace core
