#include "app/lessons/scene_reader.h"

#include <algorithm>
#include <filesystem>

#include "app/lessons/hand_weights.h"
#include "core/project/edits.h"

namespace app {

namespace {

using Entries = std::vector<std::pair<std::string, YamlNode>>;

constexpr double kFar = 1e6;       // no place on the plane is farther from 0
constexpr double kMostSpeed = 10;  // of the warp
constexpr int kMostStrips = 64;    // of the one-dimensional page
constexpr double kLeastSpeed = 0.05;

// In the order of their enumerations.
const std::vector<std::string> kPages{"plane", "line"};
const std::vector<std::string> kParts{"density", "grid",     "particles", "data", "ledger",
                                      "cell",    "ellipses", "mass",      "axes"};
const std::vector<std::string> kColours{"density", "logdet", "anisotropy", "inversion"};
const std::vector<std::string> kReadings{"sampling", "density"};
const std::vector<std::string> kSpaces{"base", "data"};
const std::vector<std::string> kMaps{"affine", "planar", "spline"};
const std::vector<std::string> kObjectives{"nll", "reverse-kl", "flow-matching"};

double coordinate(const YamlNode& node) { return node.number(-kFar, kFar); }

std::array<double, 2> place(const YamlNode& node) {
  const std::vector<double> xy = node.numbers(2);
  for (const YamlNode& item : node.items()) coordinate(item);
  return {xy[0], xy[1]};
}

Probe readProbe(const YamlNode& node) {
  const Entries all = node.entries({"space", "at"}, {"at"});
  const auto [x, y] = place(*find(all, "at"));
  const YamlNode* space = find(all, "space");
  return {space == nullptr ? Space::base : static_cast<Space>(space->choice("space", kSpaces)), x, y};
}

Cell readCell(const YamlNode& node) {
  const Entries all = node.entries({"at", "side"}, {"at", "side"});
  const auto [x, y] = place(*find(all, "at"));
  return {x, y, find(all, "side")->number(1e-6, 100)};
}

Brush readBrush(const YamlNode& node) {
  const Entries all = node.entries({"space", "from", "to"}, {"from", "to"});
  const auto [x0, y0] = place(*find(all, "from"));
  const auto [x1, y1] = place(*find(all, "to"));
  if (!(x0 < x1 && y0 < y1)) node.refuse("'from' must be the lower left corner and 'to' the upper right one");
  const YamlNode* space = find(all, "space");
  return {space == nullptr ? Space::base : static_cast<Space>(space->choice("space", kSpaces)), x0, y0, x1, y1};
}

core::Window readWindow(const YamlNode& node) {
  const std::vector<double> w = node.numbers(4);
  for (const YamlNode& item : node.items()) coordinate(item);
  if (!(w[0] < w[1] && w[2] < w[3]))
    node.refuse("a window is [left, right, bottom, top], left < right and bottom < top");
  return {w[0], w[1], w[2], w[3]};
}

LineMap readLine(const YamlNode& node) {
  const Entries every = node.entries();
  const YamlNode* map = find(every, "map");
  if (map == nullptr) node.refuse("the key 'map' is missing here");
  LineMap line;
  line.kind = static_cast<LineMap::Kind>(map->choice("map", kMaps));
  switch (line.kind) {
    case LineMap::Kind::affine: {
      const Entries all = node.entries({"map", "a", "b"}, {"a", "b"});
      line.a = coordinate(*find(all, "a"));
      line.b = coordinate(*find(all, "b"));
      if (line.a == 0) find(all, "a")->refuse("with a = 0 the map has no inverse");
      break;
    }
    case LineMap::Kind::planar: {
      const Entries all = node.entries({"map", "u", "w", "b"}, {"u", "w", "b"});
      line.u = coordinate(*find(all, "u"));
      line.w = coordinate(*find(all, "w"));
      line.b = coordinate(*find(all, "b"));
      if (!(line.u * line.w > -1)) node.refuse("u times w must be above -1, or the map has no inverse");
      break;
    }
    case LineMap::Kind::spline: node.entries({"map"}); break;
  }
  return line;
}

core::TargetSpec readTarget(const YamlNode& node, const std::string& folder) {
  const std::string text = node.text();
  std::vector<std::string> keys;
  for (const core::TargetKind* kind : core::targetKinds()) keys.push_back(kind->info().key);
  if (std::find(keys.begin(), keys.end(), text.substr(0, text.find('('))) != keys.end())
    return node.located([&] { return core::parseTarget(text); });
  if (text.find('.') == std::string::npos) node.refuse(noSuch("target", text, keys));
  return node.located([&] { return core::parseTarget((std::filesystem::path(folder) / text).string()); });
}

// One pass over one step's entries.
class Reader {
 public:
  Reader(const Entries& entries, const Scene& before, int number, const std::string& folder)
      : entries_(entries), scene_(before), number_(number), folder_(folder) {}

