#pragma once
// A lane's record: what it was like at some moments of the race, ever further apart, for a film.

#include <memory>
#include <vector>

#include "app/figure/race_record.h"
#include "core/race/standing.h"

namespace app {

class LaneRecord {
 public:
  void clear() { kept_.clear(); }
  /// Keeps the standing if it has come far enough since the last one.
  void offer(const std::shared_ptr<const core::Standing>& standing);
  bool moved() const { return !kept_.empty() && kept_.back()->steps > 0; }
  /// With the newest standing as its last moment. `project`: with the lane's stack. Only if it has moved.
  RaceRecord::Lane lane(const QString& name, const core::Project& project, bool bySeconds,
                        const std::shared_ptr<const core::Standing>& newest) const;

 private:
  std::vector<std::shared_ptr<const core::Standing>> kept_;
};

}  // namespace app
