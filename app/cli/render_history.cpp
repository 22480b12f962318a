#include "app/cli/render_history.h"

#include <algorithm>
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

class Again {
 public:
  Again(const TrainingWish& wish, int threads, Progress& progress, const std::string& word)
      : wish_(wish), trainer_(makeEngine("cpu", threads)), progress_(progress), word_(word) {
    trainer_.setProject(wish.project);
    core::Project project = trainer_.project();
    project.view.temperature = 1;
    like_ = figureSource(project, trainer_.engine().state().average, wish.c, 0);
    if (wish.measured && trainer_.engine().flow().slopeCount() == 0) like_.entropy = trainer_.entropy();
  }

  FigureSource moment() {
    FigureSource now = like_;
    const core::TrainState state = trainer_.engine().state();
    now.theta = std::make_shared<const core::Theta>(trainer_.engine().flow().given(state.average, wish_.c));
    now.step = state.step;
    if (!wish_.measured) return now;
    if (trainer_.engine().flow().slopeCount() > 0) {
      measure(now, trainer_.project());  // at this c, not the mean over all
    } else {
      now.nll = trainer_.evaluate().nll;
    }
    return now;
  }

  void trainTo(int step) {
    while (this->step() < step) {
      stopIfInterrupted();
      progress_.show(static_cast<double>(this->step()) / wish_.steps, word_ + ", " + grouped(this->step()) + " steps");
      trainer_.train(std::min(kSlice, step - this->step()));
    }
  }
  int step() { return trainer_.engine().state().step; }

 private:
  const TrainingWish& wish_;
  core::Trainer trainer_;
  Progress& progress_;
  const std::string word_;
  FigureSource like_;
};

// The steps of so many moments; the first and the last are among them.
std::vector<int> stepsOf(int last, int count, double bytes) {
  const int moments = std::max(2, std::min({count, last + 1, static_cast<int>(kMemory / bytes)}));
  std::vector<int> steps{0};
  for (int k = 1; k < moments; ++k) {
    const double part = static_cast<double>(k) / (moments - 1);
    const int step = static_cast<int>(std::lround(last * part * part));
    if (step > steps.back()) steps.push_back(step);
  }
  return steps;
}

double bytesOf(const core::Project& project) {
  return std::max(1.0, static_cast<double>(core::Flow(project.flow).parameterCount()) * sizeof(core::Real));
}

}  // namespace

std::vector<FigureSource> trainedMoments(const TrainingWish& wish, int count, int threads, Progress& progress,
                                         const std::string& word) {
  Again again(wish, threads, progress, word);
  std::vector<FigureSource> moments;
  for (const int step : stepsOf(wish.steps, count, bytesOf(wish.project))) {
    again.trainTo(step);
    moments.push_back(again.moment());
  }
  return moments;
}

std::vector<FigureSource> trainedAgain(const SavedFlow& saved, const FigureSource& trained, int count, int threads,
                                       Progress& progress) {
  const int last = saved.document.state.step;
  if (last < 1) throw core::InputError("there is no training to play: the flow has not been trained");
  TrainingWish wish{saved.document.project, saved.c, last, trained.nll.has_value()};
  // `train` runs a cosine to the last step and saves a schedule without an end.
  if (wish.project.training.horizon == last) wish.project.training.schedule = core::Schedule::cosine;
  Again again(wish, threads, progress, "training again");
  std::vector<FigureSource> history;
  for (const int step : stepsOf(last, count, bytesOf(wish.project))) {
    if (step == last) break;  // what was saved is at hand
    again.trainTo(step);
    history.push_back(again.moment());
    // All but theta, step and NLL is as it was saved, down to the same values.
    FigureSource moment = trained;
    moment.theta = history.back().theta;
    moment.step = history.back().step;
    moment.nll = history.back().nll;
    history.back() = moment;
  }
  history.push_back(trained);
  return history;
}

}  // namespace app::cli
