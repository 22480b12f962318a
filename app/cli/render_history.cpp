#include "app/cli/render_history.h"

#include <algorithm>
#include <cmath>

#include "app/cli/interrupt.h"
#include "app/cli/output.h"
#include "app/devices.h"
#include "core/project/edits.h"
#include "core/training/trainer.h"
#include "core/util/error.h"

namespace app::cli {

namespace {

constexpr double kMemory = 256e6;    // bytes for all moments together
constexpr int kSlice = 50;           // steps between two looks at interrupts
constexpr core::Real kSame = 1e-5F;  // relative to the largest weight: the same training, but for rounding

// All but theta, step and NLL as in `like`.
FigureSource momentOf(core::Trainer& trainer, const FigureSource& like, double c, bool measured) {
  FigureSource moment = like;
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

  FigureSource moment() { return momentOf(trainer_, like_, wish_.c, wish_.measured); }

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

class TrainingAgain {
 public:
  TrainingAgain(const core::Document& document, int threads, Progress& progress)
      : project_(document.project),
        course_(courseOf(document)),
        last_(document.state.step),
        progress_(progress),
        trainer_(makeEngine("cpu", threads)) {
    project_.training = firstSettings(document);
    trainer_.setProject(project_);
  }

  core::Trainer& trainer() { return trainer_; }
  void trainTo(int step) {
    for (int now = this->now(); now < step; now = this->now()) {
      stopIfInterrupted();
      progress_.show(static_cast<double>(now) / last_, "training again, " + grouped(now) + " steps");
      int end = std::min(step, now + kSlice);
      while (part_ < course_.size() && course_[part_].from <= now) set(course_[part_++].settings);
      if (part_ < course_.size()) end = std::min(end, course_[part_].from);
      trainer_.train(end - now);
    }
  }

 private:
  int now() { return trainer_.engine().state().step; }
  // What the stack does not allow was of another stack, and the training that is done again is not the same.
  void set(const core::TrainSettings& settings) {
    core::Project next = project_;
    next.training = settings;
    try {
      trainer_.setProject(next);
      project_ = next;
    } catch (const core::InputError&) {}
  }

  core::Project project_;
  const core::Course course_;
  size_t part_ = 1;
  const int last_;
  Progress& progress_;
  core::Trainer trainer_;
};

// Whether that came to the weights of the file: it does on the same kind of processor, unless the stack or its weights
// were changed by hand meanwhile.
void compare(core::Trainer& again, const core::TrainState& saved, Progress& progress) {
  const core::Theta average = again.engine().state().average;
  if ((average - saved.average).abs().maxCoeff() <= kSame * (1 + saved.average.abs().maxCoeff())) return;
  const double nll = again.evaluate().nll;
  again.restore(saved);
  progress.tell("done again, the training ends at other weights than the saved ones, NLL " + fixed(nll, 4) +
                " instead of " + fixed(again.evaluate().nll, 4) +
                ": the film shows how such a flow is learned, and ends with the saved one");
}

}  // namespace

// Of a file that does not tell: `train` ran a cosine to the last step and saved a schedule without an end.
core::Course courseOf(const core::Document& document) {
  const auto& past = document.state.past;
  core::Course course = past != nullptr ? past->course : core::Course();
  if (course.empty()) {
    core::TrainSettings settings = document.project.training;
    if (settings.horizon == document.state.step) settings.schedule = core::Schedule::cosine;
    course.push_back({0, settings});
  }
  course.front().from = 0;  // what was before it, nobody knows
  return course;
}

core::TrainSettings firstSettings(const core::Document& document) {
  for (const core::CoursePart& part : courseOf(document)) {
    // An earlier stack may have had an objective that this one has not.
    if (part.settings.objective != core::Objective::flowMatching ||
        core::whyNoFlowMatching(document.project.flow).empty())
      return part.settings;
  }
  return document.project.training;
}

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
  TrainingAgain again(saved.document, threads, progress);
  const bool measured = trained.nll.has_value();
  std::vector<FigureSource> history;
  for (const int step : stepsOf(last, count, bytesOf(saved.document.project))) {
    if (step == last) break;  // what was saved is at hand
    again.trainTo(step);
    history.push_back(momentOf(again.trainer(), trained, saved.c, measured));
  }
  history.push_back(trained);
  again.trainTo(last);
  compare(again.trainer(), saved.document.state, progress);
  return history;
}

}  // namespace app::cli
