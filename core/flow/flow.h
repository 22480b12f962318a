#pragma once
// A flow: the layers of a spec in order, with their places in theta. It knows shapes, never values.
//
// Conventions, once for the whole program. z is drawn from the base, N(0, I) unless another was chosen; x is the data. `toData` pushes forward (z -> x), `toBase`
// pulls back (x -> z). log p(x) = log pi(toBase(x)) + logDet, pi the base's density, where logDet = log|det d(toBase)/dx|. Depth k in [0, K]
// counts layers from the base: the point at depth 0 is z, at depth K it is x.
//
// theta: the layers' parameters, from base to data. A *conditional* flow p(x | c) has slopes behind them, one for each
// parameter that goes with c (Layer::conditioned): at c in [0, 1] that parameter is its entry + (2c - 1) times its slope.
// Everything but `given` and training sees an ordinary theta and knows nothing of c.

#include <memory>
#include <vector>

#include "core/flow/flow_spec.h"
#include "core/layers/layer.h"

namespace core {

/// What one pass over one block leaves behind: the points at every depth, each layer's logDet, and the tapes. One a
/// thread, reused.
class Trace {
 public:
  std::vector<Block> at;            ///< at[k]: the points at depth k, k = 0..K
  std::vector<BlockValues> logDet;  ///< logDet[k]: of layer k, of the map the pass took
  AlignedReals tape;
};

/// What is evaluated, shown and reported is settled to this: twice the steps of a solver would move points and log-dets
/// by less.
inline constexpr double kSettled = 1e-4;

class Flow {
 public:
  explicit Flow(FlowSpec spec);
  /// The same cards with other layers in the places where `instead` has one (see frozen.h).
  Flow(const Flow& flow, const std::vector<std::shared_ptr<const Layer>>& instead);

  /// The same layers on another base.
  Flow(const Flow& flow, const BaseSpec& base);

  const FlowSpec& spec() const { return spec_; }
  const Base& base() const { return *base_; }
  int depth() const { return spec_.depth(); }
  int parameterCount() const { return parameterCount_ + slopeCount_; }
  /// Where layer k's parameters lie in theta.
  int offset(int k) const { return places_[static_cast<size_t>(k)].theta; }
  int parameterCount(int k) const { return layer(k).parameterCount(); }
  const Layer& layer(int k) const { return *places_[static_cast<size_t>(k)].layer; }
  const std::shared_ptr<const Layer>& sharedLayer(int k) const { return places_[static_cast<size_t>(k)].layer; }
  /// Layer k's part of theta.
  ConstTheta slice(ConstTheta theta, int k) const;
  MutableTheta slice(MutableTheta theta, int k) const;
  /// How many of the parameters are slopes; none of a flow that is not conditional, or has no layer that can go with c.
  int slopeCount() const { return slopeCount_; }
  /// Where layer k's slopes lie in theta.
  int slopeOffset(int k) const { return parameterCount_ + places_[static_cast<size_t>(k)].slopes; }
  int slopeCount(int k) const { return places_[static_cast<size_t>(k)].slopeCount; }
  /// The parameters of the flow at c. Slopes are 0 in what is given: it is the same at every c.
  Theta given(const Theta& theta, double c) const;
  /// Layer k's parameters at c alone, into their places of `out`.
  void give(ConstTheta theta, double c, MutableTheta out, int k) const;
  /// Adds dL/dtheta of layer k to `gradient`, from gGiven = dL/d(what `give` put out).
  void giveBackward(ConstTheta gGiven, double c, MutableTheta gradient, int k) const;
  /// Way of layer k when points move towards the base.
  Way wayToBase(int k) const { return places_[static_cast<size_t>(k)].wayToBase; }
  Way wayToData(int k) const { return wayToBase(k) == Way::apply ? Way::invert : Way::apply; }
  bool enabled(int k) const { return spec_.layers[static_cast<size_t>(k)].enabled; }

  /// Whether training changes layer k: it takes part and is not locked.
  bool learns(int k) const { return enabled(k) && !spec_.layers[static_cast<size_t>(k)].locked; }

