// The conditional part of a flow: theta at a condition c.
//
// The slopes count (2c - 1) times: from -1 to 1, so that theta itself is the flow half way, both classes pull at it
// alike, and a flow that gets a condition, or loses it, goes on from what it is.

#include "core/flow/flow.h"

namespace core {

namespace {

Real leverAt(double c) { return static_cast<Real>(2 * c - 1); }

}  // namespace

void Flow::addSlopes() {
  for (Place& place : places_) {
    place.conditioned = place.layer->conditioned();
    place.slopes = slopeCount_;
    for (const Entries& part : place.conditioned) place.slopeCount += part.count;
    slopeCount_ += place.slopeCount;
  }
}

void Flow::give(ConstTheta theta, double c, MutableTheta out, int k) const {
  const ConstTheta own = slice(theta, k);
  const MutableTheta to = slice(out, k);
  std::copy(own.begin(), own.end(), to.begin());
  const Real lever = leverAt(c);
  auto slope = static_cast<size_t>(slopeOffset(k));
  for (const Entries& part : places_[static_cast<size_t>(k)].conditioned) {
    const auto first = static_cast<size_t>(part.first);
    for (size_t i = first; i < first + static_cast<size_t>(part.count); ++i) to[i] += lever * theta[slope++];
  }
}

void Flow::giveBackward(ConstTheta gGiven, double c, MutableTheta gradient, int k) const {
  const ConstTheta own = slice(gGiven, k);
  const MutableTheta to = slice(gradient, k);
  for (size_t i = 0; i < own.size(); ++i) to[i] += own[i];
  const Real lever = leverAt(c);
  auto slope = static_cast<size_t>(slopeOffset(k));
  for (const Entries& part : places_[static_cast<size_t>(k)].conditioned) {
    const auto first = static_cast<size_t>(part.first);
    for (size_t i = first; i < first + static_cast<size_t>(part.count); ++i) gradient[slope++] += lever * own[i];
  }
}

Theta Flow::given(const Theta& theta, double c) const {
  Theta out = theta;
  for (int k = 0; k < depth(); ++k) give(view(theta), c, view(out), k);
  out.tail(slopeCount_) = 0;
  return out;
}

}  // namespace core
