#include "app/lessons/lesson.h"

#include "app/lessons/lesson_text.h"
#include "app/lessons/scene_reader.h"

namespace app {

namespace {

using Entries = std::vector<std::pair<std::string, YamlNode>>;

constexpr size_t kMostSteps = 200, kMostChoices = 4, kLongest = 1 << 20;
constexpr double kLongestWait = 600;  // seconds
constexpr double kGapWait = 60;       // seconds that a gap is waited for if the lesson does not say

std::vector<std::string> stepKeys() {
  std::vector<std::string> keys{"title", "say", "ask", "choices", "right", "answer", "reveal", "wait", "point"};
  keys.insert(keys.end(), sceneKeys().begin(), sceneKeys().end());
  return keys;
}

// Text that is shown, so its mathematics is set once now.
std::string shownText(const YamlNode& node) {
  const std::string text = node.text();
  node.located([&] { checkText(text); });
  return text;
}

std::string textAt(const Entries& entries, const char* key) {
  const YamlNode* node = find(entries, key);
  return node == nullptr ? std::string() : shownText(*node);
}

Wait readWait(const YamlNode& node) {
  if (node.isWord("click")) return {};
  if (!node.isMap()) node.refuse("a step waits for click, {seconds: s} or {gap: g, at most: seconds}");
  const Entries all = node.entries({"seconds", "gap", "at most"});
  const YamlNode* seconds = find(all, "seconds");
  const YamlNode* gap = find(all, "gap");
  const YamlNode* most = find(all, "at most");
  if ((seconds != nullptr) == (gap != nullptr)) node.refuse("a step waits either for seconds or for a gap");
  if (seconds != nullptr) {
    if (most != nullptr) most->refuse("'at most' belongs to a gap");
    return {Wait::Kind::seconds, seconds->number(0, kLongestWait), 0};
  }
  return {Wait::Kind::gap, most == nullptr ? kGapWait : most->number(0, kLongestWait), gap->number(0, 10)};
}

void readQuestion(const Entries& entries, Step& step) {
  const YamlNode* ask = find(entries, "ask");
  for (const char* key : {"choices", "right", "answer", "reveal"}) {
    const YamlNode* node = find(entries, key);
    if (node != nullptr && ask == nullptr)
      node->refuse("'" + std::string(key) + "' belongs to a question; this step has no 'ask'");
  }
  if (ask == nullptr) return;
  step.ask = shownText(*ask);
  if (find(entries, "answer") == nullptr) ask->refuse("a question needs an 'answer', which the next click reveals");
  step.answer = textAt(entries, "answer");
  if (const YamlNode* choices = find(entries, "choices")) {
    for (const YamlNode& choice : choices->items()) step.choices.push_back(shownText(choice));
    if (step.choices.size() < 2 || step.choices.size() > kMostChoices)
      choices->refuse("a question has 2 to 4 choices, not " + std::to_string(step.choices.size()));
  }
  if (const YamlNode* right = find(entries, "right")) {
    if (step.choices.empty()) right->refuse("'right' is the number of a choice; this question has no 'choices'");
    step.right = right->whole(1, static_cast<int>(step.choices.size())) - 1;
  }
  const YamlNode* wait = find(entries, "wait");
  if (wait != nullptr && !wait->isWord("click")) wait->refuse("a question waits for a click");
}

Step readStep(const YamlNode& node, const Scene& before, int number, const std::string& folder) {
  const Entries entries = node.entries(stepKeys());
  Step step;
  step.title = textAt(entries, "title");
  step.say = textAt(entries, "say");
  readQuestion(entries, step);
  if (step.say.empty() && step.ask.empty()) node.refuse("a step needs a caption, 'say', or a question, 'ask'");
  if (const YamlNode* wait = find(entries, "wait")) step.wait = readWait(*wait);
  if (const YamlNode* point = find(entries, "point")) {
    point->choice("thing on screen", thingsOnScreen());
    step.point = point->text();
  }
  step.scene = readScene(entries, before, 2 * number, folder);
  step.revealed = step.scene;
  if (const YamlNode* reveal = find(entries, "reveal"))
    step.revealed = readScene(reveal->entries(sceneKeys()), step.scene, 2 * number + 1, folder);
  return step;
}

}  // namespace

const std::vector<std::string>& thingsOnScreen() {
  static const std::vector<std::string> names{"canvas",    "formula",   "integral", "ledger", "strip",
                                              "stack",     "inspector", "targets",  "layers", "play",
                                              "direction", "loss",      "gap"};
  return names;
}

Lesson readLesson(const std::string& text, const std::string& name, const std::string& folder) {
  if (text.size() > kLongest) throw core::InputError(name + ": this is longer than any lesson, 1 MB");
  const YamlNode root = YamlNode::parse(text, name);
  if (!root.isMap())
    throw core::InputError(name + ", line 1: a lesson starts with 'title:' and has a list of 'steps:'");
  const Entries entries = root.entries({"title", "summary", "steps"}, {"title", "steps"});
  Lesson lesson;
  lesson.title = textAt(entries, "title");
  lesson.summary = textAt(entries, "summary");
  const YamlNode& list = *find(entries, "steps");
  const std::vector<YamlNode> steps = list.items();
  if (steps.empty() || steps.size() > kMostSteps) list.refuse("a lesson has 1 to 200 steps");
  for (const YamlNode& step : steps) {
    const Scene before = lesson.steps.empty() ? Scene{} : lesson.steps.back().revealed;
    lesson.steps.push_back(readStep(step, before, static_cast<int>(lesson.steps.size()), folder));
  }
  return lesson;
}

const Scene& sceneAt(const Lesson& lesson, int step, bool revealed) {
  const Step& at = lesson.steps.at(static_cast<size_t>(step));
  return revealed ? at.revealed : at.scene;
}

}  // namespace app