  /// The identity, trainable; layer k draws from its own numbers (seed, card id), so that an edit elsewhere changes
  /// nothing here.
  Theta initialTheta(std::uint64_t seed) const;
  /// Layer::initialiseFrom for every layer that takes part, from data to base: each sees what the layers before it have
  /// made of `data`. True if theta was changed.
  bool initialiseFrom(Theta& theta, const Points& data) const;
  /// Parameters of the flow cut off at depth T in [0, K]: layers before T as they are, the one at T part of its way, the
  /// others the identity.
  Theta atDepth(const Theta& theta, double T) const;
  /// How many layers a flow cut off at depth T must run through; the others are the identity.
  int layersAt(double T) const;

  /// Reals that `prepare` makes of a theta for the passes over blocks.
  int workSize() const { return workSize_; }
  int workSize(int k) const { return layer(k).workSize(); }
  /// Where layer k's part of the work lies.
  int workOffset(int k) const { return places_[static_cast<size_t>(k)].work; }
  void prepare(ConstTheta theta, MutableTheta work) const;
  Theta prepared(const Theta& theta) const;
  /// Adds dL/dtheta to `gradient`, from gWork = dL/dwork.
  void prepareBackward(ConstTheta theta, ConstTheta work, ConstTheta gWork, MutableTheta gradient) const;
  // The same for layer k alone, in the same arrays.
  void prepare(ConstTheta theta, MutableTheta work, int k) const;
  void prepareBackward(ConstTheta theta, ConstTheta work, ConstTheta gWork, MutableTheta gradient, int k) const;
  /// Layer::settle for every layer that takes part, of the first `layers` (all by default). True if theta was changed.
  bool settle(Theta& theta, double tolerance, int layers = -1) const;

  // A block at a time, on prepared parameters; the engines' way in. `layers`: only the first so many (from the base)
  // take part.
  Trace makeTrace() const;
  /// trace.at[layers] -> trace.at[0]; sum of logDets into logDet. Keeps tapes if `forGradient`.
  void toBase(ConstTheta work, Trace& trace, BlockValues& logDet, int layers, bool forGradient) const;
  /// trace.at[0] -> trace.at[layers]; the logDet of toData (minus that of toBase).
  void toData(ConstTheta work, Trace& trace, BlockValues& logDet, int layers, bool forGradient) const;
  /// Gradient of a loss of (z, logDet) after a toBase over all layers that kept its tapes: adds dL/dwork to
  /// `gWork`; g turns from dL/dz into dL/dx.
  void backwardToBase(ConstTheta work, const Trace& trace, Block& g, const BlockValues& gLogDet,
                      MutableTheta gWork) const;
  /// The same after toData: g turns from dL/dx into dL/dz.
  void backwardToData(ConstTheta work, const Trace& trace, Block& g, const BlockValues& gLogDet,
                      MutableTheta gWork) const;

  // All points at once, in this thread; simple and allocating. They read theta as it is: see settle.
  void toBase(const Theta& theta, const Points& x, Points& z, Values& logDet) const;
  void toData(const Theta& theta, const Points& z, Points& x, Values& logDet) const;
  Values logDensity(const Theta& theta, const Points& x) const;

 private:
  struct Place {
    std::shared_ptr<const Layer> layer;
    int theta;
    int work;
    int tape;
    Way wayToBase;
    std::vector<Entries> conditioned = {};
    int slopes = 0, slopeCount = 0;
  };
  void addLayer(std::shared_ptr<const Layer> layer, Way wayToBase);
  void addSlopes();
  ConstTheta workSlice(ConstTheta work, int k) const;
  MutableTheta workSlice(MutableTheta work, int k) const;
  void step(ConstTheta work, int k, bool towardsBase, const Block& in, Block& out, BlockValues& logDet,
            Real* tape) const;
  void stepBack(ConstTheta work, int k, bool towardsBase, const Trace& trace, Block& g, const BlockValues& gLogDet,
                MutableTheta gWork) const;

  FlowSpec spec_;
  std::shared_ptr<const Base> base_;
  std::vector<Place> places_;
  int parameterCount_ = 0;  // of the layers
  int slopeCount_ = 0;
  int workSize_ = 0;
  int tapeSize_ = 0;
};

/// Whether flow matching can train it: all layers that take part are vector fields, and there is one.
bool hasOnlyVectorFields(const Flow& flow);

/// Copies rows [first, first + kBlock) of `points` into a block; rows past the end repeat the last one.
void fillBlock(const Points& points, Eigen::Index first, Block& block);

}  // namespace core
