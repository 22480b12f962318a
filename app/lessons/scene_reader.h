#pragma once
// Reads what a step of a lesson says about the scene, and checks it: after this nothing can go wrong on stage.

#include "app/lessons/scene.h"
#include "app/lessons/yaml_node.h"

namespace app {

/// The keys that it reads.
const std::vector<std::string>& sceneKeys();

/// `before` with what `entries` change; keys that are no scene's are passed over. `number`: its place in the lesson, see
/// Scene::weightsFrom. Files are looked for in `folder`. Throws InputError with file and line.
Scene readScene(const std::vector<std::pair<std::string, YamlNode>>& entries, const Scene& before, int number,
                const std::string& folder);

}  // namespace app
