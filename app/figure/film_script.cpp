#include "app/figure/film_script.h"

#include <algorithm>
#include <cmath>
#include <sstream>

#include "app/warp_round.h"
#include "core/util/error.h"
#include "core/util/quotes.h"

namespace app {

namespace {

constexpr double kOpening = 0.6;                // seconds of the base before a warp that does not come back
constexpr double kShortest = 4, kLongest = 20;  // seconds, unless a person says otherwise
constexpr double kTrainingSeconds = 8;
constexpr double kTrainingRest = 0.15;                  // part of the time that the trained flow is seen
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

// Both end with the warp: there is no way back through the learning.
bool comesBack(const FilmScript& s) { return s.loop == FilmLoop::pingPong && s.play != FilmPlay::both; }

// The player's round through the layers that take part.
WarpRound roundOf(const FilmScript& s) { return {std::max(1, static_cast<int>(std::ceil(endOf(s)))), comesBack(s)}; }

// `u` in [0, 1] of a warp; without a way back the base is seen first.
double warpAt(const WarpRound& round, bool opening, double u) {
  const double before = opening ? kOpening : 0;
  const double t = u * (round.length() + before) - before;
  return round.depthAt(std::clamp(t, 0.0, round.length() * (1 - 1e-9)));
}

// How much of the training is over: much happens in the first steps, so they have more of the time.
double learned(double u, bool pingPong) {
  constexpr double kThere = 0.65;  // of the time
  const bool back = pingPong && u > kThere;
  const double v = back ? (1 - u) / (1 - kThere) : std::min(1.0, (pingPong ? u / kThere : u) / (1 - kTrainingRest));
  return v * v;
}

// The flow at a part of its training, between two of the moments that were kept: their parameters lie so near each other
// that those in between are flows as good.
FigureSource momentAt(const FilmScript& s, double part) {
  const auto& h = s.history;
  const double step = h.front().step + part * (h.back().step - h.front().step);
  const auto after =
      std::lower_bound(h.begin(), h.end(), step, [](const FigureSource& a, double value) { return a.step < value; });
  if (after == h.begin()) return h.front();
  if (after == h.end()) return h.back();
  const FigureSource &a = *(after - 1), &b = *after;
  const double t = (step - a.step) / (b.step - a.step);
  if (t >= 1 || a.theta->size() != b.theta->size()) return b;
  FigureSource between = b;
  between.theta = std::make_shared<const core::Theta>(*a.theta + static_cast<core::Real>(t) * (*b.theta - *a.theta));
  between.step = static_cast<int>(std::lround(step));
  between.nll = a.nll;  // the newest that was measured, as on screen
  return between;
}

}  // namespace

FilmPlay parseFilmPlay(const std::string& key) {
  return parse<FilmPlay>(key, "--play",
                         {{"depth", FilmPlay::depth}, {"training", FilmPlay::training}, {"both", FilmPlay::both}});
}

FilmLoop parseFilmLoop(const std::string& key) {
  return parse<FilmLoop>(key, "--loop",
                         {{"once", FilmLoop::once}, {"restart", FilmLoop::restart}, {"ping-pong", FilmLoop::pingPong}});
}

double FilmScript::length() const {
  if (seconds > 0) return seconds;
  const double warp = std::clamp(roundOf(*this).length(), kShortest, kLongest);
  return play == FilmPlay::depth ? warp : play == FilmPlay::training ? kTrainingSeconds : kTrainingSeconds + warp;
}

int FilmScript::frames() const { return std::max(1, static_cast<int>(std::lround(length() * fps))); }

FilmFrame FilmScript::frame(int i) const {
  const int n = frames();
  const bool back = comesBack(*this);
  // A loop's last frame leads to the first; a film that ends shows its end.
  const double u = back ? static_cast<double>(i) / n : n > 1 ? static_cast<double>(i) / (n - 1) : 1;
  FilmFrame f{spec, source};
  const double end = endOf(*this);
  f.spec.depth = end;
  f.spec.learning = play != FilmPlay::depth;
  if (play == FilmPlay::training) f.spec.parts.track = false;  // the depth stays as it is
  switch (play) {
    case FilmPlay::depth: f.spec.depth = std::min(end, warpAt(roundOf(*this), !back, u)); break;
    case FilmPlay::training: f.source = momentAt(*this, learned(u, back)); break;
    case FilmPlay::both: {
      const WarpRound once(std::max(1, static_cast<int>(std::ceil(end))), false);
      const double warp = (u - kBothTraining - kBothBack) / (1 - kBothTraining - kBothBack);
      if (u < kBothTraining) {
        f.source = momentAt(*this, learned(u / kBothTraining, false));
      } else {
        f.source = history.back();
        f.spec.depth = u < kBothTraining + kBothBack ? end * (1 - ease((u - kBothTraining) / kBothBack))
                                                     : std::min(end, warpAt(once, true, warp));
      }
      break;
    }
  }
  return f;
}

void check(const FilmScript& s) {
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
  if (s.play != FilmPlay::depth && s.history.size() < 2)
    throw core::InputError(s.source.step > 0
                               ? "no moments of this training are kept since it was opened: train on first"
                               : "there is no training to play: the flow has not been trained");
  if (s.play != FilmPlay::training && s.spec.layout != FigureLayout::single && s.spec.layout != FigureLayout::beside)
    throw core::InputError("a film of the warp shows one depth at a time: its layout is single or beside");
}

FilmScript withCommonTop(FilmScript script, FigureEvaluator& evaluator) {
  const core::Window& w = script.spec.window;
  if (!(script.spec.top > 0))
    script.spec.top =
        evaluator.commonTop(script.source, w.x0 < w.x1 ? w : script.source.target->window(), endOf(script));
  return script;
}

}  // namespace app
