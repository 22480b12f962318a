#include "app/cli/render_race.h"

#include <filesystem>

#include "app/cli/output.h"
#include "app/cli/render_history.h"
#include "app/cli/saved_flow.h"
#include "app/cli/training_run.h"
#include "core/project/edits.h"
#include "core/util/error.h"
#include "core/util/quotes.h"

namespace app::cli {

namespace {

const core::Preset* presetNamed(const std::string& key) {
  for (const core::Preset& preset : core::presets()) {
    if (preset.key == key) return &preset;
  }
  return nullptr;
}

Entrant savedEntrant(const std::string& path, const RenderOptions& o) {
  const SavedFlow saved(path, o.given);
  const int trained = saved.document.state.step;
  if (trained < 1) throw core::InputError(path + " cannot race: its flow has not been trained");
  Entrant entrant{QString::fromStdString(std::filesystem::path(path).stem().string()), saved.document.project,
                  o.steps.value_or(trained), saved.c};
  if (saved.document.project.link && saved.document.project.link->standIn)
    throw core::InputError(path + " cannot race: the data that it is trained on is not there");
  // As its training began; a cosine ends where the race does.
  entrant.project.training = firstSettings(saved.document);
  if (entrant.project.training.schedule == core::Schedule::cosine) entrant.project.training.horizon = entrant.steps;
  return entrant;
}

Entrant stackEntrant(const std::string& words, Entrant terms) {
  const core::Preset* preset = presetNamed(words);
  terms.name = QString::fromStdString(preset != nullptr ? preset->label : words);
  try {
    const auto stack = core::parseStack(preset != nullptr ? preset->stack : words, terms.project.training.objective);
    terms.project = core::setStack(terms.project, stack);
  } catch (const core::InputError& error) {
    throw core::InputError("--lane " + core::inQuotes(words) + ": " + error.what());
  }
  return terms;
}

// What lanes that are only stacks have in common.
Entrant termsOf(const RenderOptions& o, const std::vector<Entrant>& saved) {
  if (!saved.empty()) return saved.front();
  Entrant terms;
  terms.project = core::setTarget(core::defaultProject(), core::parseTarget(*o.target));
  terms.steps = o.steps.value_or(kStandardSteps);
  if (o.seed) terms.project.training.seed = *o.seed;
  terms.c = core::makeTarget(terms.project.target)->condition().standard();
  return terms;
}

}  // namespace

std::vector<Entrant> entrantsOf(const RenderOptions& o) {
  const auto labelOf = [](const core::Project& p) { return core::textOf(p.target); };
  if (o.flows.empty() && !o.target)
    throw core::InputError("a race needs .pushforward files to set side by side, or a --target for its --lane stacks");
  if (!o.flows.empty() && (o.target || o.seed))
    throw core::InputError(std::string(o.target ? "--target" : "--seed") +
                           " is of a race without files: " + o.flows.front() + " has its own");
  if (o.steps && *o.steps < 1) throw core::InputError("--steps must be 1 or more");
  std::vector<Entrant> all;
  for (const std::string& path : o.flows) {
    all.push_back(savedEntrant(path, o));
    if (all.back().project.target != all.front().project.target)
      throw core::InputError("a race is on one target: " + o.flows.front() + " was trained on " +
                             labelOf(all.front().project) + ", " + path + " on " + labelOf(all.back().project));
  }
  const Entrant terms = termsOf(o, all);
  for (const std::string& words : o.lanes) all.push_back(stackEntrant(words, terms));
  if (all.size() < 2)
    throw core::InputError("a race takes at least two flows: name another .pushforward file, or add --lane PRESET");
  if (all.size() > RaceRecord::kMostLanes)
    throw core::InputError("a film of a race has at most " + std::to_string(RaceRecord::kMostLanes) + " lanes, not " +
                           std::to_string(all.size()));
  return all;
}

std::shared_ptr<const RaceRecord> raced(const std::vector<Entrant>& entrants, int count, int threads,
                                        Progress& progress) {
  auto record = std::make_shared<RaceRecord>();
  const core::Project& first = entrants.front().project;
  record->subject = QString::fromStdString(core::makeTarget(first.target)->info().label);
  bool oneSeed = true;
  for (const Entrant& e : entrants) oneSeed = oneSeed && e.project.training.seed == first.training.seed;
  if (oneSeed) record->subject += QString(", seed %1").arg(first.training.seed);
  for (size_t i = 0; i < entrants.size(); ++i) {
    const Entrant& e = entrants[i];
    const std::string word = "lane " + std::to_string(i + 1) + " of " + std::to_string(entrants.size());
    RaceRecord::Lane lane{e.name, {}};
    for (FigureSource& moment : trainedMoments({e.project, e.c, e.steps, true}, count, threads, progress, word)) {
      const double at = moment.step;
      lane.moments.push_back({at, std::move(moment)});
    }
    record->lanes.push_back(std::move(lane));
  }
  return record;
}

}  // namespace app::cli
