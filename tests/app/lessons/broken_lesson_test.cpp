// A broken lesson gives one sentence, with its file and line.

#include <gtest/gtest.h>

#include "app/lessons/lesson.h"
#include "core/util/error.h"

namespace app {

namespace {

// The sentence about a lesson with one step, whose lines begin at line 3.
std::string refusal(const std::string& text) {
  try {
    readLesson(text, "mine.yaml", "/nowhere");
  } catch (const core::InputError& error) {
    return error.what();
  }
  return "taken";
}

std::string stepRefusal(const std::string& lines) { return refusal("title: Mine\nsteps:\n  - say: Hello\n" + lines); }

TEST(BrokenLesson, EachMistakeIsOneSentenceWithFileAndLine) {
  const struct {
    const char* lines;
    int line;
    const char* why;
  } mistakes[] = {
      {"    target: mons\n", 4, "there is no target 'mons'; did you mean 'moons'?"},
      {"    targt: moons\n", 4, "there is no key 'targt'; did you mean 'target'?"},
      {"    target: nothing.csv\n", 4, "nothing.csv"},
      {"    preset: nfs\n", 4, "there is no preset 'nfs'; did you mean 'nsf'?"},
      {"    stack: planr*2\n", 4, "unknown layer 'planr'"},
      {"    stack: spline(bins=1)\n", 4, "bins must be"},
      {"    stack: planar\n    preset: nsf\n", 4, "either a preset or a stack"},
      {"    stack: planar*2\n    layer: 3\n", 5, "whole number from 1 to 2"},
      {"    layer: 1\n", 4, "no step so far has a stack"},
      {"    stack: planar\n    values: {2: {b: 1}}\n", 5, "there is no layer 2; the stack has 1"},
      {"    stack: planar\n    values: {1: {c: 1}}\n", 5, "there is no key 'c'"},
      {"    stack: planar\n    values: {1: {b: x}}\n", 5, "a number is needed, not 'x'"},
      {"    stack: planar\n    values: {1: {b: .nan}}\n", 5, "a number is needed"},
      {"    stack: additive(hidden=1)\n    values: {1: {conditioner: [1, 2]}}\n", 5, "is 4 numbers here, not 2"},
      {"    stack: planar\n    theta: [1, 2]\n", 5, "has 5 parameters; theta has 2"},
      {"    theta: [1, 2]\n", 4, "no step so far has a stack"},
      {"    project: nothing.pushforward\n", 4, "nothing.pushforward"},
      {"    objective: kl\n", 4, "there is no objective 'kl'; known are nll, reverse-kl and flow-matching"},
      {"    target: checkerboard\n    objective: reverse-kl\n", 5, "reverse KL"},
      {"    stack: planar\n    objective: flow-matching\n", 4, ""},
      {"    seed: -1\n", 4, "whole number"},
      {"    train: go\n", 4, "there is no way to train 'go'"},
      {"    depth: 1\n", 4, "no step so far has a stack"},
      {"    stack: planar\n    depth: 2\n", 5, "from 0 to 1, not 2"},
      {"    warp: fast\n", 4, "there is no way to warp 'fast'"},
      {"    speed: 0\n", 4, "from 0.05 to 10"},
      {"    stage: plan\n", 4, "there is no stage 'plan'"},
      {"    show: [grid, gird]\n", 4, "there is no part 'gird'; did you mean 'grid'?"},
      {"    show: grid\n", 4, "a list is needed, not 'grid'"},
      {"    map: heat\n", 4, "there is no map 'heat'"},
      {"    forget: maybe\n", 4, "true or false is needed, not 'maybe'"},
      {"    direction: forward\n", 4, "there is no direction 'forward'; known are sampling and density"},
      {"    probe: {space: base}\n", 4, "the key 'at' is missing"},
      {"    probe: {at: [1, 2, 3]}\n", 4, "2 numbers are needed, not 3"},
      {"    probe: {at: [1, 2], spce: base}\n", 4, "there is no key 'spce'; known are space and at"},
      {"    cell: {at: [0, 0], side: 0}\n", 4, "from 1e-06 to 100"},
      {"    brush: {from: [1, 1], to: [0, 0]}\n", 4, "lower left"},
      {"    window: [4, -4, -4, 4]\n", 4, "left < right"},
      {"    line: {map: affine, a: 0, b: 1}\n", 4, "no inverse"},
      {"    line: {map: planar, u: -1, w: 1, b: 0}\n", 4, "above -1"},
      {"    line: {map: planar, u: 1}\n", 4, "is missing here"},
      {"    line: {map: cubic}\n", 4, "there is no map 'cubic'"},
      {"    strips: 2.5\n", 4, "whole number"},
      {"    point: canvass\n", 4, "there is no thing on screen 'canvass'; did you mean 'canvas'?"},
      {"    answer: 3\n", 4, "belongs to a question"},
      {"    ask: What?\n", 4, "needs an 'answer'"},
      {"    ask: What?\n    answer: That\n    choices: [one]\n", 6, "2 to 4 choices"},
      {"    ask: What?\n    answer: That\n    choices: [a, b]\n    right: 3\n", 7, "from 1 to 2"},
      {"    ask: What?\n    answer: That\n    reveal: {shw: [grid]}\n", 6, "did you mean 'show'?"},
      {"    ask: What?\n    answer: That\n    wait: {seconds: 3}\n", 6, "a question waits for a click"},
      {"    wait: 3\n", 4, "a step waits for"},
      {"    wait: {seconds: 3, gap: 1}\n", 4, "either for seconds or for a gap"},
      {"    wait: {gap: 0.1, at least: 3}\n", 4, "there is no key 'at least'"},
      {"    title: $x\n", 4, "$"},
      {"    target: moons\n    target: rings\n", 5, "for the second time"},
      {"  - title: No caption\n", 4, "needs a caption"},
      {"  - just words\n", 4, "key: value"},
      {"    show: [grid\n", 5, "no YAML"},
      {"   show: [grid]\n", 4, "no YAML"}};
  for (const auto& mistake : mistakes) {
    const std::string sentence = stepRefusal(mistake.lines);
    EXPECT_TRUE(sentence.starts_with("mine.yaml, line " + std::to_string(mistake.line) + ": "))
        << mistake.lines << " -> " << sentence;
    EXPECT_NE(sentence.find(mistake.why), std::string::npos) << mistake.lines << " -> " << sentence;
    EXPECT_EQ(sentence.find('\n'), std::string::npos) << sentence;
    EXPECT_LT(sentence.size(), 300u) << sentence;
  }
}

TEST(BrokenLesson, SoIsAFileThatIsNoLesson) {
  const struct {
    const char* text;
    const char* sentence;
  } files[] = {{"", "mine.yaml, line 1: a lesson starts with 'title:' and has a list of 'steps:'"},
               {"hello", "mine.yaml, line 1: a lesson starts with 'title:' and has a list of 'steps:'"},
               {"title: x\n", "mine.yaml, line 1: the key 'steps' is missing here"},
               {"title: x\nsteps: []\n", "mine.yaml, line 2: a lesson has 1 to 200 steps"},
               {"title: x\nsteps: none\n", "mine.yaml, line 2: here a list is needed, not 'none'"},
               {"tilte: x\nsteps: [say: x]\n",
                "mine.yaml, line 1: there is no key 'tilte'; known are title, summary and steps"}};
  for (const auto& file : files) EXPECT_EQ(refusal(file.text), file.sentence);
}

TEST(BrokenLesson, SoIsOneThatIsMeantToBreakTheReader) {
  for (const std::string& text :
       {std::string(100'000, '['), "title: " + std::string(100'000, '{'), std::string(200'000, 'k') + ": 1\n",
        std::string("title: &a [*a]\nsteps: *a\n"), std::string(2 << 20, 'x')}) {
    const std::string sentence = refusal(text);
    EXPECT_TRUE(sentence.starts_with("mine.yaml")) << sentence.substr(0, 200);
    EXPECT_LT(sentence.size(), 300u);
  }
}

TEST(BrokenLesson, BytesOfAnyKindAreRefusedOrTaken) {
  std::string text =
      "title: Mine\nsteps:\n  - say: Hello $x$\n    stack: planar\n    values: {1: {b: 1}}\n    probe: {at: [1, 2]}\n";
  // Every byte of a lesson replaced by some others: a sentence or a lesson, never anything else.
  for (size_t i = 0; i < text.size(); ++i) {
    for (const char byte : {'\0', '{', ':', '&', '*', '\t', '\xff', '-', '['}) {
      std::string broken = text;
      broken[i] = byte;
      const std::string sentence = refusal(broken);
      EXPECT_TRUE(sentence == "taken" || sentence.starts_with("mine.yaml")) << sentence;
    }
  }
}

}  // namespace

}  // namespace app
