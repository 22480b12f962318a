#include <cmath>
#include <cstdio>
#include <filesystem>
#include <optional>

#include "app/cli/command.h"
#include "app/cli/interrupt.h"
#include "app/cli/output.h"
#include "app/cli/progress.h"
#include "app/cli/training_run.h"
#include "app/devices.h"
#include "core/export/import.h"
#include "core/project/data_link.h"
#include "core/project/edits.h"
#include "core/project/project_file.h"
#include "core/training/trainer.h"
#include "core/util/error.h"

namespace app::cli {

namespace {

constexpr int kLogEvaluations = 20;  // held-out values in a log
constexpr int kMostTold = 5;         // sentences about what went wrong

struct Options {
  std::string target, stack, preset, from, out, log, device = "auto";
  std::optional<std::string> base, objective, schedule, pairs;
  std::optional<bool> pathGradient, betaAnneal, linkData;
  std::optional<int> batch, warmUp;
  std::optional<double> rate, decay;
  RunLength length;
  std::optional<std::uint64_t> seed;
  int threads = 0;
  bool json = false, quiet = false, weightsOnly = false;
  bool hasStack = false;
};

core::TrainSettings settingsOf(const Options& o, core::TrainSettings t) {
  t.batch = o.batch.value_or(t.batch);
  t.rate = o.rate.value_or(t.rate);
  t.seed = o.seed.value_or(t.seed);
  t.warmUp = o.warmUp.value_or(t.warmUp);
  t.decay = o.decay.value_or(t.decay);
  t.pathGradient = o.pathGradient.value_or(t.pathGradient);
  t.betaAnneal = o.betaAnneal.value_or(t.betaAnneal);
  if (o.pairs) t.pairs = core::parsePairs(*o.pairs);
  // The run has an end, so a cosine is to be had.
  t.schedule = o.schedule ? core::parseSchedule(*o.schedule) : core::Schedule::cosine;
  return t;
}

// The losses that a training has had say nothing about another target or objective.
core::TrainState withoutHistory(core::TrainState state) {
  if (state.past == nullptr) return state;
  auto past = std::make_shared<core::TrainingPast>(*state.past);
  past->history.clear();
  state.past = past;
  return state;
}

void setLink(const Options& o, core::Document& d) {
  if (o.linkData == false) d.project.link.reset();
  if (o.linkData == true && !d.project.link) {
    const bool saved = o.target.empty();
    d.project.link = core::possibleLink(d.project.target,
                                        saved ? std::filesystem::path(o.from).parent_path().string() : std::string());
    if (!d.project.link)
      throw core::InputError(
          "--link-data needs data from a file of points (.csv .tsv .npy) or of a picture (.png .jpg)" +
          std::string(saved ? ", and that of " + o.from + " is not there" : ""));
  }
}

// What is to be trained, and from where.
core::Document documentOf(const Options& o) {
  core::Document d;
  if (!o.from.empty()) {
    if (o.target.empty() && core::isExportedFlow(o.from))
      throw core::InputError("train --from " + o.from + " needs --target: an exported flow has none");
    d = core::loadFlow(o.from);
    const core::Objective objective = o.objective ? core::parseObjective(*o.objective) : d.project.training.objective;
    const core::FlowSpec saved = d.project.flow;
    if (!o.target.empty()) {
      d.project = core::setTarget(d.project, core::parseTarget(o.target));
      d.linkSentence.clear();
    }
    if (d.project.link && d.project.link->standIn) throw core::InputError(o.from + ": " + d.linkSentence);
    if (!o.target.empty() || objective != d.project.training.objective) d.state = withoutHistory(d.state);
    if (d.project.flow != saved) {  // it has got a condition, or lost it
      const core::Flow flow(d.project.flow);
      d.state = d.state.transplanted(core::Flow(saved), flow, core::TrainState::start(flow, d.project.training.seed));
    }
    d.project = core::setObjective(d.project, objective);
  } else {
    if (o.target.empty()) throw core::InputError("train needs --target, or --from to continue");
    const core::Objective objective = core::parseObjective(o.objective.value_or("nll"));
    d.project.flow =
        core::parseStack(o.hasStack ? o.stack : core::preset(o.preset.empty() ? "nsf" : o.preset).stack, objective);
    d.project = core::setTarget(d.project, core::parseTarget(o.target));
    d.project = core::setObjective(d.project, objective);
  }
  if (o.base) d.project = core::setBase(d.project, core::parseBase(*o.base));
  d.project = core::setTraining(d.project, settingsOf(o, d.project.training));
  if (o.rate) d.state.rateScale = 1;
  setLink(o, d);
  return d;
}

// Tells the first few of the sentences and counts the others.
void tellMessages(core::Trainer& trainer, Progress& progress, int& told) {
  for (const std::string& sentence : trainer.takeMessages()) {
    if (told++ < kMostTold) progress.tell(sentence);
  }
}

Run train(core::Trainer& trainer, const Options& o, Progress& progress, int& told) {
  return trainFor(trainer, o.length, o.log.empty() ? 0 : kLogEvaluations, [&](double part, const Run& run) {
    tellMessages(trainer, progress, told);
    progress.show(part, grouped(run.steps) + " steps, loss " + fixed(run.loss, 3) + ", " +
                            grouped(std::llround(run.steps / run.seconds)) + " steps/s");
  });
}

std::string logOf(const core::LossHistory& history) {
  std::string text = "step,loss,heldout\n";
  for (const core::LossPoint& point : history.points()) {
    text += std::to_string(point.step) + ",";
    append(text, point.loss);
    text += ",";
    if (!std::isnan(point.heldOut)) append(text, point.heldOut);
    text += "\n";
  }
  return text;
}

Json numberOrNull(double value) { return std::isfinite(value) ? Json(value) : Json(); }

// Of a conditional flow: each class, or the ends and the middle of the slider.
Json classesOf(const core::Trainer::HeldOut& heldOut) {
  Json all = Json::array();
  for (const core::AtCondition& at : heldOut.conditions) {
    all.push_back({{"name", at.name},
                   {"c", at.c},
                   {"nll", numberOrNull(at.nll)},
                   {"entropy", at.entropy ? Json(*at.entropy) : Json()},
                   {"gap", at.entropy ? numberOrNull(at.nll - *at.entropy) : Json()}});
  }
  return all;
}

Json resultOf(core::Trainer& trainer, const Run& run, const core::TrainState& before) {
  const core::Project& p = trainer.project();
  const core::Trainer::HeldOut heldOut = trainer.evaluate();
  const auto entropy = trainer.entropy();
  Json out;
  out["target"] = core::textOf(p.target);
  out["stack"] = core::toText(p.flow);
  out["base"] = core::textOf(p.flow.base);
  out["parameters"] = trainer.engine().flow().parameterCount();
  out["objective"] = core::keyOf(p.training.objective);
  out["steps"] = run.steps;
  out["seconds"] = run.seconds;
  out["steps_per_second"] = run.seconds > 0 ? run.steps / run.seconds : 0;
  out["nll"] = numberOrNull(heldOut.nll);
  out["standard_error"] = numberOrNull(heldOut.standardError);
  out["entropy"] = entropy ? Json(*entropy) : Json();
  out["gap"] = entropy ? numberOrNull(heldOut.nll - *entropy) : Json();
  if (p.target.key == "points") {
    const core::SplitCounts split = core::splitCounts(p.target);
    out["train_points"] = split.train;
    out["held_out_points"] = split.heldOut;
  }
  if (!heldOut.conditions.empty()) out["classes"] = classesOf(heldOut);
  if (const auto quality = trainer.reverseKlQuality(core::kForReport)) {
    out["ess"] = numberOrNull(quality->ess);
    out["grid_kl"] = numberOrNull(quality->gridKl);
  }
  out["device"] = trainer.engine().name();
  out["status"] = run.interrupted ? "interrupted" : "done";
  const core::TrainState state = trainer.engine().state();
  out["skipped_steps"] = state.skipped - before.skipped;
  out["rollbacks"] = state.rollbacks - before.rollbacks;
  return out;
}

std::string numberText(const Json& value) { return value.is_number() ? fixed(value.get<double>(), 4) : "unknown"; }

void printResult(const Json& r, const std::string& out) {
  std::string text = r["target"].get<std::string>() + ", " + r["stack"].get<std::string>() + ": " +
                     grouped(r["parameters"].get<int>()) + " parameters\n";
  text += grouped(r["steps"].get<int>()) + " steps in " + fixed(r["seconds"].get<double>(), 2) + " s, " +
          grouped(std::llround(r["steps_per_second"].get<double>())) + " a second, on " +
          r["device"].get<std::string>() + "\n";
  if (r["skipped_steps"].get<int>() > 0)
    text += grouped(r["skipped_steps"].get<int>()) + " steps were skipped: their gradient was not finite\n";
  if (r["rollbacks"].get<int>() > 0)
    text += "training broke and went back to a good state " + grouped(r["rollbacks"].get<int>()) + " times\n";
  text += "held-out NLL " + numberText(r["nll"]) + " +- " + numberText(r["standard_error"]) + " nats, entropy " +
          numberText(r["entropy"]) + ", gap " + numberText(r["gap"]) + "\n";
  if (r.contains("classes")) {
    for (const Json& at : r["classes"])
      text += "  given " + at["name"].get<std::string>() + ": NLL " + numberText(at["nll"]) + ", entropy " +
              numberText(at["entropy"]) + ", gap " + numberText(at["gap"]) + "\n";
  }
  if (r.contains("ess")) text += "ESS " + numberText(r["ess"]) + ", KL(q||p) " + numberText(r["grid_kl"]) + "\n";
  if (!out.empty()) text += "saved to " + out + "\n";
  print(text);
}

// What no one has asked for by name gives way to the CPU where it cannot do the work.
std::unique_ptr<core::Engine> engineFor(const core::Project& project, const Options& o) {
  auto engine = makeEngine(o.device, o.threads);
  std::string why;
  if (o.device == "auto" && !engine->supports(project.flow, project.training.objective, why))
    return makeEngine("cpu", o.threads);
  return engine;
}

int run(const Options& o) {
  core::Document document = documentOf(o);
  if (o.length.seconds && !(*o.length.seconds > 0 && std::isfinite(*o.length.seconds)))
    throw core::InputError("--seconds must be a number above 0");
  if (!o.out.empty() && o.out == o.log) throw core::InputError("--out and --log name the same file");
  // Not after an hour of training.
  checkWritable(o.out);
  checkWritable(o.log);

  core::Trainer trainer(engineFor(document.project, o));
  trainer.setProject(document.project);
  if (!o.from.empty()) trainer.restore(document.state);
  const core::TrainState before = trainer.engine().state();
  int told = 0;
  Run done;
  Json result;
  {
    Progress progress(o.quiet);
    if (!document.linkSentence.empty()) progress.tell(document.linkSentence);
    done = train(trainer, o, progress, told);
    result = resultOf(trainer, done, before);
    tellMessages(trainer, progress, told);
    if (told > kMostTold) progress.tell("and " + grouped(told - kMostTold) + " more like that");
  }
  if (!done.interrupted) {  // half a training is nothing to leave behind
    if (!o.log.empty()) write(o.log, logOf(trainer.ownHistory()));
    if (!o.out.empty()) {
      document.project = trainer.project();
      // The cosine ended with this run; whoever goes on needs a rate that has no end.
      core::Schedule& schedule = document.project.training.schedule;
      if (schedule == core::Schedule::cosine) schedule = core::Schedule::standard;
      document.state = trainer.state();
      document.weightsOnly = o.weightsOnly;
      document.thumbnail.clear();
      const core::WrittenProject written = core::textFor(o.out, document);
      write(o.out, written.text);
      if (!written.sentence.empty()) Progress(o.quiet).tell(written.sentence);
    }
  }
  if (o.json) {
    print(result);
  } else {
    printResult(result, done.interrupted ? "" : o.out);
  }
  return done.interrupted ? interruptStatus() : 0;
}

}  // namespace

Action addTrain(CLI::App& command) {
  auto o = std::make_shared<Options>();
  command.add_option(
      "--target", o->target,
      "A target's key, like moons or moons(noise=0.05); a file of points (.csv .tsv .npy), with columns by name or "
      "number, like \"p.csv(x=height,y=3,held_out=0.2)\"; a picture (.png .jpg), upright as its camera was held; or "
      "formula:LOGP, like \"formula:-(x^2+y^2)/2\"");
  auto* from = command.add_option("--from", o->from, "A saved flow to continue, with its target and settings");
  auto* stack = command.add_option("--stack", o->stack, "Layers from base to data: \"affine*8(hidden=64x64) spline\"");
  auto* preset = command.add_option("--preset", o->preset, "A preset's key; nsf by default");
  stack->excludes(preset)->excludes(from);
  preset->excludes(from);
  command.add_option("--base", o->base,
                     "What the flow starts from: gaussian (default), box, mixture or student_t, like "
                     "\"mixture(modes=2,radius=2)\"");
  auto* steps = command.add_option("--steps", o->length.steps, "Steps to take; 3000 by default")
                    ->check(CLI::Range(1, core::TrainSettings::kMostSteps));
  command.add_option("--seconds", o->length.seconds, "Train for so long; only training counts")->excludes(steps);
  command.add_option("--batch", o->batch, "Points a step, 512 by default");
  command.add_option("--lr", o->rate, "Adam's learning rate, 0.005 by default");
  command.add_option("--schedule", o->schedule,
                     "How the rate moves: cosine (default: to a hundredth and less at the end of the run), standard "
                     "(rate / sqrt(1 + step / 500)) or constant");
  command.add_option("--warm-up", o->warmUp, "Steps over which the rate rises from almost nothing, 20 by default");
  command.add_option("--weight-decay", o->decay,
                     "AdamW's: a step takes rate * X of every trained number away; from 0 (default) to 1");
  command.add_option("--seed", o->seed, "For the first parameters, the data and the batches; 1 by default")
      ->check(seedCheck());
  command.add_option("--objective", o->objective, "nll (default), reverse-kl or flow-matching (stacks of cnf)");
  // Not given is a third thing: what is continued keeps its settings.
  const auto choice = [&](const std::string& name, std::optional<bool>& value, const std::string& help) {
    command.add_flag_callback(
        "--" + name, [&value] { value = true; }, help);
    command.add_flag_callback("--no-" + name, [&value] { value = false; })->group("");
  };
  choice("path-gradient", o->pathGradient,
         "reverse-kl: only the path's part of the gradient, which has no noise at the optimum");
  choice("beta-anneal", o->betaAnneal,
         "reverse-kl: log p counts 1 % at first and all of it from half of the run on, against dropped modes");
  command.add_option("--pairs", o->pairs,
                     "flow-matching: independent (default) or optimal-transport, within every 64 points");
  command.add_option("--device", o->device, "auto, cpu, vulkan or vulkan:K");
  command.add_option("--threads", o->threads, "Threads of the CPU engine; 0: one a core")->check(CLI::Range(0, 256));
  command.add_option("--out", o->out, "Where to save the flow: F.pushforward");
  choice(
      "link-data", o->linkData,
      "In F.pushforward only point at the target's file, from where F is, and keep a few of its points; by default the "
      "data is in F");
  command.add_flag("--weights-only", o->weightsOnly,
                   "Save the flow alone and leave out what only continued training needs: a quarter of the size");
  command.add_option("--log", o->log, "Where to write step,loss,heldout: F.csv");
  command.add_option("--inject-nan", o->length.injectNaN)->group("");  // for tests; not in the help
  command.add_flag("--json", o->json, "The result as one object");
  command.add_flag("--quiet", o->quiet, "No progress bar");
  return [o, stack] {
    o->hasStack = stack->count() > 0;
    return run(*o);
  };
}

}  // namespace app::cli
