#include "core/engine/engine.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "core/flow/transplant.h"

namespace core {

double TrainSettings::rateAt(int step) const {
  const double warm = std::min(1.0, (step + 1) / 20.0);
  switch (schedule) {
    case Schedule::standard: return warm * rate / std::sqrt(1 + step / 500.0);
    case Schedule::cosine: {
      const double part = std::clamp(double(step) / std::max(1, horizon), 0.0, 1.0);
      return warm * rate * (0.01 + 0.99 * 0.5 * (1 + std::cos(3.14159265358979324 * part)));
    }
    case Schedule::constant: return warm * rate;
  }
  return rate;
}

double TrainSettings::averageWeightAt(int step) { return std::max(1 / (1 + 0.1 * step), 1e-4); }

TrainState TrainState::start(const Flow& flow, std::uint64_t seed) {
  TrainState state;
  state.theta = flow.initialTheta(seed);
  state.average = state.theta;
  state.mean = Theta::Zero(flow.parameterCount());
  state.square = Theta::Zero(flow.parameterCount());
  return state;
}

TrainState TrainState::transplanted(const Flow& from, const Flow& to, const TrainState& fresh) const {
  TrainState next = *this;
  for (Theta TrainState::*part : {&TrainState::theta, &TrainState::average, &TrainState::mean, &TrainState::square})
    next.*part = transplant(from, this->*part, to, fresh.*part);
  return next;
}

void adamUpdate(TrainState& s, const Theta& gradient, Real scale, Real rate, Real averageWeight, int first, int last) {
  constexpr Real kBeta1 = Real(0.9);
  constexpr Real kBeta2 = Real(0.999);
  const auto t = static_cast<Real>(s.updates + 1);
  const Real correct1 = 1 / (1 - std::pow(kBeta1, t));
  const Real correct2 = 1 / (1 - std::pow(kBeta2, t));
  const auto range = [&](Theta& v) { return v.segment(first, last - first); };
  const auto g = gradient.segment(first, last - first) * scale;
  range(s.mean) = kBeta1 * range(s.mean) + (1 - kBeta1) * g;
  range(s.square) = kBeta2 * range(s.square) + (1 - kBeta2) * g.square();
  range(s.theta) -= rate * correct1 * range(s.mean) / ((range(s.square) * correct2).sqrt() + Real(1e-8));
  range(s.average) += averageWeight * (range(s.theta) - range(s.average));
}

void Engine::setFlow(std::shared_ptr<const Flow> flow) {
  if (flow == nullptr) throw std::invalid_argument("Engine::setFlow: no flow");
  flow_ = std::move(flow);
  doSetFlow();
}

void Engine::setData(std::shared_ptr<const Points> pool) {
  if (pool == nullptr || pool->rows() == 0) throw std::invalid_argument("Engine::setData: no points");
  pool_ = std::move(pool);
  doSetData();
}

void Engine::setTarget(std::shared_ptr<const Target> target) { target_ = std::move(target); }

void Engine::setTraining(const TrainSettings& settings) {
  if (settings.batch < 1 || settings.batch > 65536) throw std::invalid_argument("batch must be from 1 to 65536");
  if (!(settings.rate > 0 && settings.rate <= 1)) throw std::invalid_argument("the rate must be in (0, 1]");
  settings_ = settings;
  doSetTraining();
}

void Engine::setState(const TrainState& state) {
  const auto count = static_cast<Eigen::Index>(flow_->parameterCount());
  if (state.theta.size() != count || state.average.size() != count || state.mean.size() != count ||
      state.square.size() != count) {
    throw std::invalid_argument("Engine::setState: the state is not of this flow");
  }
  doSetState(state);
}

TrainState Engine::state() { return doState(); }

TrainReport Engine::train(int steps) {
  if (settings_.objective == Objective::maximumLikelihood && pool_ == nullptr)
    throw std::invalid_argument("Engine::train: no data");
  if (settings_.objective == Objective::reverseKl && target_ == nullptr)
    throw std::invalid_argument("Engine::train: no target density");
  return doTrain(steps);
}

int Engine::checkedLayers(const Theta& theta, int layers) const {
  if (theta.size() != flow_->parameterCount()) throw std::invalid_argument("Engine: theta is not of this flow");
  return layers < 0 ? flow_->depth() : std::min(layers, flow_->depth());
}

Theta Engine::settled(const Theta& theta) const {
  Theta out = theta;
  flow_->settle(out, kSettled);
  return out;
}

void Engine::toBase(const Theta& theta, const Points& x, Points& z, Values& logDet, int layers) {
  layers = checkedLayers(theta, layers);
  z.resize(x.rows(), 2);
  logDet.resize(x.rows());
  if (x.rows() > 0) doToBase(settled(theta), x, z, logDet, layers);
}

void Engine::toData(const Theta& theta, const Points& z, Points& x, Values& logDet, int layers) {
  layers = checkedLayers(theta, layers);
  x.resize(z.rows(), 2);
  logDet.resize(z.rows());
  if (z.rows() > 0) doToData(settled(theta), z, x, logDet, layers);
}

void Engine::logDensity(const Theta& theta, const Points& x, Values& out, int layers) {
  Points z;
  toBase(theta, x, z, out, layers);
  out -= Real(0.5) * (z.col(0).square() + z.col(1).square()) + static_cast<Real>(kLog2Pi);
}

}  // namespace core
