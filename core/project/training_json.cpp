#include "core/project/training_json.h"

#include <cstring>
#include <limits>

#include "core/project/past_json.h"
#include "core/training/recovery.h"

namespace core {

namespace {

constexpr int kMostSteps = std::numeric_limits<int>::max();

std::string littleEndian(std::uint32_t word) {
  std::string bytes(4, '\0');
  for (size_t i = 0; i < 4; ++i) bytes[i] = static_cast<char>(word >> (8 * i) & 255u);
  return bytes;
}

bool sameBits(const Theta& a, const Theta& b) {
  return a.size() == b.size() && std::memcmp(a.data(), b.data(), sizeof(Real) * static_cast<size_t>(a.size())) == 0;
}

bool same(const TrainState& a, const TrainState& b) {
  return a.step == b.step && a.updates == b.updates && a.skipped == b.skipped && a.rollbacks == b.rollbacks &&
         a.rateScale == b.rateScale && sameBits(a.theta, b.theta) && sameBits(a.average, b.average) &&
         sameBits(a.mean, b.mean) && sameBits(a.square, b.square);
}

}  // namespace

std::string encodeNumbers(const Theta& numbers) {
  std::string bytes;
  bytes.reserve(4 * static_cast<size_t>(numbers.size()));
  for (const Real number : numbers) bytes += littleEndian(std::bit_cast<std::uint32_t>(static_cast<float>(number)));
  return toBase64(bytes);
}

Json trainingJson(const TrainSettings& t) {
  return {{"objective", keyOf(t.objective)},
          {"batch", t.batch},
          {"rate", t.rate},
          {"schedule", keyOf(t.schedule)},
          {"warm_up", t.warmUp},
          {"horizon", t.horizon},
          {"clip", t.clip},
          {"decay", t.decay},
          {"path_gradient", t.pathGradient},
          {"beta_anneal", t.betaAnneal},
          {"pairs", keyOf(t.pairs)},
          {"seed", t.seed}};
}

TrainSettings readTraining(const JsonNode& node) {
  TrainSettings t;
  t.objective = explained(node.at("objective"), [&] { return parseObjective(node.at("objective").text()); });
  t.batch = node.at("batch").integer(1, TrainSettings::kMostBatch);
  t.rate = node.at("rate").positive();
  if (t.rate > 1) node.at("rate").refuse("must be at most 1");
  t.schedule = explained(node.at("schedule"), [&] { return parseSchedule(node.at("schedule").text()); });
  if (node.has("warm_up")) t.warmUp = node.at("warm_up").integer(0, TrainSettings::kMostSteps);
  t.horizon = node.at("horizon").integer(1, kMostSteps);
  t.clip = node.at("clip").positive();
  if (node.has("decay")) t.decay = node.at("decay").number(0, 1);
  if (node.has("path_gradient")) t.pathGradient = node.at("path_gradient").flag();
  if (node.has("beta_anneal")) t.betaAnneal = node.at("beta_anneal").flag();
  if (node.has("pairs")) t.pairs = explained(node.at("pairs"), [&] { return parsePairs(node.at("pairs").text()); });
  t.seed = node.at("seed").seed();
  return t;
}

namespace {

// What to go back to is the state itself at the end of every stretch: it is then not written twice.
Json pastJson(const TrainState& state) {
  const TrainingPast& past = *state.past;
  Json out{{"untrained", past.untrained}, {"all_taken", past.allTaken}};
  if (past.skippedInARow > 0) {
    out["skipped_in_a_row"] = past.skippedInARow;
    out["first_skipped"] = past.firstSkipped;
  }
  if (std::isfinite(past.lowest)) out["lowest"] = past.lowest;
  Theta losses(static_cast<Eigen::Index>(past.losses.size()));
  for (Eigen::Index i = 0; i < losses.size(); ++i) losses(i) = static_cast<Real>(past.losses[static_cast<size_t>(i)]);
  out["losses"] = encodeNumbers(losses);
  if (!past.history.points().empty()) out["history"] = historyJson(past.history);
  if (past.good != nullptr && past.good->allFinite() && !same(*past.good, state))
    out["good"] = weightsJson(*past.good, false);
  return out;
}

std::shared_ptr<TrainingPast> readPast(const JsonNode& node, int parameters, int step) {
  auto past = std::make_shared<TrainingPast>();
  past->untrained = node.at("untrained").flag();
  past->allTaken = node.at("all_taken").flag();
  if (node.has("skipped_in_a_row")) {
    past->skippedInARow = node.at("skipped_in_a_row").integer(0, kMostSteps);
    past->firstSkipped = node.at("first_skipped").integer(0, kMostSteps);
  }
  if (node.has("lowest")) past->lowest = node.at("lowest").number();
  const Theta losses = node.at("losses").numbers(-1);
  if (losses.size() > Recovery::kStretch)
    node.at("losses").refuse("holds more than " + std::to_string(Recovery::kStretch) + " numbers");
  for (const Real loss : losses) past->losses.push_back(static_cast<float>(loss));
  if (node.has("history")) past->history = readHistory(node.at("history"), step);
  if (node.has("good")) {
    auto good = std::make_shared<TrainState>(readWeights(node.at("good"), parameters));
    good->past = nullptr;
    past->good = good;
  }
  return past;
}

}  // namespace

Json weightsJson(const TrainState& state, bool weightsOnly) {
  for (const Theta* part : {&state.theta, &state.average, &state.mean, &state.square}) {
    if (!part->allFinite()) throw InputError("the weights are not finite numbers, so there is nothing to save");
  }
  const bool hasCourse = state.past != nullptr && !state.past->course.empty();
  if (weightsOnly) {
    Json out{{"theta", encodeNumbers(state.average)}, {"step", state.step}};
    if (hasCourse) out["course"] = courseJson(state.past->course);
    return out;
  }
  Json out{{"theta", encodeNumbers(state.theta)},
           {"average", encodeNumbers(state.average)},
           {"mean", encodeNumbers(state.mean)},
           {"square", encodeNumbers(state.square)},
           {"step", state.step},
           {"updates", state.updates},
           {"skipped", state.skipped},
           {"rollbacks", state.rollbacks},
           {"rate_scale", state.rateScale}};
  if (hasCourse) out["course"] = courseJson(state.past->course);
  if (state.past != nullptr) out["past"] = pastJson(state);
  return out;
}

TrainState readWeights(const JsonNode& node, int parameters) {
  TrainState state;
  state.theta = node.at("theta").numbers(parameters);
  state.step = node.at("step").integer(0, kMostSteps);
  const Course course = node.has("course") ? readCourse(node.at("course"), state.step) : Course();
  if (!course.empty()) state.past = std::make_shared<TrainingPast>(TrainingPast{.course = course});
  if (!node.has("average") && !node.has("mean") && !node.has("square")) {
    state.average = state.theta;
    state.mean = state.square = Theta::Zero(parameters);
    return state;
  }
  state.average = node.at("average").numbers(parameters);
  state.mean = node.at("mean").numbers(parameters);
  state.square = node.at("square").numbers(parameters);
  if (!(state.square >= 0).all()) node.at("square").refuse("holds a negative number");
  state.updates = node.at("updates").integer(0, state.step);
  state.skipped = node.at("skipped").integer(0, state.step);
  if (node.has("rollbacks")) state.rollbacks = node.at("rollbacks").integer(0, kMostSteps);
  if (node.has("rate_scale")) {
    state.rateScale = node.at("rate_scale").positive();
    if (state.rateScale > 1) node.at("rate_scale").refuse("must be at most 1");
  }
  if (node.has("past")) {
    const auto past = readPast(node.at("past"), parameters, state.step);
    past->course = course;
    state.past = past;
  }
  return state;
}

}  // namespace core
