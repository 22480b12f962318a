#include "core/training/trainer.h"

#include <cmath>
#include <limits>

#include "core/util/error.h"

namespace core {

namespace {

constexpr size_t kShelf = 8;  // stacks of the past that an undo may come back to

}  // namespace

Trainer::Trainer(std::unique_ptr<Engine> engine) : engine_(std::move(engine)) {}

void Trainer::drawData(const Project& project) {
  const TrainingData data = drawTrainingData(project.target, project.training.seed);
  target_ = makeTarget(project.target);
  pool_ = std::make_shared<Points>(project.scaling.toFlow(data.pool));
  heldOut_ = std::make_shared<Points>(project.scaling.toFlow(data.heldOut));
  engine_->setData(pool_);
  engine_->setTarget(target_);
}

void Trainer::setProject(const Project& project) {
  std::string why;
  if (!engine_->supports(project.training.objective, why)) throw InputError(why);
  const bool newData = !started_ || project.target != project_.target || project.scaling != project_.scaling ||
                       project.training.seed != project_.training.seed;
  const bool newStack = !started_ || project.flow != project_.flow;
  if (newData) drawData(project);  // may refuse; nothing is changed then
  const Project before = project_;
  project_ = project;
  if (newStack) {
    auto flow = std::make_shared<const Flow>(project.flow);
    TrainState next = TrainState::start(*flow, project.training.seed);
    if (started_) {
      // What the living layers know counts most, then what those on the shelf knew: an undo brings a layer back trained.
      for (const Shelved& old : shelf_) next = old.state.transplanted(*old.flow, *flow, next);
      const Shelved current{engine_->sharedFlow(), engine_->state()};
      next = current.state.transplanted(*current.flow, *flow, next);
      shelf_.push_back(current);
      if (shelf_.size() > kShelf) shelf_.pop_front();
    }
    engine_->setFlow(flow);
    engine_->setState(next);
  }
  if (newData || newStack || project.training != before.training || !started_) engine_->setTraining(project.training);
  if (newData || newStack) {
    ++generation_;
    heldOutNll_.reset();
  }
  if (started_ && project.training.objective != before.training.objective) history_.clear();  // another quantity
  if (started_ && project.target != before.target) {
    // Another target, the same weights: the count and the moments start anew, the picture morphs.
    TrainState state = engine_->state();
    state.mean.setZero();
    state.square.setZero();
    state.step = state.updates = state.skipped = 0;
    engine_->setState(state);
    history_.clear();
  }
  started_ = true;
}

void Trainer::reset() {
  shelf_.clear();
  engine_->setState(TrainState::start(engine_->flow(), project_.training.seed));
  history_.clear();
  heldOutNll_.reset();
  ++generation_;
}

void Trainer::restore(const TrainState& state) {
  shelf_.clear();
  engine_->setState(state);
  history_.clear();
  heldOutNll_.reset();
  ++generation_;
}

void Trainer::setEngine(std::unique_ptr<Engine> engine) {
  if (started_) {
    engine->setFlow(engine_->sharedFlow());
    engine->setData(pool_);
    engine->setTarget(target_);
    engine->setTraining(project_.training);
    engine->setState(engine_->state());
  }
  engine_ = std::move(engine);
}

std::vector<float> Trainer::train(int steps) {
  const TrainReport report = engine_->train(steps);
  int step = engine_->state().step - static_cast<int>(report.losses.size());
  const auto offset = static_cast<float>(project_.scaling.logDet());
  const bool nll = project_.training.objective == Objective::maximumLikelihood;
  for (float loss : report.losses) history_.add(step++, nll ? loss - offset : loss);
  return report.losses;
}

Trainer::HeldOut Trainer::evaluate() {
  Values logDensity;
  engine_->logDensity(engine_->state().average, *heldOut_, logDensity);
  const Eigen::ArrayXd values = logDensity.cast<double>();
  HeldOut result;
  const double mean = values.mean();
  result.nll = -mean - project_.scaling.logDet();
  result.standardError = std::sqrt((values - mean).square().mean() / static_cast<double>(values.size()));
  heldOutNll_ = result.nll;
  history_.addHeldOut(static_cast<float>(result.nll));
  return result;
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
  s->engine = engine_->name();
  return s;
}

}  // namespace core
