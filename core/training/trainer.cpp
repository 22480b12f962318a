#include "core/training/trainer.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/flow/transplant.h"
#include "core/project/edits.h"
#include "core/training/scaled_target.h"
#include "core/util/error.h"

namespace core {

namespace {

constexpr size_t kShelf = 8;  // stacks of the past that an undo may come back to
constexpr Eigen::Index kFirstPoints = 4096;
constexpr double kSettledForTraining = 1e-2;

bool sameLoss(const TrainSettings& a, const TrainSettings& b) {
  return a.objective == b.objective && a.betaAnneal == b.betaAnneal && a.pairs == b.pairs;
}

}  // namespace

Trainer::Trainer(std::unique_ptr<Engine> engine) : engine_(std::move(engine)) {}

void Trainer::drawData(const Project& project) {
  const TrainingData data = drawTrainingData(project.target, project.training.seed);
  target_ = makeTarget(project.target);
  pool_ = std::make_shared<Points>(project.scaling.toFlow(data.pool));
  trueLogDensity_.resize(0);
  heldOut_ = std::make_shared<Points>(project.scaling.toFlow(data.heldOut));
  engine_->setData(pool_);
  engine_->setTarget(scaledTarget(target_, project.scaling));
}

void Trainer::startState(const TrainState& state) {
  engine_->setState(state);
  step_ = state.step;
  recovery_.start(state);
}

// The engine's, or the last good one if that is broken and nothing has been done about it yet.
TrainState Trainer::soundState() {
  const TrainState state = engine_->state();
  return state.allFinite() ? state : recovery_.goBack(state, {}).state;
}

void Trainer::changeStack(const Project& project) {
  auto flow = std::make_shared<const Flow>(project.flow);
  TrainState next = TrainState::start(*flow, project.training.seed);
  if (started_) {
    // What the living layers know counts most, then what those on the shelf knew: an undo brings a layer back trained.
    const auto known = [&](const Flow& old) {
      const std::vector<int> from = survivors(old, *flow);
      return std::any_of(from.begin(), from.end(), [](int layer) { return layer >= 0; });
    };
    bool allNew = true;
    for (const Shelved& old : shelf_) {
      allNew = allNew && !known(*old.flow);
      next = old.state.transplanted(*old.flow, *flow, next);
    }
    const Shelved current{engine_->sharedFlow(), soundState()};
    allNew = allNew && !known(*current.flow);
    next = current.state.transplanted(*current.flow, *flow, next);
    next.rateScale = 1;  // what broke may be gone
    untrained_ = untrained_ || allNew;
    shelf_.push_back(current);
    if (shelf_.size() > kShelf) shelf_.pop_front();
  }
  engine_->setFlow(flow);
  startState(next);
  gradientNorms_.clear();
}

void Trainer::setProject(const Project& project) {
  std::string why;
  if (!engine_->supports(project.training.objective, why)) throw InputError(why);
  if (project.training.objective == Objective::flowMatching) {
    why = whyNoFlowMatching(project.flow);
    if (!why.empty()) throw InputError(why);
  }
  const bool newData = !started_ || project.target != project_.target || project.scaling != project_.scaling ||
                       project.training.seed != project_.training.seed;
  const bool newStack = !started_ || project.flow != project_.flow;
  if (newData) drawData(project);  // may refuse; nothing is changed then
  const Project before = project_;
  project_ = project;
  if (newStack) changeStack(project);
  if (newData || newStack || project.training != before.training || !started_) engine_->setTraining(project.training);
  if (newData || newStack) {
    ++generation_;
    heldOutNll_.reset();
    quality_.reset();
  }
  if (newData || !sameLoss(project.training, before.training)) recovery_.forgetLosses();
  if (started_ && project.training.objective != before.training.objective) {
    history_.clear();  // another quantity
    quality_.reset();
  }
  if (started_ && project.training.rate != before.training.rate) {
    TrainState state = engine_->state();
    state.rateScale = 1;
    engine_->setState(state);
  }
  if (started_ && project.target != before.target) {
    // Another target, the same weights: the count and the moments start anew, the picture morphs.
    TrainState state = soundState();
    state.mean.setZero();
    state.square.setZero();
    state.step = state.updates = state.skipped = state.rollbacks = 0;
    state.rateScale = 1;
    startState(state);
    history_.clear();
  }
  started_ = true;
}

void Trainer::reset() {
  restore(TrainState::start(engine_->flow(), project_.training.seed));
  untrained_ = true;
}

void Trainer::restore(const TrainState& state) {
  shelf_.clear();
  startState(state);
  untrained_ = false;
  gradientNorms_.clear();
  history_.clear();
  heldOutNll_.reset();
  quality_.reset();
  ++generation_;
}

void Trainer::setEngine(std::unique_ptr<Engine> engine) {
  if (started_) {
    engine->setFlow(engine_->sharedFlow());
    engine->setData(pool_);
    engine->setTarget(scaledTarget(target_, project_.scaling));
    engine->setTraining(project_.training);
    engine->setState(engine_->state());
  }
  engine_ = std::move(engine);
}

// Some kinds of layer set out from the data: once, as long as nothing has been learned.
void Trainer::initialiseFromData() {
  if (!std::exchange(untrained_, false) || project_.training.objective == Objective::reverseKl) return;
  TrainState state = engine_->state();
  const Points data = pool_->topRows(std::min<Eigen::Index>(kFirstPoints, pool_->rows()));
  if (!engine_->flow().initialiseFrom(state.theta, data)) return;
  state.average = state.theta;
  startState(state);
}

std::vector<float> Trainer::train(int steps) {
  initialiseFromData();
  const auto offset = static_cast<float>(project_.scaling.logDet());
  const bool nll = project_.training.objective == Objective::maximumLikelihood;
  std::vector<float> losses;
  while (static_cast<int>(losses.size()) < steps) {
    const int left = steps - static_cast<int>(losses.size());
    const TrainReport report = engine_->train(std::min(left, Recovery::kStretch - step_ % Recovery::kStretch));
    recovery_.add(report, step_);
    for (float loss : report.losses) history_.add(step_++, nll ? loss - offset : loss);
    losses.insert(losses.end(), report.losses.begin(), report.losses.end());
    gradientNorms_ = report.gradientNorms;
    if (const auto why = recovery_.stuck(engine_->flow())) {
      goBack(*why);
    } else if (step_ % Recovery::kStretch == 0) {
      endStretch();
    }
  }
  return losses;
}

// Layers that solve by steps take more of them as they bend more. At fixed steps and nowhere else, so that training
// does not depend on when it is looked at.
void Trainer::endStretch() {
  TrainState state = engine_->state();
  const TrainSettings& training = project_.training;
  const bool annealed = training.objective == Objective::reverseKl && training.betaAt(state.step) < 1;
  if (engine_->flow().settle(state.theta, kSettledForTraining)) {
    state.shareUntrained(engine_->flow());
    engine_->setState(state);
  }
  if (const auto why = recovery_.endStretch(state, engine_->flow(), annealed)) goBack(*why);
}

void Trainer::goBack(const std::string& why) {
  const Recovery::Back back = recovery_.goBack(engine_->state(), why);
  engine_->setState(back.state);
  messages_.push_back(back.sentence);
}

void Trainer::injectNaN() {
  TrainState state = engine_->state();
  state.theta(state.theta.size() / 2) = std::numeric_limits<Real>::quiet_NaN();
  engine_->setState(state);
}

// The held-out points are a sample, whose own mean of -log p is off the entropy by chance. Where log p is known that is
// taken off: a control variate, with which the error of the NLL goes to 0 with the gap itself.
void Trainer::measureHeldOut() {
  trueLogDensity_ = Eigen::ArrayXd::Zero(heldOut_->rows());
  const auto entropy = target_->entropy();
  if (!entropy || !target_->hasDensity()) return;
  const Points x = project_.scaling.toUser(*heldOut_);
  for (Eigen::Index i = 0; i < x.rows(); ++i) trueLogDensity_(i) = target_->logDensity(x(i, 0), x(i, 1)) + *entropy;
  // A point that rounding has put outside of the support.
  trueLogDensity_ = trueLogDensity_.isFinite().select(trueLogDensity_, 0.0);
}

Trainer::HeldOut Trainer::heldOut() {
  if (trueLogDensity_.size() != heldOut_->rows()) measureHeldOut();
  Values logDensity;
  engine_->logDensity(engine_->state().average, *heldOut_, logDensity);
  const Eigen::ArrayXd values = logDensity.cast<double>() - trueLogDensity_;
  const double mean = values.mean();
  return {-mean - project_.scaling.logDet(),
          std::sqrt((values - mean).square().mean() / static_cast<double>(values.size()))};
}

Trainer::HeldOut Trainer::evaluate() {
  HeldOut result = heldOut();
  // Only where it has been a number before: a flow that cannot reach some held-out point is not mended by going back.
  if (!std::isfinite(result.nll) && heldOutNll_) {
    goBack("held-out NLL: not a number at step " + std::to_string(step_));
    result = heldOut();
  }
  heldOutNll_.reset();
  if (std::isfinite(result.nll)) heldOutNll_ = result.nll;
  history_.addHeldOut(static_cast<float>(result.nll));
  quality_ = reverseKlQuality(kWhileTraining);
  return result;
}

std::optional<ReverseKlQuality> Trainer::reverseKlQuality(const ReverseKlEffort& effort) {
  if (project_.training.objective != Objective::reverseKl) return {};
  return core::reverseKlQuality(*engine_, engine_->state().average, *target_, project_.scaling, project_.training.seed,
                                effort);
}

std::optional<double> Trainer::entropy() const { return target_->entropy(); }

std::shared_ptr<const Snapshot> Trainer::snapshot() {
  auto s = std::make_shared<Snapshot>();
  s->flow = engine_->sharedFlow();
  s->state = engine_->state();
  s->theta = std::make_shared<Theta>(s->state.average);
  s->scaling = project_.scaling;
  s->generation = generation_;
  s->history = history_.points();
  s->heldOut = heldOutNll_;
  s->entropy = entropy();
  if (quality_) {
    s->ess = quality_->ess;
    s->gridKl = quality_->gridKl;
  }
  s->gradientNorms = gradientNorms_;
  s->engine = engine_->name();
  return s;
}

}  // namespace core
