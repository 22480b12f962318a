#include "core/targets/target.h"

#include <algorithm>
#include <cmath>
#include <mutex>
#include <numeric>
#include <string_view>
#include <utility>

#include "core/targets/formula_target.h"
#include "core/targets/picture_target.h"
#include "core/targets/points_file.h"
#include "core/targets/points_target.h"
#include "core/util/error.h"
#include "core/util/item_reader.h"
#include "core/util/parallel.h"
#include "core/util/quotes.h"

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
  throw InputError("unknown target " + inQuotes(key) + "; known: " + known +
                   "a file of points (.csv .tsv .npy), a picture (.png .jpg) or formula:LOGP");
}

// "(width=12)" as settings; what stands before is told as `what`'s.
Settings settingsFrom(const std::string& text, const std::string& what) {
  if (text.empty()) return {};
  ItemReader reader(text, what);
  Settings settings = reader.settings();
  if (!reader.atEnd()) reader.refuse("the end");
  return settings;
}

// Some take a tenth of a second to make or to tell their entropy, and session, canvas and gallery each ask for the same
// one: the last ones are kept.
template <class Make>
std::shared_ptr<const Target> kept(const TargetSpec& spec, const Make& make) {
  constexpr size_t kKept = 32;
  static std::mutex mutex;
  static std::vector<std::pair<TargetSpec, std::shared_ptr<const Target>>> made;
  {
    const std::scoped_lock lock(mutex);
    for (const auto& [of, target] : made)
      if (of == spec) return target;
  }
  auto target = make();
  const std::scoped_lock lock(mutex);
  if (made.size() == kKept) made.erase(made.begin());
  made.emplace_back(spec, target);
  return target;
}

TargetSpec parseFormula(const std::string& text) {
  TargetSpec spec;
  spec.key = "formula";
  // The settings' brackets close before the colon.
  const size_t colon = text.find(':');
  spec.settings = settingsFrom(text.substr(7, colon - 7), "formula");
  spec.formula = text.substr(colon + 1);
  makeTarget(spec);  // what cannot be read or has no mass is told here
  return completed(spec);
}

TrainingData splitPoints(const TargetSpec& spec) {
  const Points& points = *spec.points;
  const SplitCounts counts = splitCounts(spec);
  const int count = counts.train + counts.heldOut, heldOut = counts.heldOut;
  const auto seed = static_cast<std::uint64_t>(intOf(spec.settings, "split_seed"));
  std::vector<int> order(static_cast<size_t>(count));
  std::iota(order.begin(), order.end(), 0);
  Rng rng(seed, Stream::heldOut);
  for (int left = count; left > 1; --left)
    std::swap(order[static_cast<size_t>(left - 1)], order[static_cast<size_t>(rng.index(left))]);

  const auto take = [&](int from, int to) {
    Points part(to - from, 2);
    for (int i = from; i < to; ++i) part.row(i - from) = points.row(order[static_cast<size_t>(i)]);
    return part;
  };
  return {take(heldOut, count), take(0, heldOut)};
}

// `size` points, as evenly as can be over the values of c; `share` says how much of the whole each of them stands for.
Points drawParts(const Target& target, const std::vector<double>& at, const std::vector<double>& share, int size,
                 std::uint64_t seed, Stream stream, std::vector<DataPart>& parts) {
  double sum = 0, before = 0;
  for (const double s : share) sum += s;
  for (size_t i = 0; i < at.size(); ++i) {
    const auto first = static_cast<Eigen::Index>(std::lround(size * before / sum));
    before += share[i];
    parts.push_back({at[i], first, static_cast<Eigen::Index>(std::lround(size * before / sum)) - first});
  }
  Points points(size, 2);
  inParallel(static_cast<int>(parts.size()), [&](int i) {
    const DataPart& part = parts[static_cast<size_t>(i)];
    points.middleRows(part.first, part.count) =
        target.given(part.c)->sample(static_cast<int>(part.count), seed, stream, static_cast<std::uint32_t>(i));
  });
  return points;
}

