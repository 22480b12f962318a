#pragma once
// The scalar map of both spline layers: a monotone rational-quadratic spline of K bins on [-B, B], the identity outside.
// Durkan, Bekasov, Murray, Papamakarios: "Neural spline flows" (2019), equations 4 to 8 and appendix A; the cure for the
// negative discriminant: clamped at 0 before the root is taken.

#include <bit>
#include <cmath>

#include "core/layers/coupling.h"

namespace core {

class SplineCoupling : public Coupling {
 public:
  static constexpr Form kCoupling = Form::coupling;
  static constexpr Form kAutoregressive = Form::autoregressive;
  SplineCoupling(const Settings& settings, Form form);

 protected:
  std::unique_ptr<Coupling> clone() const override { return std::make_unique<SplineCoupling>(*this); }
  void shape(Real* raw) const override;
  void apply1(const Real* p, Lanes x, Lanes& y, Lanes& logDet) const override;
  void invert1(const Real* p, Lanes y, Lanes& x, Lanes& logDet) const override;
  Slopes slopes1(const Real* p, Way way, Lanes x, Lanes y) const override;
  void backward1(const Real* p, Way way, Lanes x, Lanes y, Lanes a, Lanes b, Real* gRaw) const override;
  int tableOutputs() const override { return 2 * edges() + 4 * bins_; }
  void tabulate(const Real* p, Real* row) const override;
  void look(const ScalarTable& table, const Real* given, const Real* moved, Way way, Real* p) const override;
  void applyLooked(const Real* p, Lanes x, Lanes& y, Lanes& logDet) const override;
  void invertLooked(const Real* p, Lanes y, Lanes& x, Lanes& logDet) const override;
  std::vector<Handle> knots(const Real* p) const override;
  std::vector<Real> knotShift(const Real* p, int i, Real x, Real y) const override;
  std::string outputName(int i) const override;
  void describeKind(LayerProgram& program) const override;

 private:
  struct Bin;    // one bin, as one register of points sees it
  struct Local;  // everything about g at one place of a bin

  // A row of the table of a frozen layer: left edges x of all bins, filled up to whole registers, as many y, and each
  // bin's width, height and derivatives at its two knots.
  int edges() const { return (bins_ + kLanes - 1) / kLanes * kLanes; }

  void applyIn(const Bin& bin, Lanes x, Lanes& y, Lanes& logDet) const;
  void invertIn(const Bin& bin, Lanes y, Lanes& x, Lanes& logDet) const;
  Real share() const;
  Lanes size(const Real* shares, int k) const;
  void softmax(Real* raw) const;
  Bin find(const Real* p, Lanes v, bool byX) const;
  static Bin looked(const Real* p);
  Local at(const Real* p, Way way, Lanes x, Lanes y, Bin& bin) const;
  void softmaxBackward(const Real* shares, const Real* p, Lanes where, bool byX, Lanes gEdge, Lanes gSize,
                       Real* gRaw) const;
  void slopesBackward(const Real* p, Lanes where, bool byX, Lanes gD0, Lanes gD1, Real* gRaw) const;
  static Local local(const Bin& bin, Lanes xi);
  static Lanes solve(const Bin& bin, Lanes y);
  static Lanes logSlope(const Local& f);
  static Lanes dLogSlope(const Local& f, const Bin& bin);

  int bins_;
  Real bound_;
};

/// couplingSettings, bins and bound.
std::vector<Setting> splineSettings();

}  // namespace core
