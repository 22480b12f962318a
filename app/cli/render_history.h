#pragma once
// A flow's history: what its training was like, found by training it again from the seed and the settings in its file.

#include <string>
#include <vector>

#include "app/cli/progress.h"
#include "app/cli/saved_flow.h"
#include "app/figure/figure_source.h"
#include "core/training/course.h"

namespace app::cli {

/// A training that is to be done.
struct TrainingWish {
  core::Project project;
  double c = 0;  ///< where a conditional flow is looked at
  int steps = 1;
  bool measured = true;  ///< the NLL is wanted
};

/// How a saved training was run: as the file tells, or as `train` ran it when files did not.
core::Course courseOf(const core::Document& document);
/// The first settings of that which the stack, as it is now, can be trained with.
core::TrainSettings firstSettings(const core::Document& document);

/// The flow at `count` moments or fewer, from step 0 to the last; more of them early, when much happens. The same wish gives
/// the same moments. `word`: what the progress says is being done.
std::vector<FigureSource> trainedMoments(const TrainingWish& wish, int count, int threads, Progress& progress,
                                         const std::string& word);

/// That of a saved flow, whose last moment is `trained`. Throws InputError if it was never trained.
std::vector<FigureSource> trainedAgain(const SavedFlow& saved, const FigureSource& trained, int count, int threads,
                                       Progress& progress);

}  // namespace app::cli
