#pragma once
// Training settings and weights as JSON. Private to the reader and writer of project files.

#include "core/engine/engine.h"
#include "core/project/json_node.h"

namespace core {

/// Base64 of little-endian float32, as JsonNode::numbers reads it.
std::string encodeNumbers(const Theta& numbers);

Json trainingJson(const TrainSettings& training);
/// Settings that older files lack have their standard values.
TrainSettings readTraining(const JsonNode& node);

/// With what lies behind them. Throws InputError if a number is not finite. `weightsOnly`: the average alone, without what only continued training
/// needs.
Json weightsJson(const TrainState& state, bool weightsOnly);
/// Weights that are alone come with Adam's moments at zero.
TrainState readWeights(const JsonNode& node, int parameters);

}  // namespace core
