#include "core/engine/train_state.h"

#include <cmath>
#include <cstring>

#include "core/flow/transplant.h"
#include "core/math/lanes.h"

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
  next.past = nullptr;
  for (Theta TrainState::*part : {&TrainState::theta, &TrainState::average, &TrainState::mean, &TrainState::square})
    next.*part = transplant(from, this->*part, to, fresh.*part);
  // What is locked stands still at once: no momentum of before carries it on.
  for (int k = 0; k < to.depth(); ++k) {
    if (!to.spec().layers[static_cast<size_t>(k)].locked) continue;
    for (Theta TrainState::*moment : {&TrainState::mean, &TrainState::square}) {
      (next.*moment).segment(to.offset(k), to.parameterCount(k)) = 0;
      (next.*moment).segment(to.slopeOffset(k), to.slopeCount(k)) = 0;
    }
  }
  return next;
}

namespace {

// One pass over the entries: each is read and written once.
template <class V>
inline void adamUpdate1(TrainState& s, const Theta& gradient, const AdamStep& step, Real correct1, Real correct2,
                        Eigen::Index i, Real* copy) {
  constexpr Real kBeta1 = Real(0.9);
  constexpr Real kBeta2 = Real(0.999);
  using core::sqrt;
  using std::sqrt;
  V g, mean, square, theta, average;
  const auto read = [i](V& v, const Theta& from) { std::memcpy(&v, from.data() + i, sizeof v); };
  const auto write = [i](Theta& to, const V& v) { std::memcpy(to.data() + i, &v, sizeof v); };
  read(g, gradient);
  read(mean, s.mean);
  read(square, s.square);
  read(theta, s.theta);
  read(average, s.average);
  g = g * step.scale;
  mean = kBeta1 * mean + (1 - kBeta1) * g;
  square = kBeta2 * square + (1 - kBeta2) * g * g;
  if (step.decay > 0) theta = theta - (square > 0 ? step.rate * step.decay * theta : V{});
  theta = theta - step.rate * correct1 * mean / (sqrt(square * correct2) + Real(1e-8));
  average = average + step.averageWeight * (theta - average);
  write(s.mean, mean);
  write(s.square, square);
  write(s.theta, theta);
  write(s.average, average);
  if (copy != nullptr) std::memcpy(copy, &theta, sizeof theta);
}

}  // namespace

void adamUpdate(TrainState& s, const Theta& gradient, const AdamStep& step, int first, int count, Real* copy) {
  const Real correct1 = 1 / (1 - std::pow(Real(0.9), static_cast<Real>(step.number)));
  const Real correct2 = 1 / (1 - std::pow(Real(0.999), static_cast<Real>(step.number)));
  Eigen::Index i = first;
  const Eigen::Index end = first + count;
  const auto place = [&] { return copy != nullptr ? copy + (i - first) : nullptr; };
  // From where registers are not filled from two lines of the cache.
  for (; i < end && i % kLanes != 0; ++i) adamUpdate1<Real>(s, gradient, step, correct1, correct2, i, place());
  for (; i + kLanes <= end; i += kLanes) adamUpdate1<Lanes>(s, gradient, step, correct1, correct2, i, place());
  for (; i < end; ++i) adamUpdate1<Real>(s, gradient, step, correct1, correct2, i, place());
}

}  // namespace core
