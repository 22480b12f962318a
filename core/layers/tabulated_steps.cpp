#include "core/layers/tabulated_steps.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/layers/free_form.h"
#include "core/util/parallel.h"

namespace core {

namespace {

constexpr int kIntervals[] = {40, 64, 100};  // a side, what is tried one after the other
constexpr int kMostTables = 64;              // some 60 kB each
constexpr double kTolerance = 1e-5;          // of the log-det of all steps together
constexpr int kIterations = 60;

// Where a table is tried: off its nodes, within reach of the data.
Block places(int n) {
  Block block;
  for (int i = 0; i < kBlock; ++i) {
    const double radius = 4.5 * std::sqrt((i + 0.5) / kBlock);
    const double angle = 2.399963229728653 * (i + 0.37 * n);  // the golden angle, turned a little from step to step
    block.x1[i] = static_cast<Real>(radius * std::cos(angle));
    block.x2[i] = static_cast<Real>(radius * std::sin(angle));
  }
  return block;
}

// How far a table is from the step that it stands for: the largest error of value and log-det.
double errorOf(const PlaneTable& table, int n, const TabulatedSteps::Step& step) {
  const Block x = places(n);
  Jet exact, read;
  BlockValues exactLogDet, readLogDet;
  step(n, x, exact, nullptr);
  table.look(x, read);
  logDeterminants(exact, exactLogDet, 1);
  logDeterminants(read, readLogDet, 1);
  double error = 0;
  for (int i = 0; i < kBlock; ++i) {
    const double each =
        std::max({std::abs(exact.value.x1[i] - read.value.x1[i]), std::abs(exact.value.x2[i] - read.value.x2[i]),
                  std::abs(exactLogDet.v[i] - readLogDet.v[i])});
    if (!(each <= error)) error = each;  // a NaN too
  }
  return error;
}

}  // namespace

std::unique_ptr<TabulatedSteps> TabulatedSteps::make(int count, Step step) {
  if (count > kMostTables) return nullptr;
  for (const int intervals : kIntervals) {
    Tables tables(static_cast<size_t>(count));
    std::vector<double> errors(tables.size());
    inParallel(count, [&](int n) {
      const auto displacement = [&](const Block& x, Block& d) {
        Jet jet;
        step(n, x, jet, &d);
      };
      auto& table = tables[static_cast<size_t>(n)];
      table = std::make_shared<PlaneTable>(displacement, intervals);
      errors[static_cast<size_t>(n)] = errorOf(*table, n, step);
    });
    double total = 0;
    for (const double error : errors) total += error * error;  // signs differ from step to step
    if (std::sqrt(total) < kTolerance)
      return std::unique_ptr<TabulatedSteps>(new TabulatedSteps(std::move(tables), std::move(step)));
  }
  return nullptr;
}

TabulatedSteps::TabulatedSteps(const TabulatedSteps& whole, int count, int more, Step step)
    : tables_(whole.tables_.begin(), whole.tables_.begin() + count), count_(count + more), step_(std::move(step)) {}

void TabulatedSteps::take(int n, const Block& x, Jet& jet) const {
  if (n < steps() && PlaneTable::covers(x)) {
    tables_[static_cast<size_t>(n)]->look(x, jet);
  } else {
    step_(n, x, jet, nullptr);
  }
}

void TabulatedSteps::apply(ConstTheta, const Block& x, Block& y, BlockValues& logDet, Real*) const {
  std::fill_n(logDet.v, kBlock, Real(0));
  BlockValues part;
  Jet jet;
  y = x;
  for (int n = 0; n < count_; ++n) {
    take(n, y, jet);
    logDeterminants(jet, part, 1);
    for (int i = 0; i < kBlock; ++i) logDet.v[i] += part.v[i];
    y = jet.value;
  }
}

void TabulatedSteps::invert(ConstTheta, const Block& y, Block& x, BlockValues& logDet, Real*) const {
  std::fill_n(logDet.v, kBlock, Real(0));
  BlockValues part;
  Jet jet;
  x = y;
  for (int n = count_ - 1; n >= 0; --n) {
    const Block end = x;
    take(n, end, jet);
    for (int i = 0; i < kBlock; ++i) {  // back by what the step would go on from here
      x.x1[i] = 2 * end.x1[i] - jet.value.x1[i];
      x.x2[i] = 2 * end.x2[i] - jet.value.x2[i];
    }
    solveJet([&](const Block& at, Jet& out) { take(n, at, out); }, end, x, jet, kIterations);
    logDeterminants(jet, part, -1);
    for (int i = 0; i < kBlock; ++i) logDet.v[i] += part.v[i];
  }
}

}  // namespace core
