#pragma once
// Targets, with data or a link to it, as JSON. Private to core's readers and writers of files.

#include "core/project/json_node.h"
#include "core/project/project.h"

namespace core {

Json settingsJson(const Settings& settings);
/// Of an object that may have some.
Settings readSettings(const JsonNode& owner);

Json targetJson(const TargetSpec& target);
/// With a stand-in for the data and the link's path as it is.
Json linkedTargetJson(const TargetSpec& target, const DataLink& link);
TargetSpec readTarget(const JsonNode& node);
/// Of a target that has one; the target itself is a stand-in then.
std::optional<DataLink> readLink(const JsonNode& target);

}  // namespace core
