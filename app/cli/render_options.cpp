#include "app/cli/render_options.h"

#include <charconv>
#include <cmath>

#include "app/cli/command.h"
#include "app/cli/saved_flow.h"
#include "app/cli/window_option.h"
#include "core/util/error.h"
#include "core/util/quotes.h"

namespace app::cli {

namespace {

constexpr int kFilmCoarse = 2;  // the density at every other pixel each way: between them it is smooth

[[noreturn]] void refuseSize(const std::string& text) {
  throw core::InputError("--size must be WIDTHxHEIGHT or WIDTH, in pixels or with mm behind, not " +
                         core::inQuotes(text));
}

double number(const std::string& text, const std::string& whole) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || !(std::abs(value) < 1e6)) refuseSize(whole);
  return value;
}

// "1920x1080", "170x60mm", "170mm"; the height may be left to the figure.
QSize parseSize(const std::string& text, double dotsPerInch) {
  std::string sides = text;
  double unit = 1;
  if (sides.ends_with("mm")) {
    sides.resize(sides.size() - 2);
    unit = dotsPerInch / 25.4;
  }
  const size_t x = sides.find('x');
  const auto side = [&](const std::string& word) {
    const double value = number(word, text);
    const double pixels = std::round(value * unit);
    // An open height has no number at all.
    if (!(pixels >= FigureSpec::kLeastSide && pixels <= FigureSpec::kMostSide))
      throw core::InputError("--size must be from " + std::to_string(FigureSpec::kLeastSide) + " to " +
                             std::to_string(FigureSpec::kMostSide) + " pixels each way, not " + core::inQuotes(text));
    return static_cast<int>(pixels);
  };
  return {side(sides.substr(0, x)), x == std::string::npos ? 0 : side(sides.substr(x + 1))};
}

}  // namespace

FigureSpec figureOf(const RenderOptions& o, bool film) {
  FigureSpec spec;
  if (film) spec.size = {1280, 720};
  if (o.preset) {
    const RenderPreset& preset = renderPreset(*o.preset);
    if (film && !preset.plays)
      throw core::InputError("the preset " + preset.key + " is a picture: --out must end in .png, .svg or .pdf");
    spec = preset.figure;
    if (o.play == "race") spec.parts.numbers = true;  // without them nobody knows who leads
  } else if (film) {
    spec.parts.particles = spec.parts.track = true;
  }
  if (o.layout) spec.layout = parseFigureLayout(*o.layout);
  if (o.dpi) {
    // A preset's width on paper stays.
    if (!o.size) spec.size = (QSizeF(spec.size) * (*o.dpi / spec.dotsPerInch)).toSize();
    spec.dotsPerInch = *o.dpi;
  }
  if (o.size) spec.size = parseSize(*o.size, spec.dotsPerInch);
  if (o.theme) {
    if (*o.theme != "light" && *o.theme != "dark")
      throw core::InputError("unknown theme " + core::inQuotes(*o.theme) + "; known: light, dark");
    spec.dark = *o.theme == "dark";
  }
  if (o.window) spec.window = parseWindow(*o.window);
  if (o.style) applyStyle(spec, *o.style);
  if (o.caption) spec.caption = QString::fromStdString(*o.caption);
  if (o.title) spec.title = QString::fromStdString(*o.title);
  if (o.type) spec.type = *o.type;
  if (o.depth && *o.depth < 0) throw core::InputError("--depth must be 0 or more: it counts layers from the base");
  spec.depth = o.depth.value_or(-1);
  spec.transparent = o.transparent;
  if (film) spec.coarse = kFilmCoarse;
  return spec;
}

FilmPlay playOf(const RenderOptions& o) {
  const FilmPlay play = o.play ? parseFilmPlay(*o.play) : o.lesson ? FilmPlay::lesson : FilmPlay::depth;
  const bool race = play == FilmPlay::race, lesson = play == FilmPlay::lesson;
  for (const auto& [name, given] : {std::pair{"--lane", !o.lanes.empty()},
                                    {"--target", o.target.has_value()},
                                    {"--steps", o.steps.has_value()},
                                    {"--seed", o.seed.has_value()}}) {
    if (given && !race) throw core::InputError(std::string(name) + " is of a race: it needs --play race");
  }
  if (o.lesson && !lesson) throw core::InputError("--lesson needs --play lesson, or no --play at all");
  if (lesson && !o.lesson) throw core::InputError("--play lesson needs --lesson, a name or a .yaml file");
  if (lesson && !o.flows.empty())
    throw core::InputError("a lesson brings its own flows: " + o.flows.front() + " has no place in its film");
  if (race || lesson) return play;
  if (o.flows.empty()) throw core::InputError("render needs a FLOW, a .pushforward file");
  if (o.flows.size() > 1)
    throw core::InputError("render shows one flow, and " + std::to_string(o.flows.size()) +
                           " were given: --play race sets them side by side in a film");
  return play;
}

