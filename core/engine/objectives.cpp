#include "core/engine/objectives.h"

#include <algorithm>

#include "core/engine/flow_matching.h"

namespace core {

void addLogBase(const Base& base, const Block& z, BlockValues& values) {
  if (base.isGaussian()) {
    for (int i = 0; i < kBlock; ++i)
      values.v[i] -= Real(0.5) * (z.x1[i] * z.x1[i] + z.x2[i] * z.x2[i]) + static_cast<Real>(kLog2Pi);
  } else {
    for (int i = 0; i < kBlock; ++i)
      values.v[i] += static_cast<Real>(base.logDensity(static_cast<double>(z.x1[i]), static_cast<double>(z.x2[i])));
  }
}

namespace {

void scoreOf(const Base& base, const Block& z, Block& score) {
  for (int i = 0; i < kBlock; ++i) {
    if (base.isGaussian()) {
      score.x1[i] = -z.x1[i];
      score.x2[i] = -z.x2[i];
    } else {
      const auto s = base.score(static_cast<double>(z.x1[i]), static_cast<double>(z.x2[i]));
      score.x1[i] = static_cast<Real>(s[0]);
      score.x2[i] = static_cast<Real>(s[1]);
    }
  }
}

}  // namespace

void Worker::setFlow(const Flow& flow) {
  trace = flow.makeTrace();
  gWork.resize(0);
  loss = 0;
  second = {};
  unused.resize(0);
  tape.clear();
}

namespace {

// Loss: mean of -log pi(z) - logDet, pi the base's density.
void addLikelihood(const Batch& batch, int first, int count, Worker& worker) {
  const int size = batch.settings.batch;
  Block& x = worker.trace.at.back();
  std::uint32_t row[kBlock];
  for (int i = 0; i < kBlock; ++i) {
    const int point = first + std::min(i, count - 1);
    row[i] = batch.firstRow + batchIndex(batch.settings.seed, static_cast<std::uint32_t>(batch.step),
                                         static_cast<std::uint32_t>(point), batch.rows);
  }
  // The pool does not fit the cache: apart from the drawing, so that many misses are under way at once.
  for (int i = 0; i < kBlock; ++i) {
    x.x1[i] = (*batch.pool)(row[i], 0);
    x.x2[i] = (*batch.pool)(row[i], 1);
  }
  BlockValues logDet, gLogDet;
  batch.flow.toBase(batch.work, worker.trace, logDet, batch.flow.depth(), true);
  const Block& z = worker.trace.at.front();
  Block g;
  const Real weight = Real(1) / static_cast<Real>(size);
  scoreOf(batch.flow.base(), z, g);
  addLogBase(batch.flow.base(), z, logDet);
  for (int i = 0; i < kBlock; ++i) {
    const Real w = i < count ? weight : 0;  // the padding counts for nothing
    g.x1[i] *= -w;
    g.x2[i] *= -w;
    gLogDet.v[i] = -w;
    if (i < count) worker.loss -= static_cast<double>(logDet.v[i]) / size;
  }
  batch.flow.backwardToBase(batch.work, worker.trace, g, gLogDet, view(worker.gWork));
}

// d log q / dx at the points x, q's parameters held fixed.
void scoreOfFlow(const Batch& batch, const Block& x, Worker& worker, Block& score) {
  if (worker.second.at.empty()) {
    worker.second = batch.flow.makeTrace();
    worker.unused = Theta::Zero(batch.flow.workSize());
  }
  worker.second.at.back() = x;
  BlockValues logDet, gLogDet;
  batch.flow.toBase(batch.work, worker.second, logDet, batch.flow.depth(), true);
  const Block& z = worker.second.at.front();
  scoreOf(batch.flow.base(), z, score);
  std::fill_n(gLogDet.v, kBlock, Real(1));
  batch.flow.backwardToBase(batch.work, worker.second, score, gLogDet, view(worker.unused));
}

// Loss: mean of log pi(z) - logDet(toData) - beta log p(x), x = toData(z). Its gradient has two parts, one through x and
// one through the parameters of log q at a fixed x; the mean of the second is zero, so the path gradient leaves it out.
void addReverseKl(const Batch& batch, int first, int count, Worker& worker) {
  Block& z = worker.trace.at.front();
  for (int i = 0; i < kBlock; ++i) {
    const int point = first + std::min(i, count - 1);
    const auto p = batch.flow.base().drawn(
        baseNumbers(batch.settings.seed, static_cast<std::uint32_t>(batch.step), static_cast<std::uint32_t>(point)));
    z.x1[i] = static_cast<Real>(p[0]);
    z.x2[i] = static_cast<Real>(p[1]);
  }
  BlockValues logDet, gLogDet;
  batch.flow.toData(batch.work, worker.trace, logDet, batch.flow.depth(), true);
  const Block& x = worker.trace.at.back();
  const bool path = batch.settings.pathGradient;
  const double beta = batch.settings.betaAt(batch.step);
  const double weight = 1.0 / batch.settings.batch;
  Block ofFlow{};
  if (path) scoreOfFlow(batch, x, worker, ofFlow);
  Block g{};
  for (int i = 0; i < kBlock; ++i) {
    gLogDet.v[i] = 0;
    if (i >= count) continue;
    const auto score = batch.target->score(x.x1[i], x.x2[i]);
    g.x1[i] = static_cast<Real>(weight * (ofFlow.x1[i] - beta * score[0]));
    g.x2[i] = static_cast<Real>(weight * (ofFlow.x2[i] - beta * score[1]));
    if (!path) gLogDet.v[i] = static_cast<Real>(-weight);
    worker.loss += weight * (batch.flow.base().logDensity(z.x1[i], z.x2[i]) - logDet.v[i] -
                             beta * batch.target->logDensity(x.x1[i], x.x2[i]));
  }
  batch.flow.backwardToData(batch.work, worker.trace, g, gLogDet, view(worker.gWork));
}

}  // namespace

void addBlock(const Batch& batch, int first, int count, Worker& worker) {
  switch (batch.settings.objective) {
    case Objective::maximumLikelihood: return addLikelihood(batch, first, count, worker);
    case Objective::reverseKl: return addReverseKl(batch, first, count, worker);
    case Objective::flowMatching: return addFlowMatching(batch, first, count, worker);
  }
}

}  // namespace core
