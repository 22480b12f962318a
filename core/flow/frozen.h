#pragma once
// A frozen flow: one theta built into the layers, for evaluating many points at one depth.

#include <optional>

#include "core/flow/flow.h"

namespace core {

/// A flow cut off at some depth together with what is left of its parameters.
struct Frozen {
  std::shared_ptr<const Flow> flow;
  Theta theta;
  int layers = 0;                             ///< how many layers take part
  std::shared_ptr<const Theta> settled = {};  ///< of the flow that was frozen, all of it, its solvers fine enough
};

/// Freezes flows and remembers the frozen layers of the last theta, so that moving through the depths of one snapshot
/// freezes a single layer a frame.
class Freezer {
 public:
  /// `theta` by pointer: the same pointer means the same values.
  Frozen freeze(const std::shared_ptr<const Flow>& flow, const std::shared_ptr<const Theta>& theta, double depth,
                Agreement agreement = Agreement::exact);

 private:
  std::shared_ptr<const Flow> flow_;
  std::shared_ptr<const Theta> theta_;
  std::shared_ptr<const Theta> settled_;
  struct Whole {
    std::shared_ptr<const Layer> frozen;  // or null: it can't be
    Agreement agreement;
  };
  const std::shared_ptr<const Layer>& whole(int k, Agreement agreement);
  std::vector<std::optional<Whole>> layers_;
};

}  // namespace core
