#include "core/engine/flow_matching.h"

#include <algorithm>

#include "core/layers/vector_field.h"
#include "core/math/assignment.h"

namespace core {

namespace {

std::vector<int> fieldsOf(const Flow& flow) {
  std::vector<int> fields;
  for (int k = 0; k < flow.depth(); ++k) {
    if (flow.enabled(k)) fields.push_back(k);
  }
  return fields;
}

// Reorders the first `count` base points so that the sum of squared distances to their data points is least.
void pairUp(Block& z, const Block& x, int count) {
  std::vector<double> cost;
  for (int i = 0; i < count; ++i) {
    for (int j = 0; j < count; ++j) {
      const double d1 = x.x1[i] - z.x1[j];
      const double d2 = x.x2[i] - z.x2[j];
      cost.push_back(d1 * d1 + d2 * d2);
    }
  }
  const std::vector<int> of = assign(cost, count);
  const Block drawn = z;
  for (int i = 0; i < count; ++i) {
    z.x1[i] = drawn.x1[of[static_cast<size_t>(i)]];
    z.x2[i] = drawn.x2[of[static_cast<size_t>(i)]];
  }
}

}  // namespace

void addFlowMatching(const Batch& batch, int first, int count, Worker& worker) {
  const TrainSettings& settings = batch.settings;
  const std::vector<int> fields = fieldsOf(batch.flow);
  const auto K = static_cast<int>(fields.size());
  // A block has one card; cards take turns, over the steps too, so that each has its share of every batch size.
  const int turn = (first / kBlock + batch.step) % K;
  const int k = fields[static_cast<size_t>(turn)];
  const bool fromBase = batch.flow.wayToBase(k) == Way::invert;
  const Real sign = static_cast<Real>(fromBase ? K : -K);
  const VectorFieldLayer& field = *batch.flow.layer(k).asVectorField();
  const auto part = [&](auto all) {
    return all.subspan(static_cast<size_t>(batch.flow.workOffset(k)), static_cast<size_t>(batch.flow.workSize(k)));
  };

  Block z, x;
  BlockValues own;
  const auto step = static_cast<std::uint32_t>(batch.step);
  const std::uint32_t rows = batch.rows;
  for (int i = 0; i < kBlock; ++i) {
    const int row = std::min(i, count - 1);
    const auto point = static_cast<std::uint32_t>(first + row);
    const std::uint32_t data = batchIndex(settings.seed, step, point, rows);
    const auto base = batch.flow.base().drawn(baseNumbers(settings.seed, step, point));
    x.x1[i] = (*batch.pool)(data, 0);
    x.x2[i] = (*batch.pool)(data, 1);
    z.x1[i] = static_cast<Real>(base[0]);
    z.x2[i] = static_cast<Real>(base[1]);
    // One point in each of `count` equal parts of the time: fewer accidents than with independent times.
    own.v[i] = (static_cast<Real>(row) + batchTime(settings.seed, step, point)) / static_cast<Real>(count);
  }
  if (settings.pairs == Pairs::optimalTransport) pairUp(z, x, count);

  Block at, v, g;
  for (int i = 0; i < kBlock; ++i) {
    const Real t = (static_cast<Real>(turn) + own.v[i]) / static_cast<Real>(K);
    at.x1[i] = (1 - t) * z.x1[i] + t * x.x1[i];
    at.x2[i] = (1 - t) * z.x2[i] + t * x.x2[i];
    if (!fromBase) own.v[i] = 1 - own.v[i];
  }
  worker.tape.resize(static_cast<size_t>(field.velocityTapeSize()));
  field.velocity(part(batch.work), at, own, v, worker.tape.data());
  const Real weight = Real(1) / static_cast<Real>(settings.batch);
  for (int i = 0; i < kBlock; ++i) {
    const Real wrong1 = sign * v.x1[i] - (x.x1[i] - z.x1[i]);
    const Real wrong2 = sign * v.x2[i] - (x.x2[i] - z.x2[i]);
    const Real w = i < count ? weight : 0;
    g.x1[i] = 2 * w * sign * wrong1;
    g.x2[i] = 2 * w * sign * wrong2;
    if (i < count) worker.loss += static_cast<double>(w) * (wrong1 * wrong1 + wrong2 * wrong2);
  }
  field.velocityBackward(part(batch.work), at, own, g, part(view(worker.gWork)), worker.tape.data());
}

}  // namespace core
