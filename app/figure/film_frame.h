#pragma once
// A film's frame: as a value, all that one picture of a film shows. Equal ones are the same picture.

#include <QImage>
#include <optional>

#include "app/figure/figure_evaluator.h"
#include "app/figure/figure_spec.h"
#include "app/figure/lesson_film.h"
#include "app/figure/race_record.h"

namespace app {

struct FilmFrame {
  FigureSpec spec;
  FigureSource source;
  std::optional<RaceMoment> race = {};      ///< instead of the source
  std::optional<LessonMoment> lesson = {};  ///< instead of the source
  bool operator==(const FilmFrame&) const = default;
};

QImage frameImage(const FilmFrame& frame, FigureEvaluator& evaluator);

}  // namespace app
