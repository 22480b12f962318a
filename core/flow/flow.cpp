#include "core/flow/flow.h"

#include <algorithm>
#include <cmath>

namespace core {

Flow::Flow(FlowSpec spec) : spec_(std::move(spec)), base_(makeBase(spec_.base)) {
  for (const LayerSpec& card : spec_.layers) {
    addLayer(makeLayer(card.key, card.settings), card.settings.at("direction") == "density" ? Way::apply : Way::invert);
  }
  if (spec_.conditional) addSlopes();
}

Flow::Flow(const Flow& flow, const std::vector<std::shared_ptr<const Layer>>& instead)
    : spec_(flow.spec_), base_(flow.base_) {
  for (int k = 0; k < flow.depth(); ++k) {
    const auto& other = instead[static_cast<size_t>(k)];
    addLayer(other != nullptr ? other : flow.places_[static_cast<size_t>(k)].layer, flow.wayToBase(k));
  }
}

Flow::Flow(const Flow& flow, const BaseSpec& base) : Flow(flow) {
  spec_.base = base;
  base_ = makeBase(base);
}

void Flow::addLayer(std::shared_ptr<const Layer> layer, Way wayToBase) {
  // Networks and grids begin where a line of the cache does.
  constexpr int kLine = 64 / sizeof(Real);
  if (layer->workSize() >= 4 * kLine) workSize_ = (workSize_ + kLine - 1) / kLine * kLine;
  Place place{std::move(layer), parameterCount_, workSize_, tapeSize_, wayToBase};
  parameterCount_ += place.layer->parameterCount();
  workSize_ += place.layer->workSize();
  tapeSize_ += place.layer->tapeSize();
  places_.push_back(std::move(place));
}

ConstTheta Flow::slice(ConstTheta theta, int k) const {
  return theta.subspan(static_cast<size_t>(offset(k)), static_cast<size_t>(parameterCount(k)));
}

MutableTheta Flow::slice(MutableTheta theta, int k) const {
  return theta.subspan(static_cast<size_t>(offset(k)), static_cast<size_t>(parameterCount(k)));
}

Theta Flow::initialTheta(std::uint64_t seed) const {
  Theta theta = Theta::Zero(parameterCount());
  for (int k = 0; k < depth(); ++k) {
    const auto id = static_cast<std::uint64_t>(spec_.layers[static_cast<size_t>(k)].id);
    Rng rng(seed * 1000003u + id, Stream::initialise);
    layer(k).initialise(slice(view(theta), k), rng);
  }
  return theta;
}

bool Flow::initialiseFrom(Theta& theta, const Points& data) const {
  bool changed = false;
  Points at = data;
  Theta work(workSize_);
  Block in, out;
  BlockValues logDet;
  for (int k = depth() - 1; k >= 0; --k) {
    if (!enabled(k)) continue;
    if (learns(k) && layer(k).initialiseFrom(slice(view(theta), k), wayToBase(k), at)) changed = true;
    layer(k).prepare(slice(view(theta), k), workSlice(view(work), k));
    for (Eigen::Index first = 0; first < at.rows(); first += kBlock) {
      fillBlock(at, first, in);
      step(view(work), k, true, in, out, logDet, nullptr);
      const Eigen::Index count = std::min<Eigen::Index>(kBlock, at.rows() - first);
      at.col(0).segment(first, count) = Eigen::Map<const Values>(out.x1, count);
      at.col(1).segment(first, count) = Eigen::Map<const Values>(out.x2, count);
    }
  }
  return changed;
}

int Flow::layersAt(double T) const { return std::clamp(static_cast<int>(std::ceil(T)), 0, depth()); }

Theta Flow::atDepth(const Theta& theta, double T) const {
  Theta out = theta;
  for (int k = std::max(0, static_cast<int>(std::floor(T))); k < depth(); ++k) {
    const Real s = static_cast<Real>(std::clamp(T - k, 0.0, 1.0));
    layer(k).path(slice(view(theta), k), s, slice(view(out), k));
  }
  return out;
}

Trace Flow::makeTrace() const {
  Trace trace;
  trace.at.resize(static_cast<size_t>(depth()) + 1);
  trace.logDet.resize(static_cast<size_t>(depth()));
  trace.tape.resize(static_cast<size_t>(tapeSize_));
  return trace;
}

ConstTheta Flow::workSlice(ConstTheta work, int k) const {
  return work.subspan(static_cast<size_t>(workOffset(k)), static_cast<size_t>(workSize(k)));
}
MutableTheta Flow::workSlice(MutableTheta work, int k) const {
  return work.subspan(static_cast<size_t>(workOffset(k)), static_cast<size_t>(workSize(k)));
}

void Flow::prepare(ConstTheta theta, MutableTheta work) const {
  for (int k = 0; k < depth(); ++k) prepare(theta, work, k);
}

void Flow::prepare(ConstTheta theta, MutableTheta work, int k) const {
  if (enabled(k)) layer(k).prepare(slice(theta, k), workSlice(work, k));
}

Theta Flow::prepared(const Theta& theta) const {
  Theta work(workSize_);
  prepare(view(theta), view(work));
  return work;
}

void Flow::prepareBackward(ConstTheta theta, ConstTheta work, ConstTheta gWork, MutableTheta gradient) const {
  for (int k = 0; k < depth(); ++k) prepareBackward(theta, work, gWork, gradient, k);
}

void Flow::prepareBackward(ConstTheta theta, ConstTheta work, ConstTheta gWork, MutableTheta gradient, int k) const {
  if (!learns(k)) return;
  layer(k).prepareBackward(slice(theta, k), workSlice(work, k), workSlice(gWork, k), slice(gradient, k));
}

bool Flow::settle(Theta& theta, double tolerance, int layers) const {
  bool changed = false;
  for (int k = 0; k < (layers < 0 ? depth() : layers); ++k) {
    if (enabled(k) && layer(k).settle(slice(view(theta), k), tolerance)) changed = true;
  }
  return changed;
}

void Flow::step(ConstTheta work, int k, bool towardsBase, const Block& in, Block& out, BlockValues& logDet,
                Real* tape) const {
  if (!enabled(k)) {
    out = in;
    std::fill_n(logDet.v, kBlock, Real(0));
  } else if ((wayToBase(k) == Way::apply) == towardsBase) {
    layer(k).apply(workSlice(work, k), in, out, logDet, tape);
  } else {
    layer(k).invert(workSlice(work, k), in, out, logDet, tape);
  }
}

void Flow::stepBack(ConstTheta work, int k, bool towardsBase, const Trace& trace, Block& g, const BlockValues& gLogDet,
                    MutableTheta gWork) const {
  if (!enabled(k)) return;
  const bool applied = (wayToBase(k) == Way::apply) == towardsBase;
  const Block& near = trace.at[static_cast<size_t>(k)];     // the base's side
  const Block& far = trace.at[static_cast<size_t>(k) + 1];  // the data's side
  const bool textbookInputIsFar = wayToBase(k) == Way::apply;
  layer(k).backward(workSlice(work, k), applied ? Way::apply : Way::invert, textbookInputIsFar ? far : near,
                    textbookInputIsFar ? near : far, trace.tape.data() + places_[static_cast<size_t>(k)].tape, g,
                    gLogDet, workSlice(gWork, k));
}

namespace {

void clear(BlockValues& values) { std::fill_n(values.v, kBlock, Real(0)); }
void add(BlockValues& total, const BlockValues& part) {
  for (int i = 0; i < kBlock; ++i) total.v[i] += part.v[i];
}

}  // namespace

void Flow::toBase(ConstTheta work, Trace& trace, BlockValues& logDet, int layers, bool forGradient) const {
  clear(logDet);
  for (int k = layers - 1; k >= 0; --k) {
    const auto i = static_cast<size_t>(k);
    step(work, k, true, trace.at[i + 1], trace.at[i], trace.logDet[i],
         forGradient ? trace.tape.data() + places_[i].tape : nullptr);
    add(logDet, trace.logDet[i]);
  }
}

void Flow::toData(ConstTheta work, Trace& trace, BlockValues& logDet, int layers, bool forGradient) const {
  clear(logDet);
  for (int k = 0; k < layers; ++k) {
    const auto i = static_cast<size_t>(k);
    step(work, k, false, trace.at[i], trace.at[i + 1], trace.logDet[i],
         forGradient ? trace.tape.data() + places_[i].tape : nullptr);
    add(logDet, trace.logDet[i]);
  }
}

void Flow::backwardToBase(ConstTheta work, const Trace& trace, Block& g, const BlockValues& gLogDet,
                          MutableTheta gWork) const {
  for (int k = 0; k < depth(); ++k) stepBack(work, k, true, trace, g, gLogDet, gWork);
}

void Flow::backwardToData(ConstTheta work, const Trace& trace, Block& g, const BlockValues& gLogDet,
                          MutableTheta gWork) const {
  for (int k = depth() - 1; k >= 0; --k) stepBack(work, k, false, trace, g, gLogDet, gWork);
}

bool hasOnlyVectorFields(const Flow& flow) {
  bool any = false;
  for (int k = 0; k < flow.depth(); ++k) {
    if (!flow.enabled(k)) continue;
    if (flow.layer(k).asVectorField() == nullptr) return false;
    any = true;
  }
  return any;
}

void fillBlock(const Points& points, Eigen::Index first, Block& block) {
  const Eigen::Index last = points.rows() - 1;
  if (first + kBlock <= points.rows()) {
    std::copy_n(points.data() + first, kBlock, block.x1);
    std::copy_n(points.data() + points.rows() + first, kBlock, block.x2);
    return;
  }
  for (int i = 0; i < kBlock; ++i) {
    const Eigen::Index row = std::min(first + i, last);
    block.x1[i] = points(row, 0);
    block.x2[i] = points(row, 1);
  }
}

namespace {

// Runs `points` through `pass` a block at a time; `from` and `to` say where in the trace they enter and leave.
template <class Pass>
void inBlocks(const Flow& flow, const Points& points, Points& out, Values& logDet, int from, int to, Pass pass) {
  out.resize(points.rows(), 2);
  logDet.resize(points.rows());
  Trace trace = flow.makeTrace();
  BlockValues total;
  for (Eigen::Index first = 0; first < points.rows(); first += kBlock) {
    fillBlock(points, first, trace.at[static_cast<size_t>(from)]);
    pass(trace, total);
    const Block& end = trace.at[static_cast<size_t>(to)];
    const Eigen::Index count = std::min<Eigen::Index>(kBlock, points.rows() - first);
    for (Eigen::Index i = 0; i < count; ++i) {
      out(first + i, 0) = end.x1[i];
      out(first + i, 1) = end.x2[i];
      logDet(first + i) = total.v[i];
    }
  }
}

}  // namespace

void Flow::toBase(const Theta& theta, const Points& x, Points& z, Values& logDet) const {
  const Theta work = prepared(theta);
  inBlocks(*this, x, z, logDet, depth(), 0,
           [&](Trace& trace, BlockValues& total) { toBase(view(work), trace, total, depth(), false); });
}

void Flow::toData(const Theta& theta, const Points& z, Points& x, Values& logDet) const {
  const Theta work = prepared(theta);
  inBlocks(*this, z, x, logDet, 0, depth(),
           [&](Trace& trace, BlockValues& total) { toData(view(work), trace, total, depth(), false); });
}

Values Flow::logDensity(const Theta& theta, const Points& x) const {
  Points z;
  Values logDet;
  toBase(theta, x, z, logDet);
  return logDet + base().logDensity(z);
}

}  // namespace core
