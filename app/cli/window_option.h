#pragma once
// The option --window of the subcommands that look at a part of the plane.

#include <string>

#include "core/targets/target.h"

namespace app::cli {

/// "x0,x1,y0,y1". Throws InputError.
core::Window parseWindow(const std::string& text);

}  // namespace app::cli
