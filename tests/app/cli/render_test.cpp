// Pictures and films of a saved flow, without a display.

#include <png.h>
#include <chrono>
#include <set>
#include <thread>

#include "tests/app/cli/cli_fixture.h"

namespace {

using namespace cli_testing;

class Render : public Cli {
 protected:
  Result render(const Arguments& more, const std::string& out) {
    Arguments all{"render", flow(), "--out", files.path(out)};
    all.insert(all.end(), more.begin(), more.end());
    return run(all);
  }
  static std::pair<int, int> pngSize(const std::string& path) {
    png_image image{};
    image.version = PNG_IMAGE_VERSION;
    if (png_image_begin_read_from_file(&image, path.c_str()) == 0) return {0, 0};
    const std::pair<int, int> size(image.width, image.height);
    png_image_free(&image);
    return size;
  }
};

TEST_F(Render, StillsOfEveryKindHaveTheirSize) {
  EXPECT_EQ(render({"--size", "400x300"}, "f.png").status, 0);
  EXPECT_EQ(pngSize(files.path("f.png")), std::pair(400, 300));
  EXPECT_EQ(render({"--size", "400x300", "--theme", "dark"}, "dark.png").status, 0);
  EXPECT_NE(readFile(files.path("f.png")), readFile(files.path("dark.png")));
  EXPECT_EQ(render({"--size", "40x30mm", "--dpi", "254"}, "f.svg").status, 0);
  EXPECT_NE(readFile(files.path("f.svg")).find("width=\"40.000mm\""), std::string::npos);
  EXPECT_EQ(render({"--size", "400x300", "--caption", "Two moons."}, "f.pdf").status, 0);
  EXPECT_EQ(readFile(files.path("f.pdf")).substr(0, 5), "%PDF-");
  EXPECT_EQ(entries(), 4u);
}

TEST_F(Render, TheSameCommandGivesTheSamePicture) {
  EXPECT_EQ(render({"--size", "320x240", "--depth", "1.5"}, "a.png").status, 0);
  EXPECT_EQ(render({"--size", "320x240", "--depth", "1.5", "--threads", "1"}, "b.png").status, 0);
  EXPECT_EQ(render({"--size", "320x240", "--depth", "1.6"}, "c.png").status, 0);
  EXPECT_EQ(readFile(files.path("a.png")), readFile(files.path("b.png")));
  EXPECT_NE(readFile(files.path("a.png")), readFile(files.path("c.png")));
}

TEST_F(Render, PresetsSayHowLargeAndWhat) {
  EXPECT_EQ(render({"--preset", "slide"}, "slide.png").status, 0);
  EXPECT_EQ(pngSize(files.path("slide.png")), std::pair(1920, 1080));
  const Result paper = render({"--preset", "paper"}, "paper.svg");
  EXPECT_EQ(paper.status, 0) << paper.err;
  const std::string svg = readFile(files.path("paper.svg"));
  EXPECT_NE(svg.find("width=\"170.0"), std::string::npos) << svg.substr(0, 300);
  for (const std::string text : {"base z", "layer 1", "layer 2", "data x"})
    EXPECT_NE(svg.find(">" + text + "<"), std::string::npos) << text;
  EXPECT_EQ(render({"--preset", "poster", "--size", "500x700"}, "poster.png").status, 0);
  EXPECT_EQ(pngSize(files.path("poster.png")), std::pair(500, 700));
}

TEST_F(Render, AFilmHasAsManyFramesAsSecondsTimesRate) {
  const Result r = render({"--size", "160x120", "--fps", "8", "--seconds", "1.5"}, "film/");
  EXPECT_EQ(r.status, 0) << r.err;
  size_t frames = 0;
  for (const auto& entry : fs::directory_iterator(files.path("film"))) {
    ++frames;
    EXPECT_EQ(pngSize(entry.path()), std::pair(160, 120));
  }
  EXPECT_EQ(frames, 12u);
}

TEST_F(Render, TrainingIsPlayedFromTheFirstStepAndAlwaysAlike) {
  const Arguments words = {"--size", "160x120", "--fps",    "5",       "--seconds",
                           "2",      "--play",  "training", "--style", "no-numbers"};
  const Result first = render(words, "a/"), second = render(words, "b/");
  EXPECT_EQ(first.status, 0) << first.err;
  EXPECT_EQ(second.status, 0) << second.err;
  for (const std::string frame : {"frame_0001.png", "frame_0004.png", "frame_0010.png"})
    EXPECT_EQ(readFile(files.path("a/" + frame)), readFile(files.path("b/" + frame))) << frame;
  EXPECT_NE(readFile(files.path("a/frame_0001.png")), readFile(files.path("a/frame_0010.png")));
}

// Whatever the schedule was and however often it was gone on from: what is done again ends at the saved weights, or that is
// told.
TEST_F(Render, TrainingIsDoneAgainAsItWasRun) {
  const std::string f = files.path("f.pushforward");
  const auto train = [&](Arguments words) {
    words.insert(words.begin(), "train");
    words.insert(words.end(), {"--device", "cpu", "--quiet", "--out", f});
    const Result r = run(words);
    EXPECT_EQ(r.status, 0) << r.err;
  };
  const auto told = [&] {
    const Result r = run({"render", f, "--out", files.path("film/"), "--size", "64x64", "--fps", "2", "--seconds", "1",
                          "--play", "training", "--style", "no-numbers"});
    EXPECT_EQ(r.status, 0) << r.err;
    fs::remove_all(files.path("film"));
    return r.err;
  };
  const Arguments start = {"--target", "moons", "--stack", "affine*2(hidden=8)", "--batch", "64", "--steps"};
  for (const char* schedule : {"standard", "constant", "cosine"}) {
    Arguments words = start;
    words.insert(words.end(), {"120", "--schedule", schedule});
    train(words);
    EXPECT_EQ(told(), "") << schedule;
    train({"--from", f, "--steps", "90", "--lr", "0.002", "--schedule", "constant"});
    EXPECT_EQ(told(), "") << schedule << ", continued";
  }
  Arguments words = start;
  words.back() = "--seconds";
  words.push_back("0.3");
  train(words);
  EXPECT_EQ(told(), "");  // its horizon moved
  train({"--from", f, "--steps", "5", "--weights-only"});
  EXPECT_EQ(told(), "");
  // Weights that were changed by other means.
  Json project = Json::parse(readFile(f));
  std::string theta = project["weights"]["theta"];
  std::fill(theta.begin(), theta.end() - 4, 'A');  // zeros
  project["weights"]["theta"] = theta;
  std::ofstream(f) << project.dump();
  const std::string sentence = told();
  EXPECT_NE(sentence.find("the training ends at other weights than the saved ones, NLL "), std::string::npos)
      << sentence;
  EXPECT_EQ(std::count(sentence.begin(), sentence.end(), '\n'), 1);
}

TEST_F(Render, ARaceOfFilesAndStacksIsAlwaysAlike) {
  const auto race = [&](const std::string& out, const Arguments& who) {
    Arguments all{"render", "--play",    "race", "--size", "200x150",      "--fps",
                  "4",      "--seconds", "1.5",  "--out",  files.path(out)};
    all.insert(all.end(), who.begin(), who.end());
    return run(all);
  };
  const Arguments both{flow(), "--lane", "planar*2"};
  const Result first = race("a/", both), second = race("b/", both);
  EXPECT_EQ(first.status, 0) << first.err;
  EXPECT_EQ(second.status, 0) << second.err;
  size_t frames = 0;
  for (const auto& entry : fs::directory_iterator(files.path("a"))) {
    ++frames;
    EXPECT_EQ(pngSize(entry.path()), std::pair(200, 150));
    EXPECT_EQ(readFile(entry.path()), readFile(files.path("b/" + entry.path().filename().string())));
  }
  EXPECT_EQ(frames, 6u);
  EXPECT_NE(readFile(files.path("a/frame_0001.png")), readFile(files.path("a/frame_0006.png")));
  const Result stacks = race("c.webp", {"--target", "moons", "--lane", "planar*2", "--lane", "nice", "--steps", "20"});
  EXPECT_EQ(stacks.status, 0) << stacks.err;
  EXPECT_EQ(readFile(files.path("c.webp")).substr(8, 4), "WEBP");
}

TEST_F(Render, WhatIsNoRaceIsRefusedInOneSentence) {
  const std::pair<std::string, Arguments> all[] = {
      {"two flows", {flow(), "--play", "race"}},
      {"needs .pushforward files", {"--play", "race", "--lane", "nsf", "--lane", "maf"}},
      {"--lane", {flow(), "--lane", "nsf"}},
      {"--lane", {flow(), "--play", "race", "--lane", "sparkles"}},
      {"--target", {flow(), "--target", "moons", "--play", "race", "--lane", "nsf"}},
      {"--seed", {flow(), "--seed", "3", "--play", "race", "--lane", "nsf"}},
      {"--steps", {flow(), "--steps", "10"}},
      {"--steps", {flow(), "--play", "race", "--lane", "nsf", "--steps", "0"}},
      {"--play race", {flow(), flow()}},
      {"layout", {flow(), "--play", "race", "--lane", "planar", "--layout", "row"}},
      {"at most 6",
       {"--target", "moons", "--play", "race", "--lane", "nsf", "--lane", "nsf", "--lane", "nsf", "--lane", "nsf",
        "--lane", "nsf", "--lane", "nsf", "--lane", "nsf"}},
      {"target", {"--play", "race", "--target", "nowhere", "--lane", "nsf", "--lane", "maf"}},
      {"needs a FLOW", {}},
      {"--lesson", {"--play", "lesson"}},
      {"--lesson", {flow(), "--play", "depth", "--lesson", "01_change_of_variables"}},
      {"brings its own", {flow(), "--lesson", "01_change_of_variables"}},
      {"there is no lesson", {"--lesson", "quantum"}},
      {"several lessons", {"--lesson", "and"}},
      {"layout", {"--lesson", "01_change_of_variables", "--layout", "beside"}},
  };
  for (const auto& [word, words] : all) {
    Arguments line{"render", "--out", files.path("film/")};
    line.insert(line.end(), words.begin(), words.end());
    const Result r = run(line);
    std::string shown;
    for (const std::string& w : words) shown += " " + w;
    EXPECT_EQ(r.status, 2) << shown << ": " << r.err;
    EXPECT_EQ(std::count(r.err.begin(), r.err.end(), '\n'), 1) << shown << ": " << r.err;
    EXPECT_NE(r.err.find(word), std::string::npos) << shown << ": " << r.err;
    EXPECT_EQ(entries(), 0u) << shown;
  }
}

TEST_F(Render, ALessonIsPlayedByItsName) {
  const auto lesson = [&](const std::string& out) {
    return run({"render", "--play", "lesson", "--lesson", "change_of_variables", "--size", "240x136", "--fps", "2",
                "--seconds", "7", "--out", files.path(out)});
  };
  const Result first = lesson("a/"), second = lesson("b/");
  EXPECT_EQ(first.status, 0) << first.err;
  EXPECT_EQ(second.status, 0) << second.err;
  std::set<std::string> pictures;
  for (int i = 1; i <= 14; ++i) {
    const std::string frame = (i < 10 ? "frame_000" : "frame_00") + std::to_string(i) + ".png";
    EXPECT_EQ(pngSize(files.path("a/" + frame)), std::pair(240, 136)) << frame;
    EXPECT_EQ(readFile(files.path("a/" + frame)), readFile(files.path("b/" + frame))) << frame;
    pictures.insert(readFile(files.path("a/" + frame)));
  }
  EXPECT_GE(pictures.size(), 12u);  // each step has its own
  const std::string own = files.write("own.yaml", "title: Mine\nsteps:\n  - say: Hello.\n    stack: planar\n");
  const Result file = run(
      {"render", "--lesson", own, "--seconds", "1", "--fps", "2", "--size", "200x120", "--out", files.path("own.gif")});
  EXPECT_EQ(file.status, 0) << file.err;
  EXPECT_EQ(readFile(files.path("own.gif")).substr(0, 3), "GIF");
  const std::string broken = files.write("broken.yaml", "title: Mine\nsteps:\n  - say: Hello.\n    stack: sparkles\n");
  const Result bad = run({"render", "--lesson", broken, "--out", files.path("broken.gif")});
  EXPECT_EQ(bad.status, 2);
  EXPECT_NE(bad.err.find("line 4"), std::string::npos) << bad.err;
}

TEST_F(Render, BadInputIsOneLineStatusTwoAndLeavesNothing) {
  const std::string old = files.write("old.png", "old");
  const std::pair<std::string, Arguments> all[] = {
      {"f.png", {"--preset", "nope"}},
      {"f.png", {"--size", "0"}},
      {"f.png", {"--size", "0x100"}},
      {"f.png", {"--size", "100x0"}},
      {"f.png", {"--size", "-5x100"}},
      {"f.png", {"--size", "20000x100"}},
      {"f.png", {"--size", "16000x16000"}},
      {"f.png", {"--size", "wide"}},
      {"f.png", {"--size", "100x100cm"}},
      {"f.png", {"--size", "nanxnan"}},
      {"f.png", {"--dpi", "0"}},
      {"f.png", {"--depth", "-0.5"}},
      {"f.png", {"--depth", "3.5"}},
      {"f.png", {"--depth", "nan"}},
      {"f.png", {"--layout", "heap"}},
      {"f.png", {"--theme", "pink"}},
      {"f.png", {"--window", "1,2,3"}},
      {"f.png", {"--window", "2,1,0,1"}},
      {"f.png", {"--style", "sparkles"}},
      {"f.png", {"--caption", "$\\nosuchthing$"}},
      {"f.png", {"--given", "1"}},
      {"f.png", {"--play", "depth"}},
      {"f.png", {"--seconds", "3"}},
      {"f.png", {"--fps", "30"}},
      {"f.tiff", {}},
      {"f", {}},
      {"no/folder/f.png", {}},
      {"film/", {"--play", "chess"}},
      {"film/", {"--loop", "thrice"}},
      {"film/", {"--fps", "0"}},
      {"film/", {"--seconds", "0"}},
      {"film/", {"--seconds", "nan"}},
      {"film/", {"--seconds", "4000"}},
      {"film/", {"--preset", "paper"}},
      {"film/", {"--layout", "row"}},
      {"no/folder/", {"--seconds", "0.1"}},
  };
  for (const auto& [out, words] : all) {
    const Result r = render(words, out);
    std::string shown = out;
    for (const std::string& word : words) shown += " " + word;
    EXPECT_EQ(r.status, 2) << shown << ": " << r.err;
    EXPECT_EQ(std::count(r.err.begin(), r.err.end(), '\n'), 1) << shown << ": " << r.err;
    EXPECT_EQ(r.err.rfind("pushforward: ", 0), 0u) << shown << ": " << r.err;
    EXPECT_EQ(r.out, "") << shown;
    EXPECT_EQ(entries(), 1u) << shown;
  }
  EXPECT_EQ(render({"--depth", "9"}, "old.png").status, 2);
  EXPECT_EQ(readFile(old), "old");
}

TEST_F(Render, ADiskThatIsFullIsToldAndStatusOne) {
  fs::create_symlink("/dev/full", files.path("full.png"));
  const Result full = render({"--size", "200x200"}, "full.png");
  EXPECT_EQ(full.status, 1) << full.err;
  EXPECT_EQ(std::count(full.err.begin(), full.err.end(), '\n'), 1) << full.err;
}

TEST_F(Render, InterruptedItLeavesNothing) {
  for (const std::string out : {"large.png", "film/"}) {
    const Arguments size =
        out == "film/" ? Arguments{"--size", "1280x720", "--seconds", "300"} : Arguments{"--size", "8000x8000"};
    Arguments all{"render", flow(), "--out", files.path(out)};
    all.insert(all.end(), size.begin(), size.end());
    const pid_t child = start(all);
    std::this_thread::sleep_for(std::chrono::milliseconds(900));
    kill(child, SIGINT);
    const Result r = finish(child);
    EXPECT_EQ(r.status, 130) << out << r.err;
    EXPECT_EQ(entries(), 0u) << out;
  }
}

TEST_F(Render, AnUntrainedFlowHasNoTrainingToPlay) {
  const std::string json = files.path("flow.json");
  EXPECT_EQ(run({"export", flow(), "--format", "json", "--out", json}).status, 0);
  const Result r = run({"render", json, "--out", files.path("film/"), "--play", "training"});
  EXPECT_EQ(r.status, 2) << r.err;
  EXPECT_NE(r.err.find("has not been trained"), std::string::npos) << r.err;
  EXPECT_EQ(run({"render", json, "--size", "200x150", "--out", files.path("f.png")}).status, 0);
}

}  // namespace
