#pragma once
// A free-form layer frozen: a run of maps close to the identity, each read from a table, that are the steps of a solver
// or the one map of a residual layer. Only for .cpp files of core.

#include <functional>
#include <memory>
#include <vector>

#include "core/layers/layer.h"
#include "core/math/plane_table.h"

namespace core {

class TabulatedSteps final : public Layer {
 public:
  /// The jet of step n, in the order in which `apply` takes them, as the layer itself has it. If `moved` is not null, only
  /// how far the step moves each point is wanted: the difference of two points has lost the digits that a slope is made of.
  using Step = std::function<void(int n, const Block& x, Jet& jet, Block* moved)>;

  /// Tabulates `count` steps on all cores. Null if no table of a size that is worth it is good enough: if points and
  /// log-dets after all steps, measured at 64 places, are too far off.
  static std::unique_ptr<TabulatedSteps> make(int count, Step step, Agreement agreement);
  /// The first `count` steps of `whole`, read from its tables, then `more` that `step` gives.
  TabulatedSteps(const TabulatedSteps& whole, int count, int more, Step step);
  /// The first `count` steps of `whole`, then `part` of the next one: every point goes that part of its way. Like any
  /// step it is a bijection, and its Jacobian is its own; it is not where a shorter step would lead, but near.
  TabulatedSteps(const TabulatedSteps& whole, int count, Real part);

  int parameterCount() const override { return 0; }
  void initialise(MutableTheta, Rng&) const override {}
  void apply(ConstTheta, const Block& x, Block& y, BlockValues& logDet, Real*) const override;
  void invert(ConstTheta, const Block& y, Block& x, BlockValues& logDet, Real*) const override;
  /// Never: a frozen layer is not trained.
  void backward(ConstTheta, Way, const Block&, const Block&, const Real*, Block&, const BlockValues&,
                MutableTheta) const override {}

 private:
  using Tables = std::vector<std::shared_ptr<const PlaneTable>>;
  TabulatedSteps(Tables tables, int count, Step step)
      : tables_(std::move(tables)), count_(count), step_(std::move(step)) {}

  static Tables tabulate(int count, const Step& step, int intervals);
  int steps() const { return static_cast<int>(tables_.size()); }
  void take(int n, const Block& x, Jet& jet) const;

  Tables tables_;
  int count_;  // of all steps; those behind the tables are taken as they are
  Step step_;
  Real part_ = 1;  // of the last step
};

}  // namespace core
