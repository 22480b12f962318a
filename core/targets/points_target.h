#pragma once
// The target that is the user's own points: a sampler without a density.

#include <memory>
#include <string>

#include "core/targets/target.h"

namespace core {

/// Columns, scaling and split.
const std::vector<Setting>& pointsSettings();
/// `points` must have a row; `file` says where they came from, for display.
std::shared_ptr<const Target> makePointsTarget(std::shared_ptr<const Points> points, const std::string& file);

}  // namespace core
