// Project files and exported flows, fed to their readers damaged.

#include <gtest/gtest.h>

#include <cmath>

#include "core/export/exporter.h"
#include "core/export/import.h"
#include "core/export/zip.h"
#include "core/project/edits.h"
#include "core/project/project_file.h"
#include "core/targets/picture.h"
#include "core/training/recovery.h"
#include "tests/fuzz/driver.h"
#include "tests/fuzz/mutate_json.h"
#include "tests/support/random_flow.h"

using namespace core;

namespace {

constexpr int kFewParameters = 5000;

// What has been read is used a little: a place that does not fit would be found out.
void use(const FlowSpec& spec, const Theta& theta) {
  const Flow flow(spec);
  ASSERT_EQ(flow.parameterCount(), theta.size());
  EXPECT_TRUE(theta.allFinite());
  Theta work(flow.workSize());
  EXPECT_NO_THROW(flow.prepare(view(theta), view(work)));
}

void readProject(const std::string& bytes) {
  const Document d = fromJson(bytes, "mine.pushforward");
  static int read = 0;
  if (++read % 4 != 0 || d.state.theta.size() > kFewParameters) return;
  use(d.project.flow, d.state.theta);
  // Once read, it is written and read as the same.
  const std::string again = toJson(d);
  const Document back = fromJson(again, "again");
  EXPECT_EQ(toJson(back), again);
  EXPECT_EQ(back.lesson, d.lesson);
}

void readExported(const std::string& bytes) {
  const ExportedFlow flow = importFlow(bytes, "mine");
  static int read = 0;
  if (++read % 4 == 0 && flow.theta.size() <= kFewParameters) use(flow.spec, flow.theta);
}

Document trained(const std::string& stack, const std::string& target) {
  Document d;
  d.project.flow = parseStack(stack, Objective::maximumLikelihood);
  d.project = setTarget(d.project, parseTarget(target));
  const Flow flow(d.project.flow);
  d.state = TrainState::start(flow, 1);
  d.state.theta = testing_support::randomTheta(flow, 1, 0.3);
  d.state.square = d.state.theta.square();
  d.state.step = d.state.updates = 250;
  return d;
}

std::vector<std::string> projects() {
  Document plain = trained("planar*2", "moons");
  auto past = std::make_shared<TrainingPast>();
  past->good = std::make_shared<TrainState>(TrainState::start(Flow(plain.project.flow), 2));
  past->losses = {2.5f, 2.25f};
  past->lowest = 2.4;
  past->skippedInARow = 2;
  for (int step = 0; step < 9; ++step) past->history.add(step, 3.f - static_cast<float>(step) / 4);
  past->history.addHeldOut(1.5f);
  follow(past->course, 0, plain.project.training);
  plain.project.training.rate /= 2;
  follow(past->course, 100, plain.project.training);
  plain.state.past = past;
  plain.lesson = LessonPlace{":/lessons/01_change_of_variables.yaml", 2, true};
  plain.thumbnail = "\x89PNG\r\n\x1a\n";
  Document stage = trained("actnorm affine(hidden=2)", "u1");
  stage.project = setObjective(setBase(stage.project, parseBase("mixture(modes=3)")), Objective::reverseKl);
  stage.project.view.window = {-2, 2, -1, 1};
  stage.project.view.stage.probe = Spot{{0.5, 1}, -1};
  stage.project.view.stage.cell = CellRequest{{{1, 2}, 0}, 0.25};
  stage.project.view.stage.brush = Brush{{{0, 0}, {1, 0}, {0.5, 1.5}}, 1.5};
  const Document condition = trained("spline(bins=2,hidden=2)", "ring_by_radius");
  Document points = trained("radial", "moons");
  TargetSpec own;
  own.key = "points";
  own.file = "p.csv";
  own.points = std::make_shared<Points>(testing_support::randomPoints(60, 5));
  points.project = setTarget(points.project, own);
  Document linked = points;
  linked.project.link = DataLink{"data/p.csv", 1234, std::string(64, 'a'), true};
  Document picture = trained("rotation linear", "moons");
  own = {};
  own.key = "image";
  own.file = "p.png";
  Picture drawn{8, 6, {}};
  for (int i = 0; i < 48; ++i) drawn.brightness.push_back(static_cast<std::uint8_t>(i * 5));
  own.picture = std::make_shared<const Picture>(drawn);
  picture.project = setTarget(picture.project, own);
  picture.state.theta.resize(0);  // by hand, without weights
  const Document formula = trained("planar", "formula(x=3,width=4):-(x^2+y^2)/2");
  std::vector<std::string> texts;
  const std::vector<const Document*> all{&plain, &stage, &condition, &points, &linked, &picture, &formula};
  for (const Document* d : all) texts.push_back(toJson(*d));
  return texts;
}

std::vector<std::string> exported(const char* format, const char* ending) {
  std::vector<std::string> all;
  for (const char* stack : {"planar*2 rotation", "affine(hidden=3) spline(bins=2,hidden=2)", "glow(hidden=2) radial"}) {
    const FlowSpec spec = parseStack(stack, Objective::maximumLikelihood);
    const Flow flow(spec);
    all.push_back(exportFlow({spec, testing_support::randomTheta(flow, 1, 0.3), {{0.5, -1}, {2, 3}}}, format,
                             std::string("f") + ending)
                      .front()
                      .bytes);
  }
  return all;
}

// The archive made anew of its parts as far as they are found: their checksums are right then.
void repairZip(std::string& bytes) {
  const auto number = [&](size_t at, size_t size) {
    std::uint64_t value = 0;
    for (size_t i = size; i-- > 0;) value = value << 8 | static_cast<unsigned char>(bytes[at + i]);
    return static_cast<size_t>(value);
  };
  std::vector<ZipEntry> entries;
  for (size_t at = bytes.find("PK\x03\x04"); at != std::string::npos && at + 30 <= bytes.size();) {
    const size_t size = number(at + 22, 4), nameSize = number(at + 26, 2), start = at + 30 + nameSize;
    if (start > bytes.size()) break;
    const size_t next = bytes.find("PK\x03\x04", start), end = bytes.find("PK\x01\x02", start);
    const size_t most = std::min({next, end, bytes.size()}) - std::min({start, next, end, bytes.size()});
    entries.push_back({bytes.substr(at + 30, nameSize), bytes.substr(start, std::min(size == 0 ? most : size, most))});
    at = next;
  }
  if (!entries.empty()) bytes = toZip(entries);
}

const std::vector<std::string> kWords = {"\"format\"",
                                         "\"version\": 1",
                                         "\"flow\"",
                                         "\"key\": \"spline\"",
                                         "\"settings\": {",
                                         "\"hidden\": \"256x256x256\"",
                                         "\"weights\"",
                                         "\"theta\"",
                                         "\"target\"",
                                         "null",
                                         "true",
                                         "-1",
                                         "1e999",
                                         "\\ud800",
                                         "\\u0000",
                                         "[[[[[[[[[[[[[[[[[[",
                                         "{\"a\":",
                                         "\"",
                                         ",",
                                         "]",
                                         "}",
                                         "AAAA",
                                         "gD8=",
                                         "\xff\xfe",
                                         "\xef\xbb\xbf"};

TEST(Fuzz, ProjectFiles) { fuzz::run({"project", readProject, projects(), kWords, nullptr, fuzz::mutatedJson}); }

TEST(Fuzz, ExportedJson) {
  fuzz::run({"exported JSON", readExported, exported("json", ".json"), kWords, nullptr, fuzz::mutatedJson});
}

TEST(Fuzz, ExportedNpz) {
  fuzz::run({"exported NPZ",
             readExported,
             exported("npz", ".npz"),
             {"PK\x03\x04", "PK\x01\x02", "PK\x05\x06", "'descr': '<f4'", "'shape': ()", "'shape': (2,)", "<U",
              "\x93NUMPY", "layers.0.w.npy", "description.npy", "256x256x256"},
             repairZip});
}

// Depth alone must not be what ends a program, nor length.
TEST(Fuzz, NestedAndLongTexts) {
  for (const size_t depth : {17, 1000, 1'000'000}) {
    fuzz::fuzzOne(readProject, std::string(depth, '['));
    fuzz::fuzzOne(readExported, std::string(depth, '[') + std::string(depth, ']'));
    std::string objects;
    for (size_t i = 0; i < depth; ++i) objects += "{\"a\":";
    fuzz::fuzzOne(readProject, objects);
  }
  fuzz::fuzzOne(readProject, "{\"format\": \"pushforward\", \"version\": 1, \"" + std::string(1 << 20, 'k') + "\": 1}");
  fuzz::fuzzOne(readProject, "{\"format\": \"" + std::string(1 << 20, 'k') + "\"}");
}

}  // namespace
