#include "app/figure/film_script.h"

#include <algorithm>
#include <cmath>
#include <sstream>

#include "app/figure/moments.h"
#include "app/warp_round.h"
#include "core/util/error.h"
#include "core/util/quotes.h"

namespace app {

namespace {

constexpr double kOpening = 0.6;                // seconds of the base before a warp that does not come back
constexpr double kShortest = 4, kLongest = 20;  // seconds, unless a person says otherwise
constexpr double kTrainingSeconds = 8, kRaceSeconds = 12;
constexpr double kBothTraining = 0.5, kBothBack = 0.1;  // parts of the time; the warp has the rest

template <class T, size_t n>
T parse(const std::string& key, const std::string& what, const std::pair<const char*, T> (&all)[n]) {
  std::string known;
  for (const auto& [name, value] : all) {
    if (key == name) return value;
    known += (known.empty() ? "" : ", ") + std::string(name);
  }
  throw core::InputError("unknown " + what + " " + core::inQuotes(key) + "; known: " + known);
}

double ease(double t) { return t * t * (3 - 2 * t); }

double endOf(const FilmScript& s) { return s.spec.depth < 0 ? s.source.flow->depth() : s.spec.depth; }

bool comesBack(const FilmScript& s) { return s.loop == FilmLoop::pingPong && canComeBack(s.play); }

// The player's round through the layers that take part.
WarpRound roundOf(const FilmScript& s) { return {std::max(1, static_cast<int>(std::ceil(endOf(s)))), comesBack(s)}; }

FigureSource momentAt(const FilmScript& s, double part) {
  const int first = s.history.front().step, last = s.history.back().step;
  return sourceAt(s.history, first + part * (last - first));
}

// `u` in [0, 1] of a warp; without a way back the base is seen first.
double warpAt(const WarpRound& round, bool opening, double u) {
  const double before = opening ? kOpening : 0;
  const double t = u * (round.length() + before) - before;
  return round.depthAt(std::clamp(t, 0.0, round.length() * (1 - 1e-9)));
}

}  // namespace

bool canComeBack(FilmPlay play) { return play != FilmPlay::both && play != FilmPlay::lesson; }

FilmPlay parseFilmPlay(const std::string& key) {
  return parse<FilmPlay>(key, "--play",
                         {{"depth", FilmPlay::depth},
                          {"training", FilmPlay::training},
                          {"both", FilmPlay::both},
                          {"race", FilmPlay::race},
                          {"lesson", FilmPlay::lesson}});
}

FilmLoop parseFilmLoop(const std::string& key) {
  return parse<FilmLoop>(key, "--loop",
                         {{"once", FilmLoop::once}, {"restart", FilmLoop::restart}, {"ping-pong", FilmLoop::pingPong}});
}

double FilmScript::length() const {
  if (seconds > 0) return seconds;
  switch (play) {
    case FilmPlay::training: return kTrainingSeconds;
    case FilmPlay::race: return kRaceSeconds;
    case FilmPlay::lesson: return lesson == nullptr ? 0 : lesson->length();
    case FilmPlay::depth:
    case FilmPlay::both: break;
  }
  const double warp = std::clamp(roundOf(*this).length(), kShortest, kLongest);
  return play == FilmPlay::depth ? warp : kTrainingSeconds + warp;
}

int FilmScript::frames() const { return std::max(1, static_cast<int>(std::lround(length() * fps))); }

// From step to step the words are others, and a part of the picture: that costs about a third of a whole one.
int FilmScript::cuts() const {
  return play == FilmPlay::lesson && lesson != nullptr ? (static_cast<int>(lesson->shots.size()) - 1) / 3 : 0;
}

FilmFrame FilmScript::frame(int i) const {
  const int n = frames();
  const bool back = comesBack(*this);
  // A loop's last frame leads to the first; a film that ends shows its end.
  const double u = back ? static_cast<double>(i) / n : n > 1 ? static_cast<double>(i) / (n - 1) : 1;
  FilmFrame f{spec, source};
  if (play == FilmPlay::race) {
    f.race = raceAt(race, learnedAt(u, back) * race->end());
    return f;
  }
  if (play == FilmPlay::lesson) {
    f.lesson = lessonAt(lesson, u);
    return f;
  }
  const double end = endOf(*this);
  f.spec.depth = end;
  f.spec.learning = play != FilmPlay::depth;
  if (play == FilmPlay::training) f.spec.parts.track = false;  // the depth stays as it is
  switch (play) {
    case FilmPlay::depth: f.spec.depth = std::min(end, warpAt(roundOf(*this), !back, u)); break;
    case FilmPlay::training: f.source = momentAt(*this, learnedAt(u, back)); break;
    case FilmPlay::both: {
      const WarpRound once(std::max(1, static_cast<int>(std::ceil(end))), false);
      const double warp = (u - kBothTraining - kBothBack) / (1 - kBothTraining - kBothBack);
      if (u < kBothTraining) {
        f.source = momentAt(*this, learnedAt(u / kBothTraining, false));
      } else {
        f.source = history.back();
        f.spec.depth = u < kBothTraining + kBothBack ? end * (1 - ease((u - kBothTraining) / kBothBack))
                                                     : std::min(end, warpAt(once, true, warp));
      }
      break;
    }
    case FilmPlay::race:
    case FilmPlay::lesson: break;
  }
  return f;
}

void check(const FilmScript& s) {
  // What is missing comes first: there is no length without it.
  if (s.play == FilmPlay::race) check(s.race.get());
  if (s.play == FilmPlay::lesson && s.lesson == nullptr)
    throw core::InputError("there is no lesson to play: open one first");
  check(s.spec, s.source.flow->depth());
  const auto refuse = [](const std::string& what, double value) {
    std::ostringstream shown;
    shown << value;
    throw core::InputError(what + ", not " + shown.str());
  };
  if (s.fps < 1 || s.fps > 120) refuse("a film has from 1 to 120 frames a second", s.fps);
  if (s.seconds != 0 && !(s.seconds > 0 && s.seconds <= 3600))
    refuse("a film lasts more than 0 and at most 3600 seconds", s.seconds);
  if (s.length() * s.fps > FilmScript::kMostFrames)
    refuse("a film has at most " + std::to_string(FilmScript::kMostFrames) + " frames", std::round(s.length() * s.fps));
  if ((s.play == FilmPlay::training || s.play == FilmPlay::both) && s.history.size() < 2)
    throw core::InputError(s.source.step > 0
                               ? "no moments of this training are kept since it was opened: train on first"
                               : "there is no training to play: the flow has not been trained");
  if (s.play == FilmPlay::race || s.play == FilmPlay::lesson) {
    const bool beside = s.spec.layout == FigureLayout::beside && s.play == FilmPlay::race;
    if (s.spec.layout != FigureLayout::single && !beside)
      throw core::InputError(s.play == FilmPlay::race
                                 ? "a film of a race has its lanes side by side: its layout is single or, with the "
                                   "target, beside"
                                 : "a film of a lesson has a layout of its own: it is single");
    if (s.spec.depth >= 0) throw core::InputError("a film of a race or a lesson has no depth of its own to end at");
    if (s.play == FilmPlay::lesson && s.spec.colours == FigureColours::blues)
      throw core::InputError("a lesson draws light lines: its colours are viridis or cividis");
    return;
  }
  if (s.play != FilmPlay::training && s.spec.layout != FigureLayout::single && s.spec.layout != FigureLayout::beside)
    throw core::InputError("a film of the warp shows one depth at a time: its layout is single or beside");
}

FilmScript withCommonTop(FilmScript script, FigureEvaluator& evaluator) {
  const core::Window& w = script.spec.window;
  if (script.play == FilmPlay::race) {
    std::vector<FigureSource> ends;
    for (const auto& lane : script.race->lanes) ends.push_back(lane.moments.back().source);
    if (!(script.spec.top > 0))
      script.spec.top = evaluator.commonTop(ends, w.x0 < w.x1 ? w : ends.front().target->window());
  } else if (script.play != FilmPlay::lesson && !(script.spec.top > 0)) {
    script.spec.top =
        evaluator.commonTop(script.source, w.x0 < w.x1 ? w : script.source.target->window(), endOf(script));
  }
  return script;
}

}  // namespace app
