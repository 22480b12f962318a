#include "core/project/training_json.h"

#include <limits>

namespace core {

namespace {

constexpr int kMostSteps = std::numeric_limits<int>::max();

std::string littleEndian(std::uint32_t word) {
  std::string bytes(4, '\0');
  for (size_t i = 0; i < 4; ++i) bytes[i] = static_cast<char>(word >> (8 * i) & 255u);
  return bytes;
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

Json weightsJson(const TrainState& state, bool weightsOnly) {
  for (const Theta* part : {&state.theta, &state.average, &state.mean, &state.square}) {
    if (!part->allFinite()) throw InputError("the weights are not finite numbers, so there is nothing to save");
  }
  if (weightsOnly) return {{"theta", encodeNumbers(state.average)}, {"step", state.step}};
  return {{"theta", encodeNumbers(state.theta)},
          {"average", encodeNumbers(state.average)},
          {"mean", encodeNumbers(state.mean)},
          {"square", encodeNumbers(state.square)},
          {"step", state.step},
          {"updates", state.updates},
          {"skipped", state.skipped},
          {"rollbacks", state.rollbacks},
          {"rate_scale", state.rateScale}};
}

TrainState readWeights(const JsonNode& node, int parameters) {
  TrainState state;
  state.theta = node.at("theta").numbers(parameters);
  state.step = node.at("step").integer(0, kMostSteps);
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
  return state;
}

}  // namespace core