FilmScript scriptOf(const RenderOptions& o, const FigureSpec& figure) {
  FilmScript script;
  script.spec = figure;
  if (o.preset) {
    const RenderPreset& preset = renderPreset(*o.preset);
    script.loop = preset.loop;
    script.fps = preset.fps;
    script.seconds = preset.seconds;
  }
  script.play = playOf(o);
  if (o.loop) script.loop = parseFilmLoop(*o.loop);
  script.fps = o.fps.value_or(script.fps);
  if (o.seconds && !(*o.seconds > 0)) throw core::InputError("--seconds must be a number above 0");
  script.seconds = o.seconds.value_or(script.seconds);
  return script;
}

void addRenderOptions(CLI::App& command, RenderOptions& o) {
  std::string presets;
  for (const RenderPreset& p : renderPresets()) presets += (presets.empty() ? "" : "; ") + p.key + ": " + p.summary;
  command.add_option("FLOW", o.flows,
                     "A .pushforward file, or a flow exported as .json or .npz; of a race several, of a lesson none");
  command
      .add_option(
          "--out", o.out,
          "Where to write: a picture as .png, .svg or .pdf, a film as .mp4, .webm, .gif or .webp, or a folder/ of "
          "pictures")
      ->required();
  command.add_option("--preset", o.preset, presets);
  command.add_option("--size", o.size, "WIDTHxHEIGHT in pixels, or in mm: 170x60mm; a WIDTH alone: as high as need be");
  command.add_option("--dpi", o.dpi, "Pixels an inch on paper: 96, of paper and poster 300")
      ->check(CLI::Range(10, 2400));
  command.add_option(
      "--layout", o.layout,
      "single: one panel; beside: flow and target; row: base, after each layer, data; grid: those on a page");
  command.add_option("--theme", o.theme, "light (default) or dark");
  command.add_option("--window", o.window, "x0,x1,y0,y1 in the data's units, widened to the panels' shape");
  command.add_option("--style", o.style, "Words with commas between: " + styleWords());
  command.add_option("--title", o.title, "A line above");
  command.add_option("--caption", o.caption, "Words below; $...$ is a formula");
  command.add_option("--type", o.type, "Size of all that is written, times what suits the picture's")
      ->check(CLI::Range(0.2, 5.0));
  command.add_flag("--transparent", o.transparent, "Nothing behind the panels");
  command.add_option("--depth", o.depth, "Of a picture, and where a warp ends: so many layers; parts of a layer count");
  addGiven(command, o.given);
  command.add_option(
      "--play", o.play,
      "What a film shows: depth (default), training (done again from its seed), both, race (flows that learn "
      "side by side, trained again from their seeds) or lesson");
  command
      .add_option("--lane", o.lanes,
                  "Of a race: a preset's key (pushforward presets) or a stack that runs, too, on the same terms as the "
                  "first file or on --target; again for each")
      ->expected(1)
      ->allow_extra_args(false)
      ->take_all();
  command.add_option("--target", o.target, "Of a race without files: a target's key, a file or formula:LOGP");
  command
      .add_option("--steps", o.steps, "Of a race: how many steps each lane trains; by default as its file, else 3000")
      ->check(CLI::Range(1, 100'000'000));
  command.add_option("--seed", o.seed, "Of a race without files")->check(seedCheck());
  command.add_option("--lesson", o.lesson,
                     "A lesson to play: its file's name, as 01_change_of_variables, a part of it that no other has, or "
                     "a .yaml file");
  command.add_option("--loop", o.loop, "once (default), restart or ping-pong, there and back");
  command.add_option("--fps", o.fps, "Frames a second, 30 by default")->check(CLI::Range(1, 120));
  command.add_option("--seconds", o.seconds,
                     "How long a film lasts; by default 0.8 s and a rest for each layer, of a lesson as long as "
                     "its steps take to be read");
  command.add_option("--threads", o.threads, "0: one a core")->check(CLI::Range(0, 256));
  command.add_flag("--quiet", o.quiet, "No progress bar");
}

}  // namespace app::cli
