#include "app/cli/render_history.h"

#include <cmath>

#include "app/cli/interrupt.h"
#include "app/cli/output.h"
#include "app/devices.h"
#include "core/training/trainer.h"
#include "core/util/error.h"

namespace app::cli {

namespace {

constexpr double kMemory = 256e6;  // bytes for all moments together
constexpr int kSlice = 50;         // steps between two looks at interrupts

FigureSource momentOf(core::Trainer& trainer, const FigureSource& trained, double c, bool measured) {
  FigureSource moment = trained;
  const core::TrainState state = trainer.engine().state();
  moment.theta = std::make_shared<const core::Theta>(trainer.engine().flow().given(state.average, c));
  moment.step = state.step;
  if (!measured) return moment;
  if (trainer.engine().flow().slopeCount() > 0) {
    measure(moment, trainer.project());  // at this c, not the mean over all
  } else {
    moment.nll = trainer.evaluate().nll;
  }
  return moment;
}

}  // namespace

std::vector<FigureSource> trainedAgain(const SavedFlow& saved, const FigureSource& trained, int count, int threads,
                                       Progress& progress) {
  const int last = saved.document.state.step;
  if (last < 1) throw core::InputError("there is no training to play: the flow has not been trained");
  core::Project project = saved.document.project;
  // `train` runs a cosine to the last step and saves a schedule without an end.
  if (project.training.horizon == last) project.training.schedule = core::Schedule::cosine;
  core::Trainer trainer(makeEngine("cpu", threads));
  trainer.setProject(project);
  const double bytes = static_cast<double>(trained.theta->size()) * sizeof(core::Real);
  const int moments = std::max(2, std::min({count, last + 1, static_cast<int>(kMemory / bytes)}));
  const bool measured = trained.nll.has_value();
  std::vector<FigureSource> history{momentOf(trainer, trained, saved.c, measured)};
  for (int k = 1; k + 1 < moments; ++k) {
    const double part = static_cast<double>(k) / (moments - 1);
    const int step = static_cast<int>(std::lround(last * part * part));
    while (trainer.engine().state().step < step) {
      stopIfInterrupted();
      const int now = trainer.engine().state().step;
      progress.show(static_cast<double>(now) / last, "training again, " + grouped(now) + " steps");
      trainer.train(std::min(kSlice, step - now));
    }
    if (trainer.engine().state().step > history.back().step)
      history.push_back(momentOf(trainer, trained, saved.c, measured));
  }
  if (history.back().step >= last) history.pop_back();
  history.push_back(trained);
  return history;
}

}  // namespace app::cli
