#include "app/figure/lesson_reel.h"

#include <algorithm>
#include <cmath>

#include "app/lessons/staged.h"
#include "app/warp_round.h"
#include "core/engine/cpu_engine.h"
#include "core/training/trainer.h"

namespace app {

namespace {

constexpr int kStepsASecond = 150;              // of what a step waits for
constexpr int kSteps = 6000, kMoreSteps = 600;  // where a step waits for a click: from the start, and going on
constexpr int kSlice = 50;                      // steps between two looks at what stops it
constexpr int kMoments = 60;                    // of a training
constexpr double kTrainingSeconds = 7, kGlide = 1.2, kLineSeconds = 2.2, kShortest = 1.5, kLongest = 12;
constexpr double kAround = 3.2;  // seconds of a shot before and after what moves

class Maker {
 public:
  Maker(const Lesson& lesson, bool trains, int threads, const ReelProgress& progress)
      : lesson_(lesson), trains_(trains), progress_(progress), trainer_(core::makeCpuEngine({threads})) {
    reel_->lesson = lesson;
    reel_->trained = trains;
  }

  std::shared_ptr<const LessonReel> make() {
    for (size_t i = 0; i < lesson_.steps.size(); ++i) {
      const Step& step = lesson_.steps[i];
      add(static_cast<int>(i), false, step.scene);
      if (!step.ask.empty()) add(static_cast<int>(i), true, step.revealed);
    }
    tell(static_cast<int>(lesson_.steps.size()), 0, 1);
    return reel_;
  }

 private:
  void tell(int step, int done, int all) const {
    if (!progress_) return;
    const auto count = static_cast<int>(lesson_.steps.size());
    progress_(std::min(1.0, (step + static_cast<double>(done) / all) / count),
              "step " + std::to_string(std::min(step + 1, count)) + " of " + std::to_string(count) +
                  (done > 0 ? ", training, " + std::to_string(done) + " steps" : ""));
  }

  void add(int step, bool revealed, const Scene& now) {
    tell(step, 0, 1);
    LessonShot shot;
    shot.step = step;
    shot.revealed = revealed;
    shot.line = now.page == Page::line;
    project_ = staged(project_, now);
    shot.project = project_;
    shot.layer = now.layer;
    shot.speed = now.speed.value_or(1);
    if (shot.line) {
      addLine(shot, now);
    } else {
      addWeights(shot, now);
      addMotion(shot, now);
    }
    const Wait& wait = lesson_.steps[static_cast<size_t>(step)].wait;
    shot.seconds = readingTime(lesson_.steps[static_cast<size_t>(step)], revealed);
    if (shot.motion > 0) shot.seconds = std::max(shot.seconds, shot.motion + kAround);
    if (wait.kind == Wait::Kind::seconds) shot.seconds = std::max(shot.seconds, std::min(wait.seconds, kLongest));
    reel_->shots.push_back(std::move(shot));
    before_ = now;
  }

  void addLine(LessonShot& shot, const Scene& now) {
    shot.before = line_;
    if (now.line) line_.flow = lineMapOf(*now.line);
    if (now.strips) {
      line_.strips = *now.strips;
      line_.stripKind = StripKind::equalMass;
    }
    if (now.z) line_.probe = *now.z;
    shot.now = line_;
    const bool played = now.warp != before_.warp && now.warp && now.warp->playing;
    if (played) shot.before.flow = core::LineMap::affine(1, 0);
    if (reel_->shots.empty()) shot.before = shot.now;
    if (!(shot.before.flow == shot.now.flow) || shot.before.probe != shot.now.probe) shot.motion = kLineSeconds;
  }

