#include "core/layers/tabulated_steps.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/layers/free_form.h"
#include "core/util/parallel.h"

namespace core {

namespace {

constexpr int kMostTables = 64;
constexpr int kIterations = 60;
// Root mean square of the errors of points and log-dets after all steps, and the intervals a side that are tried.
struct Effort {
  double tolerance;
  std::vector<int> intervals;
};
const Effort kForMotion{1e-2, {40, 64, 100, 128}};
const Effort kExact{1e-5, {40, 64, 100, 160, 240}};

}  // namespace

TabulatedSteps::Tables TabulatedSteps::tabulate(int count, const Step& step, int intervals) {
  Tables tables(static_cast<size_t>(count));
  inParallel(count, [&](int n) {
    tables[static_cast<size_t>(n)] = std::make_shared<const PlaneTable>(
        [&](const Block& at, Block& moved) {
          Jet jet;
          step(n, at, jet, &moved);
        },
        intervals);
  });
  return tables;
}

std::unique_ptr<TabulatedSteps> TabulatedSteps::make(int count, Step step, Agreement agreement) {
  if (count > kMostTables) return nullptr;
  const Effort& effort = agreement == Agreement::exact ? kExact : kForMotion;
  const Block x = placesWithinReach();
  const auto differ = [&](const TabulatedSteps& a, const TabulatedSteps& b) {
    Block ends[2];
    BlockValues logDets[2];
    a.apply({}, x, ends[0], logDets[0], nullptr);
    b.apply({}, x, ends[1], logDets[1], nullptr);
    double squares = 0;
    for (int i = 0; i < kBlock; ++i) {
      for (const double e :
           {ends[0].x1[i] - ends[1].x1[i], ends[0].x2[i] - ends[1].x2[i], logDets[0].v[i] - logDets[1].v[i]})
        squares += e * e;
    }
    return std::sqrt(squares / kBlock);
  };
  // One step in the middle tells how fine the tables must be, and whether it is worth while at all: a field that has
  // learned features as thin as a cell costs less to evaluate than to tabulate.
  const int middle = count / 2;
  const Step alone = [&](int, const Block& at, Jet& jet, Block* moved) { step(middle, at, jet, moved); };
  for (const int intervals : effort.intervals) {
    const double one = differ(TabulatedSteps({}, 1, alone), TabulatedSteps(tabulate(1, alone, intervals), 1, alone));
    if (!(one * std::sqrt(static_cast<double>(count)) < effort.tolerance)) continue;
    std::unique_ptr<TabulatedSteps> all(new TabulatedSteps(tabulate(count, step, intervals), count, step));
    if (differ(TabulatedSteps({}, count, step), *all) < effort.tolerance) return all;
  }
  return nullptr;
}

TabulatedSteps::TabulatedSteps(const TabulatedSteps& whole, int count, int more, Step step)
    : tables_(whole.tables_.begin(), whole.tables_.begin() + count), count_(count + more), step_(std::move(step)) {}

TabulatedSteps::TabulatedSteps(const TabulatedSteps& whole, int count, Real part)
    : tables_(whole.tables_), count_(count + 1), step_(whole.step_), part_(part) {}

void TabulatedSteps::take(int n, const Block& x, Jet& jet) const {
  if (n < steps() && PlaneTable::covers(x)) {
    tables_[static_cast<size_t>(n)]->look(x, jet);
  } else {
    step_(n, x, jet, nullptr);
  }
  if (part_ == 1 || n + 1 < count_) return;
  for (int i = 0; i < kBlock; ++i) {
    jet.value.x1[i] = x.x1[i] + part_ * (jet.value.x1[i] - x.x1[i]);
    jet.value.x2[i] = x.x2[i] + part_ * (jet.value.x2[i] - x.x2[i]);
  }
  for (Block& slope : jet.slope) {
    for (Real& v : slope.x1) v *= part_;
    for (Real& v : slope.x2) v *= part_;
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
