#pragma once
// How the view is written in a project file, and read from one. What an older file does not know of is as at first.

#include "core/project/json_node.h"
#include "core/project/project.h"

namespace core {

Json viewJson(const View& view);
View readView(const JsonNode& node);

}  // namespace core