// The held-out points of a slider are at both ends too; there by half as many, so that their mean is the trapezoidal
// rule for the integral over c.
TrainingData drawConditional(const Target& target, std::uint64_t seed, int poolSize) {
  const Condition condition = target.condition();
  TrainingData data;
  const std::vector<double> trained = condition.trained(), heldOut = condition.heldOut();
  data.pool =
      drawParts(target, trained, std::vector<double>(trained.size(), 1), poolSize, seed, Stream::pool, data.poolParts);
  std::vector<double> share(heldOut.size(), 1);
  if (condition.kind == Condition::Kind::slider) share.front() = share.back() = 0.5;
  data.heldOut = drawParts(target, heldOut, share, kHeldOut, seed, Stream::heldOut, data.heldOutParts);
  return data;
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

std::shared_ptr<const Target> givenOrWhole(const std::shared_ptr<const Target>& target, double c) {
  return target->condition().exists() ? target->given(c) : target;
}

bool isOwn(const std::string& key) { return key == "points" || key == "image" || key == "formula"; }

const std::vector<Setting>& targetSettings(const std::string& key) {
  if (key == "points") return pointsSettings();
  if (key == "image") return pictureSettings();
  if (key == "formula") return formulaSettings();
  return kindOf(key).info().settings;
}

TargetSpec completed(const TargetSpec& spec) {
  TargetSpec complete = spec;
  complete.settings = completed(spec.key, targetSettings(spec.key), spec.settings);
  return complete;
}

TargetSpec withSettings(const TargetSpec& spec, const Settings& changed) {
  TargetSpec next = spec;
  for (const auto& [key, value] : changed) next.settings[key] = value;
  next = completed(next);
  const auto differs = [&](const char* key) {
    const auto before = spec.settings.find(key);
    return next.settings.at(key) != (before == spec.settings.end() ? "auto" : before->second);
  };
  if (spec.key != "points" || (!differs("x") && !differs("y"))) return next;
  const auto table = tableOf(spec.points);
  if (table == nullptr)
    throw InputError(spec.file + ": only the two columns in use are known; open the file again for others");
  next.points = pointsOf(table, chosenColumns(*table, next.settings));
  return next;
}

TargetSpec targetSpec(const std::string& key, const Settings& settings) {
  return completed({key, "", nullptr, settings});
}

std::shared_ptr<const Target> makeTarget(const TargetSpec& spec) {
  const TargetSpec whole = completed(spec);
  if (spec.key == "points") {
    if (!spec.points || spec.points->rows() == 0) throw InputError("the target 'points' has no points");
    return makePointsTarget(spec.points, spec.file);
  }
  return kept(whole, [&]() -> std::shared_ptr<const Target> {
    if (whole.key == "formula") return makeFormulaTarget(whole.formula, whole.settings);
    if (whole.key != "image") return kindOf(whole.key).make(whole.settings);
    if (!whole.picture) throw InputError("the target 'image' has no picture");
    return makePictureTarget(whole.picture, whole.file, whole.settings);
  });
}

std::string kindOfFile(std::string path) {
  for (char& c : path) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  for (const char* ending : {".csv", ".tsv", ".txt", ".npy"})
    if (path.ends_with(ending)) return "points";
  for (const char* ending : {".png", ".jpg", ".jpeg"})
    if (path.ends_with(ending)) return "image";
  return {};
}

TargetSpec fileTarget(const std::string& path, const Settings& settings) {
  TargetSpec spec;
  spec.key = kindOfFile(path);
  spec.file = path;
  spec.settings = settings;
  if (spec.key == "points") {
    spec = completed(spec);  // a bad setting is told before the file is read
    const auto table = readPointsTable(path, spec.settings);
    spec.points = pointsOf(table, chosenColumns(*table, spec.settings));
  } else {
    spec.picture = std::make_shared<const Picture>(readPicture(path));
    makeTarget(spec);
  }
  return completed(spec);
}

TargetSpec parseTarget(const std::string& text) {
  if (text.starts_with("formula:") || (text.starts_with("formula(") && text.find(':') != std::string::npos))
    return parseFormula(text);
  if (!kindOfFile(text).empty()) return fileTarget(text, {});
  // Brackets may be in the file's name, and in the name of a column.
  size_t bracket = text.ends_with(')') ? text.rfind('(') : std::string::npos;
  while (bracket != std::string::npos && kindOfFile(text.substr(0, bracket)).empty())
    bracket = bracket == 0 ? std::string::npos : text.rfind('(', bracket - 1);
  if (bracket != std::string::npos)
    return fileTarget(text.substr(0, bracket), settingsFrom(text.substr(bracket), text.substr(0, bracket)));
  const std::string key = text.substr(0, text.find('('));
  if (key.find_first_of("/\\.") != std::string::npos)  // no key has these: it is meant as a file
    throw InputError(key + ": neither points (.csv .tsv .npy) nor a picture (.png .jpg)");
  kindOf(key);  // an unknown key is told before anything that follows it
  ItemReader reader(text, "target");
  reader.word("a target");
  const Settings settings = reader.settings();
  if (!reader.atEnd()) reader.refuse("the end");
  return targetSpec(key, settings);
}

std::string textOf(const TargetSpec& spec) {
  Settings standard;
  for (const Setting& setting : targetSettings(spec.key)) standard[setting.key] = setting.standard;
  const std::string brackets = inBrackets(completed(spec).settings, standard);
  if (spec.key == "formula") return "formula" + brackets + ":" + spec.formula;
  return (isOwn(spec.key) ? spec.file : spec.key) + brackets;
}

SplitCounts splitCounts(const TargetSpec& spec) {
  const auto count = static_cast<int>(spec.points->rows());
  if (count < 2) throw InputError("a target needs at least two points: one to train on and one to hold out");
  const double share = realOf(completed(spec).settings, "held_out");
  const int heldOut = std::clamp(static_cast<int>(std::lround(share * count)), 1, count - 1);
  return {count - heldOut, heldOut};
}

TrainingData drawTrainingData(const TargetSpec& spec, std::uint64_t seed, int poolSize, bool conditional) {
  const auto target = makeTarget(spec);
  if (spec.key == "points") return splitPoints(completed(spec));
  if (conditional) {
    if (!target->condition().exists())
      throw InputError("the flow is conditional, and the target " + inQuotes(spec.key) + " has no condition");
    return drawConditional(*target, seed, poolSize);
  }
  return {drawPool(*target, poolSize, seed), target->sample(kHeldOut, seed, Stream::heldOut)};
}

}  // namespace core
