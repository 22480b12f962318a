#include "core/project/edits.h"

#include <algorithm>

#include "core/targets/points_table.h"
#include "core/util/error.h"
#include "core/util/quotes.h"

namespace core {

namespace {

LayerSpec& card(Project& project, int position) {
  if (position < 0 || position >= project.flow.depth())
    throw InputError("there is no layer " + std::to_string(position + 1) + " in this stack");
  return project.flow.layers[static_cast<size_t>(position)];
}

// Points of a file are standardised unless one says otherwise. Generated targets are of the right size as they are, but for those that reach
// beyond where splines bend and conditioners tell places apart.
Scaling scalingFor(const TargetSpec& target) {
  if (target.points != nullptr)
    return completed(target).settings.at("scale") == "none" ? Scaling{} : standardise(*target.points);
  constexpr double kReach = 5;
  const Window w = makeTarget(target)->window();
  Scaling scaling;
  if (target.key == "formula") {  // its window may be anywhere
    scaling.mean[0] = (w.x0 + w.x1) / 2;
    scaling.mean[1] = (w.y0 + w.y1) / 2;
  }
  const double reach =
      std::max({scaling.mean[0] - w.x0, w.x1 - scaling.mean[0], scaling.mean[1] - w.y0, w.y1 - scaling.mean[1]});
  if (reach > 1.5 * kReach) scaling.scale[0] = scaling.scale[1] = reach / kReach;
  return scaling;
}

// Whether both have their points or picture from the same reading of the same file.
bool sameSource(const TargetSpec& a, const TargetSpec& b) {
  if (a.key != b.key || a.file != b.file || a.picture != b.picture) return false;
  return a.points == b.points || (tableOf(a.points) != nullptr && tableOf(a.points) == tableOf(b.points));
}

// What stands to be trained decides how it can be.
Project withObjectiveThatFits(Project project) {
  Objective& objective = project.training.objective;
  if (objective == Objective::flowMatching && !whyNoFlowMatching(project.flow).empty())
    objective = Objective::maximumLikelihood;
  return project;
}

}  // namespace

Project insertLayer(const Project& project, int position, const std::string& key, const Settings& settings) {
  if (project.flow.depth() >= FlowSpec::kMaxLayers) throw InputError("a stack holds at most 256 layers");
  Project next = project;
  position = std::clamp(position, 0, next.flow.depth());
  next.flow.layers.insert(next.flow.layers.begin() + position,
                          makeCard(project.flow, position, key, settings, project.training.objective));
  next.flow.lastId = project.flow.nextId();
  return withObjectiveThatFits(std::move(next));
}

Project moveLayer(const Project& project, int from, int to) {
  Project next = project;
  const LayerSpec moved = card(next, from);
  auto& layers = next.flow.layers;
  to = std::clamp(to, 0, next.flow.depth());
  layers.erase(layers.begin() + from);
  layers.insert(layers.begin() + (to > from ? to - 1 : to), moved);
  return next;
}

Project removeLayer(const Project& project, int position) {
  Project next = project;
  card(next, position);
  if (next.flow.depth() == 1) throw InputError("a stack needs at least one layer");
  next.flow.lastId = project.flow.nextId() - 1;
  next.flow.layers.erase(next.flow.layers.begin() + position);
  return withObjectiveThatFits(std::move(next));
}

Project duplicateLayer(const Project& project, int position) {
  Project next = project;
  LayerSpec copy = card(next, position);
  if (next.flow.depth() >= FlowSpec::kMaxLayers) throw InputError("a stack holds at most 256 layers");
  copy.id = next.flow.nextId();
  next.flow.lastId = copy.id;
  next.flow.layers.insert(next.flow.layers.begin() + position + 1, copy);
  return next;
}

Project setLayerEnabled(const Project& project, int position, bool enabled) {
  Project next = project;
  card(next, position).enabled = enabled;
  return withObjectiveThatFits(std::move(next));
}

Project setLayerLocked(const Project& project, int position, bool locked) {
  Project next = project;
  card(next, position).locked = locked;
  return next;
}

Project setLayerSetting(const Project& project, int position, const std::string& key, const std::string& value) {
  Project next = project;
  LayerSpec& changed = card(next, position);
  for (const Setting& setting : layerInfo(changed.key).settings) {
    if (setting.key == key) {
      changed.settings[key] = checkedValue(changed.key, setting, value);
      if (changed.settings[key] == "auto")
        throw InputError(changed.key + ": " + key + " is decided when a card is made");
      return next;
    }
  }
  throw InputError(changed.key + " has no setting " + inQuotes(key));
}

Project setTarget(const Project& project, const TargetSpec& target) {
  Project next = project;
  makeTarget(target);  // throws if there is none
  next.target = completed(target);
  if (!sameSource(target, project.target)) next.link.reset();
  next.scaling = scalingFor(target);
  next.view.window = View{}.window;
  const Condition condition = makeTarget(target)->condition();
  if (target.key != project.target.key || !condition.exists()) next.view.given = condition.standard();
  next.flow.conditional = condition.exists();
  next = withObjectiveThatFits(std::move(next));
  if (next.training.objective == Objective::reverseKl && !whyNoReverseKl(target).empty())
    next.training.objective = Objective::maximumLikelihood;
  return next;
}

Project setStack(const Project& project, const FlowSpec& flow) {
  if (flow.layers.empty()) throw InputError("a stack needs at least one layer");
  Project next = project;
  next.flow = flow;
  next.flow.base = project.flow.base;
  next.flow.conditional = makeTarget(project.target)->condition().exists();
  // A new stack is a new life: no card of it is one of the old stack's.
  int id = project.flow.nextId();
  for (LayerSpec& layer : next.flow.layers) layer.id = id++;
  next.flow.lastId = id - 1;
  return withObjectiveThatFits(std::move(next));
}

Project setBase(const Project& project, const BaseSpec& base) {
  Project next = project;
  next.flow.base = baseSpec(base.key, base.settings);
  return next;
}

std::shared_ptr<const Target> shownTarget(const Project& project) {
  const std::shared_ptr<const Target> target = makeTarget(project.target);
  return project.flow.conditional ? givenOrWhole(target, project.view.given) : target;
}

std::string whyNoFlowMatching(const FlowSpec& flow) {
  if (flow.conditional) return "flow matching trains flows without a condition alone: use maximum likelihood";
  bool any = false;
  for (const LayerSpec& card : flow.layers) {
    if (!card.enabled) continue;
    any = true;
    if (makeLayer(card.key, card.settings)->asVectorField() == nullptr)
      return "flow matching trains vector fields alone, and " + card.key + " is none: use a stack of cnf cards";
  }
  return any ? "" : "flow matching needs a vector field, and no card is switched on";
}

std::string whyNoReverseKl(const TargetSpec& target) {
  const auto made = makeTarget(target);
  if (!made->hasDensity()) return "reverse KL needs the target's density, and points have none";
  if (!made->positiveEverywhere())
    return "reverse KL needs a density that is positive everywhere, and that of " + made->info().label + " is not";
  return {};
}

Project setObjective(const Project& project, Objective objective) {
  if (objective == Objective::reverseKl) {
    const std::string why = whyNoReverseKl(project.target);
    if (!why.empty()) throw InputError(why);
  }
  if (objective == Objective::flowMatching) {
    const std::string why = whyNoFlowMatching(project.flow);
    if (!why.empty()) throw InputError(why);
  }
  Project next = project;
  next.training.objective = objective;
  return next;
}

Project setTraining(const Project& project, const TrainSettings& training) {
  if (const std::string problem = training.problem(); !problem.empty()) throw InputError(problem);
  Project next = project;
  next.training = training;
  return next;
}

}  // namespace core
