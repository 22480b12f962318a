#pragma once
// A flow's history: what its training was like, found by training it again from the seed and the settings in its file.

#include <vector>

#include "app/cli/progress.h"
#include "app/cli/saved_flow.h"
#include "app/figure/figure_source.h"

namespace app::cli {

/// The flow at `count` moments or fewer, the last of which is `trained`, the saved one; more of them early, when much
/// happens. The same file gives the same history. Throws InputError if it was never trained.
std::vector<FigureSource> trainedAgain(const SavedFlow& saved, const FigureSource& trained, int count, int threads,
                                       Progress& progress);

}  // namespace app::cli
