#include "core/project/past_json.h"

#include <limits>

#include "core/project/training_json.h"

namespace core {

namespace {

constexpr int kMostSpan = 1 << 24;

// As whole numbers of a list of 4-byte numbers, each above the one before and below `end`.
std::vector<int> rising(const JsonNode& node, double end) {
  std::vector<int> out;
  for (const Real value : node.numbers(-1)) {
    const bool fits = value >= 0 && value < end && value == std::floor(value);
    if (!fits || (!out.empty() && static_cast<int>(value) < out.back()))
      node.refuse("must hold whole numbers that rise and are below " + std::to_string(static_cast<std::int64_t>(end)));
    out.push_back(static_cast<int>(value));
  }
  return out;
}

Theta arrayOf(const std::vector<float>& numbers) {
  Theta out(static_cast<Eigen::Index>(numbers.size()));
  for (Eigen::Index i = 0; i < out.size(); ++i) out(i) = static_cast<Real>(numbers[static_cast<size_t>(i)]);
  return out;
}

}  // namespace

Json courseJson(const Course& course) {
  Json out = Json::array();
  Json before = Json::object();
  for (const CoursePart& part : course) {
    Json entry{{"from", part.from}};
    const Json settings = trainingJson(part.settings);
    for (const auto& item : settings.items()) {
      if (!before.contains(item.key()) || before[item.key()] != item.value()) entry[item.key()] = item.value();
    }
    before = settings;
    out.push_back(entry);
  }
  return out;
}

Course readCourse(const JsonNode& node, int step) {
  Course course;
  Json settings = Json::object();
  const size_t count = node.listSize(0, kMostCourseParts, "parts");
  for (size_t i = 0; i < count; ++i) {
    const JsonNode entry = node.at(i);
    CoursePart part;
    part.from = entry.at("from").integer(course.empty() ? 0 : std::min(course.back().from, step - 1) + 1, step);
    settings.update(entry.json());
    part.settings = readTraining(entry.with(settings));
    course.push_back(part);
  }
  return course;
}

Json historyJson(const LossHistory& history) {
  const LossHistory::State& s = history.state();
  std::vector<float> steps, losses, at, heldOut;
  for (const LossPoint& point : s.points) {
    if (std::isfinite(point.heldOut)) {
      at.push_back(static_cast<float>(steps.size()));
      heldOut.push_back(point.heldOut);
    }
    steps.push_back(static_cast<float>(point.step));
    losses.push_back(std::isfinite(point.loss) ? point.loss : std::numeric_limits<float>::max());
  }
  return {{"steps", encodeNumbers(arrayOf(steps))},
          {"losses", encodeNumbers(arrayOf(losses))},
          {"held_out_at", encodeNumbers(arrayOf(at))},
          {"held_out", encodeNumbers(arrayOf(heldOut))},
          {"span", s.span},
          {"sum", s.sum},
          {"count", s.count}};
}

LossHistory readHistory(const JsonNode& node, int step) {
  LossHistory::State s;
  const std::vector<int> steps = rising(node.at("steps"), 2147483520.0);
  const Theta losses = node.at("losses").numbers(-1);
  if (static_cast<int>(steps.size()) >= LossHistory::kMost)
    node.at("steps").refuse("holds more than " + std::to_string(LossHistory::kMost - 1) + " numbers");
  if (losses.size() != static_cast<Eigen::Index>(steps.size())) node.at("losses").refuse("must be as long as steps");
  for (size_t i = 0; i < steps.size(); ++i) {
    const auto loss = static_cast<float>(losses(static_cast<Eigen::Index>(i)));
    // A step of many digits has been rounded, maybe up.
    s.points.push_back({std::min(steps[i], step), loss, std::numeric_limits<float>::quiet_NaN()});
  }
  const std::vector<int> at = rising(node.at("held_out_at"), static_cast<double>(steps.size()));
  const Theta heldOut = node.at("held_out").numbers(-1);
  if (heldOut.size() != static_cast<Eigen::Index>(at.size()))
    node.at("held_out").refuse("must be as long as held_out_at");
  for (size_t i = 0; i < at.size(); ++i)
    s.points[static_cast<size_t>(at[i])].heldOut = static_cast<float>(heldOut(static_cast<Eigen::Index>(i)));
  s.span = node.at("span").integer(1, kMostSpan);
  s.sum = node.at("sum").number();
  s.count = node.at("count").integer(0, s.span - 1);
  return LossHistory(std::move(s));
}

}  // namespace core