  // The flow, and what training makes of it in this shot.
  void addWeights(LessonShot& shot, const Scene& now) {
    const bool anew = !weightsFrom_ || *weightsFrom_ != now.weightsFrom;  // a line between is no reason
    weightsFrom_ = now.weightsFrom;
    const auto start = startOf(now, project_);
    const bool training = now.training.value_or(false);
    core::Theta average;
    if (trains_) {
      trainer_.setProject(project_);
      if (anew) start ? trainer_.restore(*start) : trainer_.reset();
      average = trainer_.engine().state().average;
    } else if (anew || theta_.size() != core::Flow(project_.flow).parameterCount()) {
      average =
          start ? start->average : core::TrainState::start(core::Flow(project_.flow), project_.training.seed).average;
    } else {
      average = theta_;
    }
    if (anew) trained_ = false;
    theta_ = average;
    shot.moments.push_back(
        figureSource(project_, average, project_.view.given, trains_ ? trainer_.engine().state().step : 0));
    if (training && trains_) train(shot, now, anew || !before_.training.value_or(false));
    trained_ = trained_ || training;
    shot.trained = trained_;
    if (trained_ && trains_ && !shot.moments.back().nll) measureMoment(shot.moments.back());
    if (training) shot.motion = kTrainingSeconds;
  }

  int stepsOf(const Wait& wait, bool first) const {
    return wait.kind == Wait::Kind::click ? (first ? kSteps : kMoreSteps)
                                          : std::max(kSlice, static_cast<int>(kStepsASecond * wait.seconds));
  }

  void measureMoment(FigureSource& moment) {
    moment.nll = trainer_.evaluate().nll;
    moment.entropy = trainer_.entropy();
  }

  FigureSource momentOf(const FigureSource& first) {
    FigureSource moment = first;
    const core::TrainState state = trainer_.engine().state();
    moment.theta =
        std::make_shared<const core::Theta>(trainer_.engine().flow().given(state.average, project_.view.given));
    moment.step = state.step;
    measureMoment(moment);
    return moment;
  }

  void train(LessonShot& shot, const Scene&, bool first) {
    const Wait& wait = lesson_.steps[static_cast<size_t>(shot.step)].wait;
    const int begin = trainer_.engine().state().step, steps = stepsOf(wait, first);
    measureMoment(shot.moments.front());
    for (int k = 1; k < kMoments; ++k) {
      const double part = static_cast<double>(k) / (kMoments - 1);
      const int next = begin + static_cast<int>(std::lround(steps * part * part));
      if (trainer_.engine().state().step >= next) continue;
      while (trainer_.engine().state().step < next) {
        const int now = trainer_.engine().state().step;
        tell(shot.step, now - begin, steps);
        trainer_.train(std::min(kSlice, next - now));
      }
      shot.moments.push_back(momentOf(shot.moments.front()));
      const auto& m = shot.moments.back();
      if (wait.kind == Wait::Kind::gap && m.entropy && *m.nll - *m.entropy <= wait.gap) break;
    }
    theta_ = trainer_.engine().state().average;
  }

  // As the window moves through the depths; what the window goes on to play again and again is played once.
  void addMotion(LessonShot& shot, const Scene& now) {
    const int K = project_.flow.depth();
    const bool stack = !now.flow || now.flow != before_.flow || reel_->shots.empty();
    if (stack || depth_ > K) depth_ = K;
    shot.from = stack ? (now.depth.value_or(-1) < 0 ? K : *now.depth) : depth_;
    if (now.depth && (now.depth != before_.depth || stack)) depth_ = *now.depth < 0 ? K : *now.depth;
    if (now.warp != before_.warp && now.warp && now.warp->playing) {
      shot.warps = true;
      depth_ = K;
      shot.motion = std::max(shot.motion, std::clamp(WarpRound(K, false).length() / shot.speed, kShortest, kLongest));
    } else if (shot.from != depth_) {
      shot.motion = std::max(shot.motion, kGlide);
    }
    shot.to = depth_;
  }

  const Lesson& lesson_;
  const bool trains_;
  const ReelProgress& progress_;
  core::Trainer trainer_;
  std::shared_ptr<LessonReel> reel_ = std::make_shared<LessonReel>();
  core::Project project_ = core::defaultProject();
  Scene before_;
  std::optional<int> weightsFrom_;  // of the latest shot of the plane
  LineScene line_;
  core::Theta theta_;
  double depth_ = 0;
  bool trained_ = false;
};

}  // namespace

std::shared_ptr<const LessonReel> makeReel(const Lesson& lesson, int threads, const ReelProgress& progress) {
  return Maker(lesson, true, threads, progress).make();
}

std::shared_ptr<const LessonReel> untrainedReel(const Lesson& lesson) { return Maker(lesson, false, 1, {}).make(); }

}  // namespace app
