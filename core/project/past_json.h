#pragma once
// The course of a training and the history of its losses as JSON. Private to the reader and writer of project files.

#include "core/project/json_node.h"
#include "core/training/course.h"
#include "core/training/history.h"

namespace core {

/// Of every part what differs from the one before.
Json courseJson(const Course& course);
/// `step`: where the training is.
Course readCourse(const JsonNode& node, int step);

Json historyJson(const LossHistory& history);
LossHistory readHistory(const JsonNode& node, int step);

}  // namespace core
