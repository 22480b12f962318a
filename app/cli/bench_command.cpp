#include <cmath>

#include "app/cli/bench_quality.h"
#include "app/cli/bench_speed.h"
#include "app/cli/command.h"
#include "core/util/error.h"

namespace app::cli {

namespace {

struct Options {
  QualityOptions quality;
  SpeedOptions speed;
  std::optional<double> seconds;
  std::string device;
  bool isQuality = false;
};

int run(Options o) {
  if (o.seconds && !(*o.seconds > 0 && std::isfinite(*o.seconds)))
    throw core::InputError("--seconds must be a number above 0");
  if (o.isQuality) {
    o.quality.length.seconds = o.seconds;
    if (!o.device.empty()) o.quality.device = o.device;
    return benchQuality(o.quality);
  }
  if (o.seconds) o.speed.seconds = *o.seconds;
  o.speed.device = o.device;
  o.speed.threads = o.quality.threads;
  o.speed.json = o.quality.json;
  return benchSpeed(o.speed);
}

}  // namespace

Action addBench(CLI::App& command) {
  auto o = std::make_shared<Options>();
  auto* seconds = command.add_option("--seconds", o->seconds,
                                     "Of each measurement, at least, 0.2 by default; with --quality: of each training, "
                                     "10 by default");
  command.add_option("--device", o->device,
                     "auto, cpu, vulkan or vulkan:K; by default the CPU and every hardware device, with --quality the "
                     "default device");
  command.add_option("--threads", o->quality.threads, "Threads of the CPU engine; 0: one a core")
      ->check(CLI::Range(0, 256));
  command.add_flag("--json", o->quality.json, "One object; with --quality a list of objects, one a training");
  // Speed.
  auto* filter = command.add_option("--filter", o->speed.filter, "Only what this regular expression finds in the name");
  auto* repeats =
      command.add_option("--repeats", o->speed.repeats, "Of each measurement, 5 by default; the median counts")
          ->check(CLI::Range(1, 1000));
  auto* list = command.add_flag("--list", o->speed.list, "Only the names of what can be measured");
  // Quality.
  auto* quality =
      command.add_flag("--quality", o->isQuality, "Train every preset on every target and tell the gap to the entropy");
  for (auto* option : {filter, repeats, list}) option->excludes(quality);
  command.add_option("--targets", o->quality.targets, "Keys with commas between; eight well-known ones by default")
      ->delimiter(',')
      ->needs(quality);
  command.add_option("--presets", o->quality.presets, "Keys with commas between; all by default")
      ->delimiter(',')
      ->needs(quality);
  command.add_option("--steps", o->quality.length.steps, "Steps of each training")
      ->check(CLI::Range(1, core::TrainSettings::kMostSteps))
      ->excludes(seconds)
      ->needs(quality);
  command.add_option("--seed", o->quality.seed, "For the first parameters, the data and the batches; 1 by default")
      ->check(seedCheck())
      ->needs(quality);
  command.add_flag("--quiet", o->quality.quiet, "No progress bar")->needs(quality);
  return [o] { return run(*o); };
}

}  // namespace app::cli
