#include "app/cli/bench_quality.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "app/cli/interrupt.h"
#include "app/cli/output.h"
#include "app/cli/progress.h"
#include "app/devices.h"
#include "core/project/edits.h"
#include "core/util/error.h"

namespace app::cli {

namespace {

constexpr double kStandardSeconds = 10;
// What flows are shown with in papers; those that are registered.
constexpr const char* kStandardTargets[] = {"moons",    "eight_gaussians", "checkerboard", "two_spirals",
                                            "pinwheel", "rings",           "circles",      "swiss_roll"};

struct Cell {
  std::string preset, target, device;
  Run run;
  core::Trainer::HeldOut heldOut;
  std::optional<double> entropy;
  int skipped = 0, rollbacks = 0;
};

std::vector<std::string> targetsOf(const QualityOptions& o) {
  if (!o.targets.empty()) return o.targets;
  std::vector<std::string> known;
  for (const char* key : kStandardTargets) {
    const auto& kinds = core::targetKinds();
    if (std::any_of(kinds.begin(), kinds.end(), [&](const auto* kind) { return kind->info().key == key; }))
      known.emplace_back(key);
  }
  return known;
}

std::vector<std::string> presetsOf(const QualityOptions& o) {
  if (!o.presets.empty()) return o.presets;
  std::vector<std::string> all;
  for (const core::Preset& p : core::presets()) all.push_back(p.key);
  return all;
}

core::Project projectOf(const QualityOptions& o, const std::string& preset, const std::string& target) {
  core::Project project;
  project.flow = core::parseStack(core::preset(preset).stack, core::Objective::maximumLikelihood);
  project = core::setTarget(project, core::parseTarget(target));
  project.training.seed = o.seed;
  project.training.schedule = core::Schedule::cosine;  // the run has an end
  return project;
}

Cell measure(const QualityOptions& o, const core::Project& project, const std::function<void(double)>& show) {
  core::Trainer trainer(makeEngine(o.device, o.threads));
  trainer.setProject(project);
  Cell cell;
  cell.run = trainFor(trainer, o.length, 0, [&](double part, const Run&) { show(part); });
  cell.heldOut = trainer.evaluate();
  cell.entropy = trainer.entropy();
  cell.device = trainer.engine().name();
  cell.skipped = trainer.engine().state().skipped;
  cell.rollbacks = trainer.engine().state().rollbacks;
  return cell;
}

Json numberOrNull(double value) { return std::isfinite(value) ? Json(value) : Json(); }

Json toJson(const std::vector<Cell>& cells) {
  Json list = Json::array();
  for (const Cell& c : cells) {
    list.push_back({{"preset", c.preset},
                    {"target", c.target},
                    {"gap", c.entropy ? numberOrNull(c.heldOut.nll - *c.entropy) : Json()},
                    {"nll", numberOrNull(c.heldOut.nll)},
                    {"standard_error", numberOrNull(c.heldOut.standardError)},
                    {"entropy", c.entropy ? Json(*c.entropy) : Json()},
                    {"steps", c.run.steps},
                    {"seconds", c.run.seconds},
                    {"skipped_steps", c.skipped},
                    {"rollbacks", c.rollbacks},
                    {"device", c.device}});
  }
  return list;
}

std::string cellText(const Cell& cell) {
  if (!std::isfinite(cell.heldOut.nll)) return "broken";
  return cell.entropy ? fixed(cell.heldOut.nll - *cell.entropy, 3) : "unknown";
}

// Rows are presets, columns targets; cells are given row by row.
std::string toMarkdown(const std::vector<Cell>& cells, const std::vector<std::string>& presets,
                       const std::vector<std::string>& targets) {
  std::string text = "| gap, nats |";
  std::string rule = "|---|";
  for (const std::string& target : targets) {
    text += " " + target + " |";
    rule += "---|";
  }
  text += " seconds |\n" + rule + "---|\n";
  for (size_t i = 0; i < presets.size(); ++i) {
    text += "| " + presets[i] + " |";
    double seconds = 0;
    for (size_t j = 0; j < targets.size(); ++j) {
      const Cell& cell = cells[i * targets.size() + j];
      text += " " + cellText(cell) + " |";
      seconds += cell.run.seconds;
    }
    text += " " + fixed(seconds, 1) + " |\n";
  }
  return text;
}

}  // namespace

int benchQuality(QualityOptions o) {
  if (o.length.seconds && !(*o.length.seconds > 0 && std::isfinite(*o.length.seconds)))
    throw core::InputError("--seconds must be a number above 0");
  if (!o.length.steps && !o.length.seconds) o.length.seconds = kStandardSeconds;
  const auto presets = presetsOf(o);
  const auto targets = targetsOf(o);
  std::vector<std::pair<std::string, std::string>> pairs;
  std::vector<core::Project> projects;  // all of them first: a key that is mistyped is told at once
  for (const std::string& preset : presets) {
    for (const std::string& target : targets) {
      projects.push_back(projectOf(o, preset, target));
      pairs.emplace_back(preset, target);
    }
  }
  Progress progress(o.quiet);
  std::vector<Cell> cells;
  for (size_t i = 0; i < projects.size(); ++i) {
    const auto& [preset, target] = pairs[i];
    const std::string note = preset + " on " + target;
    Cell cell = measure(o, projects[i], [&](double part) {
      progress.show((static_cast<double>(i) + part) / static_cast<double>(projects.size()), note);
    });
    if (cell.run.interrupted) return interruptStatus();
    cell.preset = preset;
    cell.target = target;
    cells.push_back(cell);
  }
  if (o.json) {
    print(toJson(cells));
  } else {
    print(toMarkdown(cells, presets, targets));
  }
  return 0;
}

}  // namespace app::cli
