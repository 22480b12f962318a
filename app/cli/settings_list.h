#pragma once
// The settings of a layer or target, as the lists of what there is show them.

#include <vector>

#include "app/cli/output.h"
#include "core/util/setting.h"

namespace app::cli {

Json settingsJson(const std::vector<core::Setting>& settings);
/// A line each, the text `indent` columns and a little to the right.
void printSettings(const std::vector<core::Setting>& settings, int indent);

}  // namespace app::cli
