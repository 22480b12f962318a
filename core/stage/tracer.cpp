#include "core/stage/tracer.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace core {

namespace {

// How much of layer k takes part in a flow cut off at depth T.
double partAt(int k, double T) { return std::clamp(T - k, 0.0, 1.0); }

void fill(Block& block, const Vec2& point) {
  std::fill_n(block.x1, kBlock, static_cast<Real>(point.x()));
  std::fill_n(block.x2, kBlock, static_cast<Real>(point.y()));
}

Vec2 firstOf(const Block& block) { return {static_cast<double>(block.x1[0]), static_cast<double>(block.x2[0])}; }

}  // namespace

Tracer::Tracer(std::shared_ptr<const Flow> flow, std::shared_ptr<const Theta> theta,
               std::shared_ptr<const Theta> settled)
    : flow_(std::move(flow)), theta_(std::move(theta)), settled_(std::move(settled)), work_(flow_->workSize()) {
  if (settled_ == nullptr) {
    Theta fine = *theta_;
    flow_->settle(fine, kSettled);
    settled_ = std::make_shared<const Theta>(std::move(fine));
  }
  prepared_.assign(static_cast<size_t>(flow_->depth()), false);
}

ConstTheta Tracer::workOf(int k, double part) {
  const Layer& layer = flow_->layer(k);
  const auto size = static_cast<size_t>(flow_->workSize(k));
  if (part >= 1) {
    if (!prepared_[static_cast<size_t>(k)]) flow_->prepare(view(*settled_), view(work_), k);
    prepared_[static_cast<size_t>(k)] = true;
    return view(work_).subspan(static_cast<size_t>(flow_->workOffset(k)), size);
  }
  if (partOf_ != k || part_ != part) {
    Theta theta(flow_->parameterCount(k));
    layer.path(flow_->slice(ConstTheta(view(*settled_)), k), static_cast<Real>(part), view(theta));
    partWork_.resize(flow_->workSize(k));
    layer.prepare(view(theta), view(partWork_));
    partOf_ = k;
    part_ = part;
  }
  return view(std::as_const(partWork_));
}

Passage Tracer::pass(int k, double part, bool towardsBase, const Vec2& point, bool jacobian) {
  if (!flow_->enabled(k) || part <= 0) return {point, point, 0, Mat2::Identity()};
  const Layer& layer = flow_->layer(k);
  const ConstTheta work = workOf(k, part);
  const bool apply = (flow_->wayToBase(k) == Way::apply) == towardsBase;
  Block in, out;
  BlockValues logDet, none;
  fill(in, point);
  const auto run = [&](Real* memory, BlockValues& det) {
    if (apply) {
      layer.apply(work, in, out, det, memory);
    } else {
      layer.invert(work, in, out, det, memory);
    }
  };
  Mat2 j = Mat2::Constant(std::numeric_limits<double>::quiet_NaN());
  if (jacobian) {
    AlignedReals tape(static_cast<size_t>(layer.tapeSize()));
    run(tape.data(), none);
    // Two vector-Jacobian products at once: the even points of the block give the first row, the odd ones the second.
    std::fill_n(none.v, kBlock, Real(0));
    Block g;
    for (int i = 0; i < kBlock; ++i) {
      g.x1[i] = i % 2 == 0 ? Real(1) : Real(0);
      g.x2[i] = i % 2 == 0 ? Real(0) : Real(1);
    }
    Theta ignored = Theta::Zero(flow_->workSize(k));
    layer.backward(work, apply ? Way::apply : Way::invert, apply ? in : out, apply ? out : in, tape.data(), g, none,
                   view(ignored));
    j << g.x1[0], g.x2[0], g.x1[1], g.x2[1];
    if (towardsBase) j = Mat2(j.inverse());
  }
  // Without a tape: kinds that solve differential equations may estimate their log-det while they train.
  run(nullptr, logDet);
  const Vec2 to = firstOf(out);
  const double sum = static_cast<double>(logDet.v[0]);
  if (towardsBase) return {to, point, sum, j};
  return {point, to, -sum, j};
}

std::vector<Passage> Tracer::through(const Vec2& point, double at, double end, bool jacobians) {
  const int first = flow_->layersAt(at);
  std::vector<Passage> passages;
  Vec2 here = point;
  for (int k = first - 1; k >= 0; --k) {
    passages.push_back(pass(k, partAt(k, at), true, here, jacobians));
    here = passages.back().from;
  }
  std::reverse(passages.begin(), passages.end());
  if (at == end) return passages;
  // The same layers once more where another depth is wanted: only the last one is on part of its way.
  const int last = flow_->layersAt(end);
  const int same = std::min(static_cast<int>(std::floor(at)), static_cast<int>(std::floor(end)));
  passages.resize(static_cast<size_t>(std::min(same, static_cast<int>(passages.size()))));
  if (!passages.empty()) here = passages.back().to;
  for (int k = static_cast<int>(passages.size()); k < last; ++k) {
    passages.push_back(pass(k, partAt(k, end), false, here, jacobians));
    here = passages.back().to;
  }
  return passages;
}

std::shared_ptr<const TraceAlong> Tracer::traceOf(int k, const Passage& passage) {
  const VectorFieldLayer* field = flow_->enabled(k) ? flow_->layer(k).asVectorField() : nullptr;
  if (field == nullptr) return nullptr;
  // The textbook map's time begins at the data where it is the map to the base.
  const Vec2& start = flow_->wayToBase(k) == Way::apply ? passage.to : passage.from;
  auto trace = field->traceAlong(workOf(k, 1), static_cast<Real>(start.x()), static_cast<Real>(start.y()));
  return trace ? std::make_shared<const TraceAlong>(std::move(*trace)) : nullptr;
}

std::vector<Vec2> Tracer::path(const Vec2& z, int pieces) {
  std::vector<Vec2> places{z};
  Vec2 here = z;
  for (int k = 0; k < depth(); ++k) {
    for (int i = 1; i <= pieces; ++i) places.push_back(onward(here, k, static_cast<double>(i) / pieces).to);
    here = places.back();
  }
  return places;
}

}  // namespace core
