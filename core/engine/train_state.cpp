#include "core/engine/train_state.h"

#include <cmath>

#include "core/flow/transplant.h"

namespace core {

TrainState TrainState::start(const Flow& flow, std::uint64_t seed) {
  TrainState state;
  state.theta = flow.initialTheta(seed);
  state.average = state.theta;
  state.mean = Theta::Zero(flow.parameterCount());
  state.square = Theta::Zero(flow.parameterCount());
  return state;
}

bool TrainState::allFinite() const {
  return theta.allFinite() && average.allFinite() && mean.allFinite() && square.allFinite();
}

void TrainState::shareUntrained(const Flow& flow) {
  for (int k = 0; k < flow.depth(); ++k) {
    const int count = flow.layer(k).untrained();
    const int first = flow.offset(k) + flow.parameterCount(k) - count;
    average.segment(first, count) = theta.segment(first, count);
  }
}

TrainState TrainState::transplanted(const Flow& from, const Flow& to, const TrainState& fresh) const {
  TrainState next = *this;
  for (Theta TrainState::*part : {&TrainState::theta, &TrainState::average, &TrainState::mean, &TrainState::square})
    next.*part = transplant(from, this->*part, to, fresh.*part);
  return next;
}

void adamUpdate(TrainState& s, const Theta& gradient, const AdamStep& step) {
  constexpr Real kBeta1 = Real(0.9);
  constexpr Real kBeta2 = Real(0.999);
  const auto t = static_cast<Real>(s.updates + 1);
  const Real correct1 = 1 / (1 - std::pow(kBeta1, t));
  const Real correct2 = 1 / (1 - std::pow(kBeta2, t));
  const auto g = gradient * step.scale;
  s.mean = kBeta1 * s.mean + (1 - kBeta1) * g;
  s.square = kBeta2 * s.square + (1 - kBeta2) * g.square();
  if (step.decay > 0) s.theta -= (s.square > 0).select(step.rate * step.decay * s.theta, Real(0));
  s.theta -= step.rate * correct1 * s.mean / ((s.square * correct2).sqrt() + Real(1e-8));
  s.average += step.averageWeight * (s.theta - s.average);
}

}  // namespace core
