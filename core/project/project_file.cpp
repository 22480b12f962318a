#include "core/project/project_file.h"

#include <filesystem>
#include <limits>
#include <set>

#include "core/project/base64.h"
#include "core/project/data_link.h"
#include "core/project/edits.h"
#include "core/project/flow_json.h"
#include "core/project/json_node.h"
#include "core/project/target_json.h"
#include "core/project/training_json.h"
#include "core/project/view_json.h"
#include "core/training/recovery.h"
#include "core/util/error.h"

namespace core {

namespace {

constexpr int kVersionWithoutLinks = 2;
constexpr int kMostVersion = std::numeric_limits<int>::max();
constexpr int kLargestId = 1 << 30;       // leaves room for new cards
constexpr double kLargestScaling = 1e30;  // what becomes single precision stays a number
constexpr std::uint64_t kLargestSplitSeed = 1'000'000;
constexpr int kMostLessonSteps = 1'000'000;
constexpr int kDeepest = 16;  // brackets inside brackets
constexpr const char* kPngSignature = "\x89PNG\r\n\x1a\n";

}  // namespace

Json flowJson(const FlowSpec& flow) {
  Json out = Json::array();
  for (const LayerSpec& card : flow.layers) {
    out.push_back({{"key", card.key},
                   {"id", card.id},
                   {"enabled", card.enabled},
                   {"locked", card.locked},
                   {"settings", settingsJson(card.settings)}});
  }
  return out;
}

Json scalingJson(const Scaling& scaling) {
  return {{"mean", {scaling.mean[0], scaling.mean[1]}}, {"scale", {scaling.scale[0], scaling.scale[1]}}};
}

Json baseJson(const BaseSpec& base) { return {{"key", base.key}, {"settings", settingsJson(base.settings)}}; }

FlowSpec readFlow(const JsonNode& node, Objective objective) {
  FlowSpec flow;
  std::set<int> ids;
  const size_t count = node.listSize(1, FlowSpec::kMaxLayers, "layers");
  for (size_t i = 0; i < count; ++i) {
    const JsonNode entry = node.at(i);
    const Settings settings = readSettings(entry);
    const std::string key = entry.at("key").text();
    LayerSpec card = explained(entry, [&] { return makeCard(flow, flow.depth(), key, settings, objective); });
    card.id = entry.at("id").integer(1, kLargestId);
    if (!ids.insert(card.id).second) entry.at("id").refuse("is that of another layer");
    card.enabled = entry.at("enabled").flag();
    if (entry.has("locked")) card.locked = entry.at("locked").flag();
    flow.layers.push_back(card);
  }
  return flow;
}

BaseSpec readBase(const JsonNode& node) {
  return explained(node, [&] { return baseSpec(node.at("key").text(), readSettings(node)); });
}

Scaling readScaling(const JsonNode& node) {
  Scaling scaling;
  node.at("mean").listSize(2, 2, "numbers");
  node.at("scale").listSize(2, 2, "numbers");
  for (size_t j = 0; j < 2; ++j) {
    scaling.mean[j] = node.at("mean").at(j).number(-kLargestScaling, kLargestScaling);
    node.at("scale").at(j).positive();
    scaling.scale[j] = node.at("scale").at(j).number(1 / kLargestScaling, kLargestScaling);
  }
  return scaling;
}

Json parseJson(const std::string& text, const std::string& name) {
  // Nothing of ours is deeper; a reader that is must not run out of stack.
  const auto watch = [&](int depth, Json::parse_event_t, Json&) {
    if (depth > kDeepest) throw InputError(name + ": not a Pushforward file: its brackets are nested too deeply");
    return true;
  };
  try {
    return Json::parse(text, watch);
  } catch (const Json::exception& error) {
    const auto* place = dynamic_cast<const Json::parse_error*>(&error);
    const std::string where = place != nullptr ? " at byte " + std::to_string(place->byte) : "";
    throw InputError(name + ": damaged or not a Pushforward file: its text is no JSON" + where);
  }
}

std::string toJson(const Document& document) {
  const Project& p = document.project;
  Json out;
  out["format"] = "pushforward";
  // A link that nobody has looked at is none. What does not know of links would take the stand-in for the data.
  const bool linked = p.link && !p.link->hash.empty();
  out["version"] = linked ? kProjectVersion : kVersionWithoutLinks;
  out["base"] = baseJson(p.flow.base);
  out["flow"] = flowJson(p.flow);
  if (makeTarget(p.target)->condition().exists()) out["conditional"] = p.flow.conditional;
  out["target"] = linked ? linkedTargetJson(p.target, *p.link) : targetJson(p.target);
  out["scaling"] = scalingJson(p.scaling);
  out["training"] = trainingJson(p.training);
  out["view"] = viewJson(p.view);
  if (document.state.theta.size() > 0) out["weights"] = weightsJson(document.state, document.weightsOnly);
  if (document.lesson) {
    const LessonPlace& place = *document.lesson;
    out["lesson"] = {{"file", place.file}, {"step", place.step}, {"revealed", place.revealed}};
  }
  out["thumbnail"] = toBase64(document.thumbnail);
  return out.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

Document fromJson(const std::string& text, const std::string& name) {
  const Json json = parseJson(text, name);
  const JsonNode top(json, name, "");
  if (!json.is_object() || !top.has("format") || !json["format"].is_string() || json["format"] != "pushforward")
    top.refuse("not a Pushforward file: its entry \"format\" is not \"pushforward\"");
  const int version = top.at("version").integer(1, kMostVersion);
  if (version > kProjectVersion)
    top.refuse("was saved by a newer Pushforward (format " + std::to_string(version) + ", this one reads " +
               std::to_string(kProjectVersion) + ")");
  Document out;
  Project& p = out.project;
  p.training = readTraining(top.at("training"));
  p.flow = readFlow(top.at("flow"), p.training.objective);
  if (top.has("base")) p.flow.base = readBase(top.at("base"));  // format 1 knew only the Gaussian
  p.target = readTarget(top.at("target"));
  p.link = readLink(top.at("target"));
  // The first format had no seed of the split: training's was it. Going on, no point that was held out may be trained on.
  if (version == 1 && p.target.key == "points" && p.training.seed <= kLargestSplitSeed)
    p.target.settings["split_seed"] = std::to_string(p.training.seed);
  const bool hasCondition = makeTarget(p.target)->condition().exists();
  p.flow.conditional = top.has("conditional") ? top.at("conditional").flag() : hasCondition;
  if (p.flow.conditional && !hasCondition) top.at("conditional").refuse("does not fit the target: it has no condition");
  p.scaling = readScaling(top.at("scaling"));
  if (p.training.objective == Objective::reverseKl) {
    const std::string why = whyNoReverseKl(p.target);
    if (!why.empty()) top.at("training").at("objective").refuse("does not fit the target: " + why);
  }
  if (p.training.objective == Objective::flowMatching) {
    const std::string why = whyNoFlowMatching(p.flow);
    if (!why.empty()) top.at("training").at("objective").refuse("does not fit the stack: " + why);
  }
  p.view = readView(top.at("view"));
  const Condition condition = makeTarget(p.target)->condition();
  if (!condition.allows(p.view.given)) p.view.given = condition.standard();  // written by hand
  const Flow flow(p.flow);
  if (top.has("weights")) {
    out.state = readWeights(top.at("weights"), flow.parameterCount());
  } else {  // written by hand: it starts from the beginning
    out.state = TrainState::start(flow, p.training.seed);
    out.state.past = std::make_shared<TrainingPast>(TrainingPast{.untrained = true});
  }
  if (top.has("lesson")) {
    const JsonNode place = top.at("lesson");
    out.lesson = LessonPlace{place.at("file").text(), place.at("step").integer(0, kMostLessonSteps),
                             place.at("revealed").flag()};
  }
  if (top.has("thumbnail")) {
    out.thumbnail = top.at("thumbnail").bytes();
    if (!out.thumbnail.empty() && !out.thumbnail.starts_with(kPngSignature)) top.at("thumbnail").refuse("is not a PNG");
  }
  return out;
}

WrittenProject textFor(const std::string& path, const Document& document) {
  if (!document.project.link) return {toJson(document)};
  const CheckedLink checked = checkedLink(document.project);
  Document written = document;
  written.project.link = checked.link;
  if (checked.link) {
    std::error_code none;
    if (std::filesystem::equivalent(path, checked.link->path, none))
      throw InputError(path + " holds the data that is linked, and is not replaced by a project");
    const auto folder = std::filesystem::absolute(path, none).lexically_normal().parent_path();
    written.project.link->path = std::filesystem::path(checked.link->path).lexically_proximate(folder).string();
  }
  return {toJson(written), checked.link, checked.sentence};
}

WrittenProject saveProject(const std::string& path, const Document& document) {
  WrittenProject written = textFor(path, document);
  writeFileAtomically(path, written.text);
  written.text.clear();
  return written;
}

void takeUpLink(Document& document, const std::string& path) {
  if (document.project.link)
    document.linkSentence = takeUpLink(document.project, std::filesystem::path(path).parent_path().string());
}

Document loadProject(const std::string& path) {
  Document document = fromJson(readWholeFile(path), path);
  takeUpLink(document, path);
  return document;
}

}  // namespace core
