#pragma once
// log p(x, y) as a person typed it, normalised over a window.

#include "core/targets/target.h"

namespace core {

/// The window's centre and sides.
const std::vector<Setting>& formulaSettings();
/// Throws InputError: for what Formula refuses, and if the density has no finite, positive mass on the window or is too
/// steep for it; the sentence says where.
std::shared_ptr<const Target> makeFormulaTarget(const std::string& formula, const Settings& settings);

}  // namespace core
