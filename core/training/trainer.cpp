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
  const TrainingData data = drawTrainingData(project.target, project.training.seed, 1 << 20, project.flow.conditional);
  target_ = makeTarget(project.target);
  pool_ = std::make_shared<Points>(project.scaling.toFlow(data.pool));
  trueLogDensity_.resize(0);
  heldOut_ = std::make_shared<Points>(project.scaling.toFlow(data.heldOut));
  poolParts_ = data.poolParts;
  heldOutParts_ = data.heldOutParts;
  engine_->setData(pool_, poolParts_);
  engine_->setTarget(scaledTarget(target_, project.scaling));
}

void Trainer::startState(const TrainState& state) {
  engine_->setState(state);
  step_ = state.step;
  if (state.past != nullptr) {
    recovery_.resume(state, *state.past);
  } else {
    recovery_.start(state);
  }
}

TrainState Trainer::state() {
  TrainState state = engine_->state();
  auto past = std::make_shared<TrainingPast>(recovery_.past());
  past->untrained = untrained_;
  past->course = course_;
  past->history = history_;
  state.past = past;
  return state;
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
  if (!engine_->supports(project.flow, project.training.objective, why)) throw InputError(why);
  if (project.training.objective == Objective::flowMatching) {
    why = whyNoFlowMatching(project.flow);
    if (!why.empty()) throw InputError(why);
  }
  const bool newData = !started_ || project.target != project_.target || project.scaling != project_.scaling ||
                       project.training.seed != project_.training.seed ||
                       project.flow.conditional != project_.flow.conditional;
  const bool newStack = !started_ || project.flow != project_.flow;
  if (newData) drawData(project);  // may refuse; nothing is changed then
  const Project before = project_;
  project_ = project;
  if (newStack) {
    changeStack(project);
    tellIfUnconditioned();
  }
  if (newData || newStack || project.training != before.training || !started_) engine_->setTraining(project.training);
  if (newData || newStack) {
    ++generation_;
    heldOutNll_.reset();
    conditions_.clear();
    quality_.reset();
  }
  if (newData || !sameLoss(project.training, before.training)) recovery_.forgetLosses();
  if (started_ && project.training.objective != before.training.objective) {
    history_.clear();  // another quantity
    ownHistory_.clear();
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
    ownHistory_.clear();
    course_.clear();
  }
  started_ = true;
}

void Trainer::tellIfUnconditioned() {
  if (!project_.flow.conditional || engine_->flow().slopeCount() > 0) return;
  messages_.push_back("no layer of this stack can go with " + target_->condition().label +
                      ": couplings, splines and autoregressive layers can");
}

void Trainer::reset() {
  restore(TrainState::start(engine_->flow(), project_.training.seed));
  untrained_ = true;
}

void Trainer::restore(const TrainState& state) {
  shelf_.clear();
  startState(state);
  untrained_ = state.past != nullptr && state.past->untrained;
  gradientNorms_.clear();
  history_ = state.past != nullptr ? state.past->history : LossHistory();
  ownHistory_.clear();
  course_ = state.past != nullptr ? state.past->course : Course();
  heldOutNll_.reset();
  conditions_.clear();
  quality_.reset();
  ++generation_;
}

void Trainer::setEngine(std::unique_ptr<Engine> engine) {
  if (started_) {
    engine->setFlow(engine_->sharedFlow());
    engine->setData(pool_, poolParts_);
    engine->setTarget(scaledTarget(target_, project_.scaling));
    engine->setTraining(project_.training);
    engine->setState(engine_->state());
  }
  engine_ = std::move(engine);
}

// Points to start from; of those that lie in order of c, some of each.
Points Trainer::firstPoints() const {
  const Eigen::Index count = std::min<Eigen::Index>(kFirstPoints, pool_->rows());
  if (poolParts_.empty()) return pool_->topRows(count);
  Points points(count, 2);
  for (Eigen::Index i = 0; i < count; ++i) points.row(i) = pool_->row(i * (pool_->rows() / count));
  return points;
}

// Some kinds of layer set out from the data: once, as long as nothing has been learned.
void Trainer::initialiseFromData() {
  if (!std::exchange(untrained_, false) || project_.training.objective == Objective::reverseKl) return;
  TrainState state = engine_->state();
  if (!engine_->flow().initialiseFrom(state.theta, firstPoints())) return;
  state.average = state.theta;
  startState(state);
}