  Scene read() {
    readFlow();
    readWeights();
    readMotion();
    readView();
    readLinePage();
    return scene_;
  }

 private:
  const YamlNode* at(const char* key) const { return find(entries_, key); }

  // Gives the weights a new start; what trains goes on only if the step says so.
  void startWeights() {
    scene_.theta.clear();
    scene_.weightsFrom = number_;
    scene_.training = false;
  }
  void startStack(const core::FlowSpec& flow) {
    scene_.flow = flow;
    scene_.project.reset();
    scene_.layer.reset();
    if (scene_.depth) stop(-1);
    startWeights();
  }
  void stop(double depth) {
    scene_.depth = depth;
    if (scene_.warp) scene_.warp = Warp{false, number_};
  }

  void readFlow() {
    if (const YamlNode* node = at("project")) {
      const std::string path = (std::filesystem::path(folder_) / node->text()).string();
      const auto document =
          node->located([&] { return std::make_shared<const core::Document>(core::loadProject(path)); });
      startStack(document->project.flow);
      scene_.project = document;
      scene_.target = document->project.target;
      scene_.objective = document->project.training.objective;
    }
    if (const YamlNode* node = at("target")) scene_.target = readTarget(*node, folder_);
    const YamlNode* objective = at("objective");
    if (objective != nullptr)
      scene_.objective = static_cast<core::Objective>(objective->choice("objective", kObjectives));
    readStack();
    for (const YamlNode* node : {objective, at("target")}) {
      if (node != nullptr) checkObjective(*node);
    }
  }

  void readStack() {
    const YamlNode* preset = at("preset");
    const YamlNode* stack = at("stack");
    if (preset == nullptr && stack == nullptr) return;
    if (preset != nullptr && stack != nullptr) stack->refuse("a step has either a preset or a stack");
    const core::Objective objective = scene_.objective.value_or(core::Objective::maximumLikelihood);
    std::string text;
    if (preset != nullptr) {
      std::vector<std::string> keys;
      for (const core::Preset& one : core::presets()) keys.push_back(one.key);
      text = core::presets()[static_cast<size_t>(preset->choice("preset", keys))].stack;
    } else {
      text = stack->text();
    }
    const YamlNode& node = preset != nullptr ? *preset : *stack;
    startStack(node.located([&] { return core::parseStack(text, objective); }));
    checkObjective(node);
  }

  // That the objective can be had for target and stack as they are now.
  void checkObjective(const YamlNode& node) const {
    std::string why;
    if (scene_.objective == core::Objective::reverseKl && scene_.target) why = core::whyNoReverseKl(*scene_.target);
    if (scene_.objective == core::Objective::flowMatching && scene_.flow) why = core::whyNoFlowMatching(*scene_.flow);
    if (!why.empty()) node.refuse(why);
  }

