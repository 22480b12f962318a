#pragma once
// Stacks, bases and scalings as JSON. Private to core's readers and writers of files.

#include "core/flow/flow_spec.h"
#include "core/flow/scaling.h"
#include "core/project/json_node.h"

namespace core {

/// The cards, from base to data.
Json flowJson(const FlowSpec& flow);
FlowSpec readFlow(const JsonNode& node, Objective objective);

Json baseJson(const BaseSpec& base);
BaseSpec readBase(const JsonNode& node);

Json scalingJson(const Scaling& scaling);
Scaling readScaling(const JsonNode& node);

/// Throws InputError that names the file and the byte.
Json parseJson(const std::string& text, const std::string& name);

}  // namespace core
