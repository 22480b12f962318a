#pragma once
// Freezes flows for the renderer without keeping it waiting: what takes long (the tables of a continuous flow take a tenth
// of a second and more) is made in the background, while frames go on with what there is.

#include <chrono>
#include <future>
#include <optional>

#include "core/flow/frozen.h"

namespace core {

class BackgroundFreezer {
 public:
  struct Result {
    Frozen frozen;
    std::shared_ptr<const Theta> theta;  ///< whose it is: the wanted one, or an older one while that is being made
    Agreement agreement = Agreement::exact;
    double milliseconds = 0;  ///< that it cost to freeze this theta
  };
  /// `flow` cut off at `depth`. Waits only for what is quick, for a flow that was not seen before, or if a thread cannot be
  /// had.
  Result freeze(const std::shared_ptr<const Flow>& flow, const std::shared_ptr<const Theta>& theta, double depth,
                Agreement agreement);
  /// Whether something is being made; `takeOver` tells, once, that it is there.
  bool busy() const { return making_.has_value(); }
  bool takeOver();

 private:
  struct Made {
    Freezer freezer;
    std::shared_ptr<const Flow> flow;
    std::shared_ptr<const Theta> theta;
    Agreement agreement = Agreement::forMotion;
    double seconds = 0;
  };
  static Made make(std::shared_ptr<const Flow> flow, std::shared_ptr<const Theta> theta, Agreement agreement);
  void begin(const std::shared_ptr<const Flow>& flow, const std::shared_ptr<const Theta>& theta, Agreement agreement);

  Made ready_;
  std::optional<std::future<Made>> making_;
};

}  // namespace core
