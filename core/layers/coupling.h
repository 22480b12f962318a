#pragma once
// A coupling: one coordinate passes and conditions a monotone map of the other.
//
// y1 = x1, y2 = g(x2; h(x1)) (or with the halves exchanged), h a Conditioner. A kind supplies g. Dinh, Krueger, Bengio:
// "NICE" (2014), equations 5 to 7. The Jacobian is triangular, log|det| = log|dg/dx2|.
//
// An *autoregressive* coupling maps the first coordinate too: y1 = g(x1; r), with free parameters r. At D = 2 that is all
// there is to an autoregressive flow (Papamakarios, Pavlakou, Murray: "Masked autoregressive flow", 2017).
//
// theta: the conditioner's, then r. work: the same with what the conditioner prepares.

#include "core/layers/conditioner.h"
#include "core/math/lanes.h"
#include "core/math/scalar_table.h"

namespace core {

class Coupling : public Layer {
 public:
  int parameterCount() const final;
  bool workIsTheta() const final { return conditioner_.kind() == Conditioner::Kind::mlp; }
  int workSize() const final;
  int tapeSize() const final { return conditioner_.tapeSize() + conditioner_.outputs() * kBlock; }
  int cellCount() const final { return conditioner_.cellCount(); }
  int prepareCellCount() const final { return conditioner_.prepareCellCount(); }
  std::vector<Entries> conditioned() const final;
  std::string parameterName(int i) const final;
  void initialise(MutableTheta theta, Rng& rng) const final;
  void path(ConstTheta theta, Real s, MutableTheta out) const final;
  void prepare(ConstTheta theta, MutableTheta work) const final;
  void prepareBackward(ConstTheta theta, ConstTheta work, ConstTheta gWork, MutableTheta gradient) const final;
  void apply(ConstTheta work, const Block& x, Block& y, BlockValues& logDet, Real* tape) const final;
  void invert(ConstTheta work, const Block& y, Block& x, BlockValues& logDet, Real* tape) const final;
  void backward(ConstTheta work, Way way, const Block& x, const Block& y, const Real* tape, Block& g,
                const BlockValues& gLogDet, MutableTheta gWork) const final;
  std::unique_ptr<Layer> freeze(ConstTheta theta, Agreement) const final;
  std::vector<Curve> curves(ConstTheta theta, std::span<const Real> at) const final;
  /// The map g of the conditioned coordinate where the conditioning one is 0.
  Sketch sketch(ConstTheta theta, Way toData) const final;
  void moveHandle(MutableTheta theta, Way toData, int i, Real x, Real y) const final;
  void describe(LayerProgram& program) const final;

 protected:
  enum class Form { coupling, autoregressive };
  /// `outputs` of the conditioner parametrise g at each point.
  Coupling(const Settings& settings, int outputs, Form form);

  Coupling(const Coupling&) = default;
  virtual std::unique_ptr<Coupling> clone() const = 0;

  /// Derivatives of g at a point: dg/dx and d(log dg/dx)/dx.
  struct Slopes {
    Lanes slope;
    Lanes dLogSlope;
  };
  /// The conditioner's outputs for one register of points: value i lies at raw[i * kBlock].
  /// `shape` turns them, in place, into what the other four want; once a pass, or once for a frozen layer's table.
  virtual void shape(Real* raw) const = 0;
  virtual void apply1(const Real* p, Lanes x, Lanes& y, Lanes& logDet) const = 0;
  virtual void invert1(const Real* p, Lanes y, Lanes& x, Lanes& logDet) const = 0;
  virtual Slopes slopes1(const Real* p, Way way, Lanes x, Lanes y) const = 0;
  /// gRaw = a dg/draw + b d(log dg/dx)/draw, laid out like raw.
  virtual void backward1(const Real* p, Way way, Lanes x, Lanes y, Lanes a, Lanes b, Real* gRaw) const = 0;
  /// What the table of a frozen layer holds for each place, and how a pass reads it. Here: the shaped outputs, all of
  /// which are read. A kind with many outputs, of which a point needs a few, overrides all of these.
  virtual int tableOutputs() const { return conditioner_.outputs(); }
  /// row[tableOutputs][kBlock] from what `shape` made, for one register of points.
  virtual void tabulate(const Real* p, Real* row) const;
  /// `p`, for a block of points, to be handed on to the other two. `moved`: the coordinate that is mapped, the way `way`.
  virtual void look(const ScalarTable& table, const Real* given, const Real* moved, Way way, Real* p) const;
  virtual void applyLooked(const Real* p, Lanes x, Lanes& y, Lanes& logDet) const { apply1(p, x, y, logDet); }
  virtual void invertLooked(const Real* p, Lanes y, Lanes& x, Lanes& logDet) const { invert1(p, y, x, logDet); }

  /// Places on the graph of g by which it can be bent, from shaped outputs `p` (those of the first point); by default none.
  virtual std::vector<Handle> knots(const Real* /*p*/) const { return {}; }
  /// What the conditioner's outputs must be raised by, everywhere, to take a knot to (x, y).
  virtual std::vector<Real> knotShift(const Real* /*p*/, int /*i*/, Real /*x*/, Real /*y*/) const { return {}; }
  /// What a person calls output i of the conditioner once it is shaped; empty if it is better not drawn.
  virtual std::string outputName(int i) const = 0;
  /// Words 7 and 8 of the program buffer: what the shader of the kind needs besides the conditioner.
  virtual void describeKind(LayerProgram&) const {}

 private:
  bool autoregressive() const { return form_ == Form::autoregressive; }
  void condition(ConstTheta work, const Real* x, Real* raw, Real* tape) const;
  void shapeFree(ConstTheta work, Real* p) const;
  void moveConditioned(ConstTheta work, Way way, const Block& from, Block& to, BlockValues& logDet,
                       const Real* conditions, Real* tape) const;
  void moveFree(ConstTheta work, Way way, const Block& from, Block& to, BlockValues& logDet) const;
  void backwardScalar(const Real* p, int pStep, Way way, const Real* x, const Real* y, Real* g,
                      const BlockValues& gLogDet, Real* gRaw) const;
  void backwardFree(ConstTheta work, Way way, const Block& x, const Block& y, Block& g, const BlockValues& gLogDet,
                    MutableTheta gWork) const;
  // The coordinate that conditions, and the one that is conditioned.
  const Real* given(const Block& b) const { return changesSecond_ ? b.x1 : b.x2; }
  const Real* moved(const Block& b) const { return changesSecond_ ? b.x2 : b.x1; }
  Real* given(Block& b) const { return changesSecond_ ? b.x1 : b.x2; }
  Real* moved(Block& b) const { return changesSecond_ ? b.x2 : b.x1; }

  Conditioner conditioner_;
  Form form_;
  bool changesSecond_;  // half=2: x2 is changed given x1
  // Of a frozen layer: the table that stands in for the conditioner, and r.
  std::shared_ptr<const ScalarTable> table_;
  std::vector<Real> frozenFree_;
};

/// The settings of every coupling: half and those of the conditioner.
std::vector<Setting> couplingSettings();

}  // namespace core
