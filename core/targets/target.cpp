#include "core/targets/target.h"

#include <algorithm>
#include <numeric>
#include <string_view>
#include <utility>

#include "core/targets/points_file.h"
#include "core/targets/points_target.h"
#include "core/util/error.h"
#include "core/util/item_reader.h"
#include "core/util/parallel.h"

namespace core {

namespace {

constexpr int kHeldOut = 20'000;
constexpr int kPoolPart = 1 << 16;  // points that one thread draws at a time

const TargetKind& kindOf(const std::string& key) {
  std::string known;
  for (const TargetKind* kind : targetKinds()) {
    if (kind->info().key == key) return *kind;
    known += kind->info().key + ", ";
  }
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

TargetSpec completed(const TargetSpec& spec) {
  TargetSpec complete = spec;
  const std::vector<Setting> none;
  complete.settings =
      completed(spec.key, spec.key == "points" ? none : kindOf(spec.key).info().settings, spec.settings);
  return complete;
}

TargetSpec targetSpec(const std::string& key, const Settings& settings) {
  return completed({key, "", nullptr, settings});
}

std::shared_ptr<const Target> makeTarget(const TargetSpec& spec) {
  const Settings settings = completed(spec).settings;
  if (spec.key != "points") return kindOf(spec.key).make(settings);
  if (!spec.points || spec.points->rows() == 0) throw InputError("the target 'points' has no points");
  return makePointsTarget(spec.points, spec.file);
}

TargetSpec parseTarget(const std::string& text) {
  if (namesPointsFile(text)) return {"points", text, std::make_shared<const Points>(readPointsFile(text))};
  const std::string key = text.substr(0, text.find('('));
  kindOf(key);  // an unknown key is told before anything that follows it
  ItemReader reader(text, "target");
  reader.word("a target");
  const Settings settings = reader.settings();
  if (!reader.atEnd()) reader.refuse("the end");
  return targetSpec(key, settings);
}

std::string textOf(const TargetSpec& spec) {
  if (spec.key == "points") return spec.file;
  return spec.key + inBrackets(completed(spec).settings, targetSpec(spec.key).settings);
}

TrainingData drawTrainingData(const TargetSpec& spec, std::uint64_t seed, int poolSize) {
  const auto target = makeTarget(spec);
  if (spec.key == "points") return splitPoints(*spec.points, seed);
  return {drawPool(*target, poolSize, seed), target->sample(kHeldOut, seed, Stream::heldOut)};
}

}  // namespace core
