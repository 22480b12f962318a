#pragma once
// Weights that a lesson sets by hand, where an exactly known map is wanted.

#include <cstdint>
#include <optional>
#include <vector>

#include "app/lessons/yaml_node.h"
#include "core/flow/flow_spec.h"

namespace app {

/// All numbers of the flow in the order of its parameters.
std::vector<core::Real> allWeights(const YamlNode& node, const core::FlowSpec& flow);

/// {layer: {parameter: number}}, layers from 1; a parameter whose name stands for several numbers takes a list of so many.
/// What is not named stays as in `before`, or, if that is empty, is what the seed gives.
std::vector<core::Real> namedWeights(const YamlNode& node, const core::FlowSpec& flow,
                                     const std::vector<core::Real>& before, std::optional<std::uint64_t> seed);

}  // namespace app
