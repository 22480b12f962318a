#pragma once
// What a scene makes of the document: pure functions of the lesson, for the window that plays it and for films of it.

#include <optional>

#include "app/lessons/scene.h"
#include "core/line/line_map.h"
#include "core/project/project.h"

namespace app {

/// The document with all that the scene has settled; what it does not settle stays, but marks that it does not have go.
core::Project staged(core::Project project, const Scene& now);

/// What the weights of that document start from; nothing where that is its seed.
std::optional<core::TrainState> startOf(const Scene& now, const core::Project& staged);

core::LineMap lineMapOf(const LineMap& map);

}  // namespace app