  void readWeights() {
    if (const YamlNode* node = at("seed")) {
      scene_.seed = static_cast<std::uint64_t>(node->whole(0, 1'000'000'000));
      startWeights();
    }
    const YamlNode* theta = at("theta");
    const YamlNode* values = at("values");
    if (theta != nullptr && values != nullptr) values->refuse("a step has either theta or values");
    if (const YamlNode* node = theta != nullptr ? theta : values) {
      if (!scene_.flow) node->refuse("no step so far has a stack that these numbers could belong to");
      // Numbers by name change those that are already set; the others are as the seed has them.
      std::vector<core::Real> numbers = theta != nullptr ? allWeights(*node, *scene_.flow)
                                                         : namedWeights(*node, *scene_.flow, scene_.theta, scene_.seed);
      startWeights();
      scene_.theta = std::move(numbers);
    }
    if (const YamlNode* node = at("train")) {
      const int word = node->choice("way to train", {"play", "pause", "reset", "restart"});
      if (word >= 2) scene_.weightsFrom = number_;  // reset and restart
      scene_.training = word == 0 || word == 3;
    }
  }

  void readMotion() {
    if (const YamlNode* node = at("depth")) {
      if (node->isWord("base")) {
        stop(0);
      } else if (node->isWord("data")) {
        stop(-1);
      } else {
        if (!scene_.flow) node->refuse("no step so far has a stack; until then a depth is base or data");
        stop(node->number(0, scene_.flow->depth()));
      }
    }
    if (const YamlNode* node = at("warp"))
      scene_.warp = Warp{node->choice("way to warp", {"play", "pause"}) == 0, number_};
    if (const YamlNode* node = at("speed")) scene_.speed = node->number(kLeastSpeed, kMostSpeed);
  }

  void readView() {
    if (const YamlNode* node = at("stage")) scene_.page = static_cast<Page>(node->choice("stage", kPages));
    if (const YamlNode* node = at("show")) {
      std::set<Part> parts;
      for (const YamlNode& item : node->items()) parts.insert(static_cast<Part>(item.choice("part", kParts)));
      scene_.parts = parts;
    }
    if (const YamlNode* node = at("map")) scene_.colours = static_cast<Colours>(node->choice("map", kColours));
    if (const YamlNode* node = at("forget")) scene_.forgetJacobian = node->truth();
    if (const YamlNode* node = at("direction"))
      scene_.reading = static_cast<Reading>(node->choice("direction", kReadings));
    mark("probe", "none", scene_.probe, readProbe);
    mark("cell", "none", scene_.cell, readCell);
    mark("brush", "none", scene_.brush, readBrush);
    mark("window", "auto", scene_.window, readWindow);
    mark("layer", "none", scene_.layer, [this](const YamlNode& node) {
      if (!scene_.flow) node.refuse("no step so far has a stack");
      return node.whole(1, scene_.flow->depth()) - 1;
    });
  }

  void readLinePage() {
    if (const YamlNode* node = at("line")) scene_.line = readLine(*node);
    if (const YamlNode* node = at("strips")) scene_.strips = node->whole(0, kMostStrips);
    if (const YamlNode* node = at("z")) scene_.z = node->number(-10, 10);
  }

  template <class Value, class Read>
  void mark(const char* key, const char* none, std::optional<Value>& value, Read readIt) {
    const YamlNode* node = at(key);
    if (node == nullptr) return;
    if (node->isWord(none))
      value.reset();
    else
      value = readIt(*node);
  }

  const Entries& entries_;
  Scene scene_;
  const int number_;
  const std::string& folder_;
};

}  // namespace

const std::vector<std::string>& sceneKeys() {
  static const std::vector<std::string> keys{"stage",     "target", "preset",    "stack", "theta", "values", "project",
                                             "objective", "seed",   "train",     "depth", "warp",  "speed",  "show",
                                             "map",       "forget", "direction", "probe", "cell",  "brush",  "window",
                                             "layer",     "line",   "strips",    "z"};
  return keys;
}

Scene readScene(const Entries& entries, const Scene& before, int number, const std::string& folder) {
  return Reader(entries, before, number, folder).read();
}

}  // namespace app
