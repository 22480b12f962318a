#pragma once
// Races on the command line: who runs, and the record of a race that is run again from seeds and settings.

#include <memory>
#include <vector>

#include "app/cli/progress.h"
#include "app/cli/render_options.h"
#include "app/figure/race_record.h"

namespace app::cli {

/// One that is to run: a saved flow as it was trained, or a stack under the same terms.
struct Entrant {
  QString name;
  core::Project project;
  int steps = 0;
  double c = 0;  ///< of a conditional flow
};

/// Throws InputError, in one sentence, for what is no race.
std::vector<Entrant> entrantsOf(const RenderOptions& o);

/// Trains them one after the other, each alone and from its seed, so that the same words give the same race. At most `count`
/// moments are kept of each.
std::shared_ptr<const RaceRecord> raced(const std::vector<Entrant>& entrants, int count, int threads,
                                        Progress& progress);

}  // namespace app::cli
