#pragma once
// A lesson: a text file of steps, each a scene with a caption, perhaps a question, and what it waits for. All of it is
// checked when it is read.

#include <string>
#include <vector>

#include "app/lessons/scene.h"

namespace app {

/// What a step waits for before the next one comes by itself; the lecturer may always go on earlier.
struct Wait {
  enum class Kind { click, seconds, gap };
  Kind kind = Kind::click;
  double seconds = 0;  ///< for gap: at most so long
  double gap = 0;      ///< nats
  bool operator==(const Wait&) const = default;
};

struct Step {
  std::string title, say;
  std::string ask;  ///< empty: no question
  std::vector<std::string> choices;
  int right = -1;  ///< which choice is, from 0; -1 if the lesson does not say
  std::string answer;
  Wait wait;
  std::string point;  ///< name of a thing on screen, or empty
  Scene scene;        ///< all that is settled up to and with this step
  Scene revealed;     ///< the same with what comes along with the answer
  bool operator==(const Step&) const = default;
};

struct Lesson {
  std::string title, summary;
  std::vector<Step> steps;  ///< at least one
  bool operator==(const Lesson&) const = default;
};

/// The things on screen that a step can point at.
const std::vector<std::string>& thingsOnScreen();

/// `name` is the file's, for the sentences; files that the lesson names are looked for in `folder`. Throws InputError:
/// "moons.yaml, line 12: there is no target 'mons'; did you mean 'moons'?"
Lesson readLesson(const std::string& text, const std::string& name, const std::string& folder);

/// The scene of a step, from 0: with its answer or before.
const Scene& sceneAt(const Lesson& lesson, int step, bool revealed = false);

}  // namespace app