std::vector<float> Trainer::train(int steps) {
  initialiseFromData();
  const auto offset = static_cast<float>(project_.scaling.logDet());
  const bool nll = project_.training.objective == Objective::maximumLikelihood;
  std::vector<float> losses;
  if (steps > 0) follow(course_, step_, project_.training);
  while (static_cast<int>(losses.size()) < steps) {
    const int left = steps - static_cast<int>(losses.size());
    const TrainReport report = engine_->train(std::min(left, recovery_.stepsTogether(step_)));
    recovery_.add(report, step_);
    for (float loss : report.losses) {
      const float shown = nll ? loss - offset : loss;
      history_.add(step_, shown);
      ownHistory_.add(step_++, shown);
    }
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
  const Points x = project_.scaling.toUser(*heldOut_);
  const auto measure = [&](const Target& target, Eigen::Index first, Eigen::Index count) {
    const auto entropy = target.entropy();
    if (!entropy || !target.hasDensity()) return;
    for (Eigen::Index i = first; i < first + count; ++i)
      trueLogDensity_(i) = target.logDensity(x(i, 0), x(i, 1)) + *entropy;
  };
  if (heldOutParts_.empty()) measure(*target_, 0, x.rows());
  for (const DataPart& part : heldOutParts_) measure(*target_->given(part.c), part.first, part.count);
  // A point that rounding has put outside of the support.
  trueLogDensity_ = trueLogDensity_.isFinite().select(trueLogDensity_, 0.0);
}

Trainer::HeldOut Trainer::heldOut() {
  if (trueLogDensity_.size() != heldOut_->rows()) measureHeldOut();
  const Theta average = engine_->state().average;
  Values logDensity(heldOut_->rows());
  if (heldOutParts_.empty()) engine_->logDensity(average, *heldOut_, logDensity);
  for (const DataPart& part : heldOutParts_) {
    Values values;
    engine_->logDensity(engine_->flow().given(average, part.c), heldOut_->middleRows(part.first, part.count), values);
    logDensity.segment(part.first, part.count) = values;
  }
  const Eigen::ArrayXd values = logDensity.cast<double>() - trueLogDensity_;
  const double mean = values.mean();
  HeldOut result{-mean - project_.scaling.logDet(),
                 std::sqrt((values - mean).square().mean() / static_cast<double>(values.size()))};
  measureConditions(values, result);
  return result;
}

// `logDensity`: of the held-out points by the flow, as heldOut takes their mean.
void Trainer::measureConditions(const Eigen::ArrayXd& logDensity, HeldOut& result) const {
  if (heldOutParts_.empty()) return;
  const Condition condition = target_->condition();
  for (const double c : condition.marks()) {
    for (const DataPart& part : heldOutParts_) {
      if (part.c != c) continue;
      const double nll = -logDensity.segment(part.first, part.count).mean() - project_.scaling.logDet();
      result.conditions.push_back({condition.textAt(c), c, nll, target_->given(c)->entropy()});
    }
  }
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
  conditions_ = result.conditions;
  history_.addHeldOut(static_cast<float>(result.nll));
  ownHistory_.addHeldOut(static_cast<float>(result.nll));
  quality_ = reverseKlQuality(kWhileTraining);
  return result;
}

// Of a conditional flow the mean over the values of c that read-outs have.
std::optional<ReverseKlQuality> Trainer::reverseKlQuality(const ReverseKlEffort& effort) {
  if (project_.training.objective != Objective::reverseKl) return {};
  const Theta average = engine_->state().average;
  const auto quality = [&](const Theta& theta, const Target& target) {
    return core::reverseKlQuality(*engine_, theta, target, project_.scaling, project_.training.seed, effort);
  };
  if (!project_.flow.conditional) return quality(average, *target_);
  ReverseKlQuality mean;
  const std::vector<double> marks = target_->condition().marks();
  for (const double c : marks) {
    const ReverseKlQuality at = quality(engine_->flow().given(average, c), *target_->given(c));
    mean.ess += at.ess / static_cast<double>(marks.size());
    mean.gridKl += at.gridKl / static_cast<double>(marks.size());
  }
  return mean;
}

std::optional<double> Trainer::entropy() const {
  if (heldOutParts_.empty()) return target_->entropy();
  if (entropyOf_ == heldOut_) return entropy_;  // every snapshot asks, and each c has a target of its own
  entropyOf_ = heldOut_;
  entropy_.reset();
  double sum = 0;
  for (const DataPart& part : heldOutParts_) {
    const auto entropy = target_->given(part.c)->entropy();
    if (!entropy) return {};
    sum += *entropy * static_cast<double>(part.count);
  }
  entropy_ = sum / static_cast<double>(heldOut_->rows());
  return entropy_;
}

std::shared_ptr<const Snapshot> Trainer::snapshot() {
  auto s = std::make_shared<Snapshot>();
  s->flow = engine_->sharedFlow();
  s->state = state();
  s->theta = std::make_shared<Theta>(s->state.average);
  s->scaling = project_.scaling;
  s->generation = generation_;
  s->history = history_.points();
  s->heldOut = heldOutNll_;
  s->entropy = entropy();
  s->conditions = conditions_;
  if (quality_) {
    s->ess = quality_->ess;
    s->gridKl = quality_->gridKl;
  }
  s->gradientNorms = gradientNorms_;
  s->engine = engine_->name();
  return s;
}

}  // namespace core
