#pragma once
// A lesson as it is played: shots, each a step before its answer or with it, with its words, what moves in it and for how
// long; and a moment of one.

#include <memory>
#include <vector>

#include "app/figure/figure_source.h"
#include "app/lessons/lesson.h"
#include "app/line/line_scene.h"

namespace app {

struct LessonShot {
  int step = 0;  ///< of the lesson, from 0
  bool revealed = false;
  double seconds = 0;  ///< that reading and looking take
  double motion = 0;   ///< of which something moves for so many, after a moment of rest

  // The plane.
  core::Project project;              ///< flow, target and view
  std::vector<FigureSource> moments;  ///< of its training, with their steps; one where nothing is trained
  bool trained = false;               ///< step and gap mean something
  double speed = 1;                   ///< of the warp
  bool warps = false;                 ///< from the base to the data; else the depth glides:
  double from = 0, to = 0;            ///< in layers from the base
  std::optional<int> layer;           ///< that is chosen

  // The line.
  bool line = false;
  LineScene before, now;
};

struct LessonReel {
  Lesson lesson;
  std::vector<LessonShot> shots;
  bool trained = false;  ///< its trainings have been done

  double length() const;  ///< seconds
};

struct LessonMoment {
  std::shared_ptr<const LessonReel> reel;
  int shot = 0;
  FigureSource source;  ///< of the plane
  double depth = 0;
  double part = 1;  ///< of the way from the line's map before to the one now

  const LessonShot& at() const { return reel->shots[static_cast<size_t>(shot)]; }
  const Step& step() const { return reel->lesson.steps[static_cast<size_t>(at().step)]; }
  bool operator==(const LessonMoment&) const = default;
};

/// At the part u in [0, 1] of the film's time.
LessonMoment lessonAt(const std::shared_ptr<const LessonReel>& reel, double u);

/// What the line shows then: the map before, the one now, or one between them.
LineScene lineAt(const LessonShot& shot, double part);

/// Seconds that a shot takes of a person who reads it and looks.
double readingTime(const Step& step, bool revealed);

}  // namespace app
