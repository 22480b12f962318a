#include "core/targets/target.h"

#include <algorithm>
#include <numeric>
#include <string_view>
#include <utility>

#include "core/targets/points_file.h"
#include "core/targets/points_target.h"
#include "core/util/error.h"
#include "core/util/parallel.h"

namespace core {

namespace {

constexpr int kHeldOut = 20'000;
constexpr int kPoolPart = 1 << 16;  // points that one thread draws at a time

const TargetKind* findKind(const std::string& key) {
  const auto& all = targetKinds();
  const auto found = std::find_if(all.begin(), all.end(), [&](const auto* kind) { return kind->info().key == key; });
  return found == all.end() ? nullptr : *found;
}

[[noreturn]] void refuseKey(const std::string& key) {
  std::string known;
  for (const TargetKind* kind : targetKinds()) known += kind->info().key + ", ";
  throw InputError("unknown target '" + key + "'; known: " + known + "or a .csv file");
}

bool namesPointsFile(std::string text) {
  for (char& c : text) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return text.ends_with(".csv") || text.ends_with(".tsv") || text.ends_with(".txt");
}

TrainingData splitPoints(const Points& points, std::uint64_t seed) {
  const auto count = static_cast<int>(points.rows());
  if (count < 2) throw InputError("a target needs at least two points: one to train on and one to hold out");
  std::vector<int> order(static_cast<size_t>(count));
  std::iota(order.begin(), order.end(), 0);
  Rng rng(seed, Stream::heldOut);
  for (int left = count; left > 1; --left)
    std::swap(order[static_cast<size_t>(left - 1)], order[static_cast<size_t>(rng.index(left))]);

  const int heldOut = std::max(1, count / 5);
  const auto take = [&](int from, int to) {
    Points part(to - from, 2);
    for (int i = from; i < to; ++i) part.row(i - from) = points.row(order[static_cast<size_t>(i)]);
    return part;
  };
  return {take(heldOut, count), take(0, heldOut)};
}

// Part by part, so that the points are the same however many threads there are.
Points drawPool(const Target& target, int size, std::uint64_t seed) {
  Points pool(size, 2);
  inParallel((size + kPoolPart - 1) / kPoolPart, [&](int part) {
    const int first = part * kPoolPart;
    const int count = std::min(kPoolPart, size - first);
    pool.middleRows(first, count) = target.sample(count, seed, Stream::pool, static_cast<std::uint32_t>(part));
  });
  return pool;
}

}  // namespace

Points Target::sample(int n, std::uint64_t seed, Stream stream, std::uint32_t part) const {
  Rng rng(seed, stream, part);
  Points points(n, 2);
  for (int i = 0; i < n; ++i) {
    const auto x = sample(rng);
    points(i, 0) = static_cast<Real>(x[0]);
    points(i, 1) = static_cast<Real>(x[1]);
  }
  return points;
}

std::shared_ptr<const Target> makeTarget(const TargetSpec& spec) {
  if (spec.key == "points") {
    if (!spec.points || spec.points->rows() == 0) throw InputError("the target 'points' has no points");
    return makePointsTarget(spec.points, spec.file);
  }
  if (const TargetKind* kind = findKind(spec.key)) return kind->make();
  refuseKey(spec.key);
}

TargetSpec parseTarget(const std::string& text) {
  TargetSpec spec;
  if (findKind(text)) {
    spec.key = text;
  } else if (namesPointsFile(text)) {
    spec.key = "points";
    spec.file = text;
    spec.points = std::make_shared<const Points>(readPointsFile(text));
  } else {
    refuseKey(text);
  }
  return spec;
}

TrainingData drawTrainingData(const TargetSpec& spec, std::uint64_t seed, int poolSize) {
  const auto target = makeTarget(spec);
  if (spec.key == "points") return splitPoints(*spec.points, seed);
  return {drawPool(*target, poolSize, seed), target->sample(kHeldOut, seed, Stream::heldOut)};
}

}  // namespace core
