#pragma once
// A film's script: what plays, as a value that says for every frame what is drawn.

#include <string>
#include <vector>

#include "app/figure/film_frame.h"

namespace app {

enum class FilmPlay {
  depth,     ///< the warp: from base to data, as the player moves it
  training,  ///< how the whole flow was learned
  both,      ///< the learning; then back to the base, and the warp
  race,      ///< several flows that learn side by side
  lesson     ///< a lesson from its first step to its last
};
enum class FilmLoop {
  once,     ///< it ends with the data
  restart,  ///< the same, and from the start again
  pingPong  ///< there and back, so that the last frame leads to the first
};
/// Whether there is a way back: not from the warp through the learning, and lessons are not read backwards. They start again
/// instead.
bool canComeBack(FilmPlay play);
/// "depth", "training", "both", "race" and "lesson"; "once", "restart" and "ping-pong". Throw InputError that lists them.
FilmPlay parseFilmPlay(const std::string& key);
FilmLoop parseFilmLoop(const std::string& key);

struct FilmScript {
  static constexpr int kMostFrames = 20'000;

  FilmPlay play = FilmPlay::depth;
  FilmLoop loop = FilmLoop::once;
  double seconds = 0;  ///< 0: as long as it takes on screen, within reason
  int fps = 30;
  FigureSpec spec;                         ///< but for the depth, which is where the warp ends
  FigureSource source;                     ///< the trained flow; of a race or a lesson, any
  std::vector<FigureSource> history = {};  ///< the flow while it was trained, from step 0 on, with their steps
  std::shared_ptr<const RaceRecord> race = nullptr;
  std::shared_ptr<const LessonReel> lesson = nullptr;

  double length() const;  ///< seconds
  int frames() const;
  FilmFrame frame(int i) const;
  /// How often the picture becomes quite another, for a forecast.
  int cuts() const;
};

/// Throws InputError that says what is out of range or missing.
void check(const FilmScript& script);

/// The script with an end of the colours that all frames share.
FilmScript withCommonTop(FilmScript script, FigureEvaluator& evaluator);

}  // namespace app
