#pragma once
// Edits: pure functions from one project to the next. They throw InputError, with a sentence for the status line, where
// an edit is not possible; the project at hand is then as it was.

#include "core/project/project.h"

namespace core {

// An edit of the stack that flow matching cannot follow goes back to maximum likelihood.

/// `position` in [0, K]: the new card stands before the card that has this number now.
Project insertLayer(const Project& project, int position, const std::string& key, const Settings& settings = {});
/// Takes card `from` out and puts it before the card that stands at `to` now; `to` in [0, K].
Project moveLayer(const Project& project, int from, int to);
Project removeLayer(const Project& project, int position);
/// A copy behind card `position`, with the same settings and a life of its own.
Project duplicateLayer(const Project& project, int position);
Project setLayerEnabled(const Project& project, int position, bool enabled);
/// A locked layer takes part, but training leaves its parameters as they are.
Project setLayerLocked(const Project& project, int position, bool locked);
Project setLayerSetting(const Project& project, int position, const std::string& key, const std::string& value);
Project setTarget(const Project& project, const TargetSpec& target);
/// Other layers, on the same base.
Project setStack(const Project& project, const FlowSpec& flow);
/// Another base under the same layers, which keep what they have learned. Throws InputError as baseSpec does.
Project setBase(const Project& project, const BaseSpec& base);
/// Refused, with the reason, if target or stack do not allow it.
Project setObjective(const Project& project, Objective objective);
Project setTraining(const Project& project, const TrainSettings& training);

/// The target as the flow is shown it: of a conditional one p(x | c) at the view's c.
std::shared_ptr<const Target> shownTarget(const Project& project);

/// Why flow matching cannot be had for this stack; empty if it can.
std::string whyNoFlowMatching(const FlowSpec& flow);
/// Why reverse KL cannot be had for this target; empty if it can.
std::string whyNoReverseKl(const TargetSpec& target);

}  // namespace core
