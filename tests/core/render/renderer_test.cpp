// The render thread: the newest request wins, and what comes back is what was asked for.

#include "core/render/renderer.h"

#include <gtest/gtest.h>

#include <chrono>
#include <cmath>

#include "core/engine/cpu_engine.h"
#include "tests/support/random_flow.h"

namespace {

using namespace core;
using namespace testing_support;
using Clock = std::chrono::steady_clock;

class RendererTest : public testing::Test {
 protected:
  RendererTest() {
    flow = std::make_shared<Flow>(parseStack("affine*2(hidden=8)", Objective::maximumLikelihood));
    theta = std::make_shared<Theta>(randomTheta(*flow, 1, 0.2));
  }
  FrameRequest request(int generation, double depth) const {
    FrameRequest r;
    r.flow = flow;
    r.theta = theta;
    r.depth = depth;
    r.window = {-4, 4, -3, 3};
    r.width = 80;
    r.height = 60;
    r.particles = 100;
    r.generation = generation;
    return r;
  }
  template <class Poll>
  auto wait(const Poll& poll) -> decltype(poll()) {
    const auto end = Clock::now() + std::chrono::seconds(10);
    while (Clock::now() < end) {
      if (auto result = poll()) return result;
      std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
    return nullptr;
  }

  std::shared_ptr<const Flow> flow;
  std::shared_ptr<const Theta> theta;
  Renderer renderer{[] { return makeCpuEngine({1}); }};
};

TEST_F(RendererTest, AFrameHoldsWhatWasAskedFor) {
  FrameRequest asked = request(1, 1.5);
  asked.fine = true;
  renderer.request(asked);
  const auto frame = wait([&] { return renderer.poll(); });
  ASSERT_NE(frame, nullptr);
  EXPECT_EQ(frame->request.generation, 1);
  EXPECT_EQ(frame->density.width, 80);
  EXPECT_EQ(frame->density.height, 60);
  EXPECT_EQ(frame->density.logDensity.size(), 4800u);
  ASSERT_FALSE(frame->mesh.first.empty());
  EXPECT_EQ(frame->mesh.points.rows(), frame->mesh.first.back());
  EXPECT_EQ(frame->particles.rows(), 100);
  EXPECT_NEAR(frame->integral, 1, 2e-3);
  EXPECT_TRUE(frame->mesh.points.allFinite());
}

TEST_F(RendererTest, AtDepthZeroTheFrameIsTheGaussian) {
  FrameRequest asked = request(1, 0);
  asked.fine = true;
  renderer.request(asked);
  const auto frame = wait([&] { return renderer.poll(); });
  ASSERT_NE(frame, nullptr);
  for (int j = 0; j < 60; j += 13) {
    for (int i = 0; i < 80; i += 17) {
      const double x = -4 + (i + 0.5) * 0.1, y = -3 + (j + 0.5) * 0.1;
      EXPECT_NEAR(frame->density.logDensity[static_cast<size_t>(j * 80 + i)], makeBase({})->logDensity(x, y), 1e-4);
    }
  }
  EXPECT_NEAR(frame->mesh.points(0, 0), -3, 1e-6);
}

TEST_F(RendererTest, ATargetIsComparedWithWhereThatIsAskedForAndNowhereElse) {
  FrameRequest asked = request(1, 0);
  asked.fine = true;
  asked.target = makeTarget(parseTarget("formula(width=16):-(x^2 + y^2)/2"));
  renderer.request(asked);
  auto frame = wait([&] { return renderer.poll(); });
  ASSERT_NE(frame, nullptr);
  EXPECT_EQ(frame->target, nullptr);
  EXPECT_FALSE(frame->difference);
  asked.comparison = Comparison::difference;
  renderer.request(asked);  // once: frames follow as the target gets finer
  frame = wait([&]() -> std::shared_ptr<const Frame> {
    auto f = renderer.poll();
    return f != nullptr && f->target != nullptr && f->target->view.width == 80 ? f : nullptr;
  });
  ASSERT_NE(frame, nullptr);
  ASSERT_TRUE(frame->difference);
  EXPECT_LT(frame->difference->totalVariation, 1e-4);  // the base is this target
  asked.depth = 2;
  renderer.request(asked);
  frame = wait([&]() -> std::shared_ptr<const Frame> {
    auto f = renderer.poll();
    return f != nullptr && f->request.depth == 2 ? f : nullptr;
  });
  ASSERT_NE(frame, nullptr);
  ASSERT_TRUE(frame->difference);
  EXPECT_GT(frame->difference->totalVariation, 0.01);
  asked.comparison = Comparison::contours;
  renderer.request(asked);
  frame = wait([&]() -> std::shared_ptr<const Frame> {
    auto f = renderer.poll();
    return f != nullptr && f->request.comparison == Comparison::contours ? f : nullptr;
  });
  ASSERT_NE(frame, nullptr);
  EXPECT_FALSE(frame->difference);
  ASSERT_NE(frame->target, nullptr);
  EXPECT_EQ(frame->target->levels.size(), 3u);
}

TEST_F(RendererTest, ParticlesAreTheImagesOfTheSameBasePoints) {
  renderer.request(request(1, 0));
  const auto base = wait([&] { return renderer.poll(); });
  ASSERT_NE(base, nullptr);
  renderer.request(request(2, 2));
  const auto frame = wait([&] { return renderer.poll(); });
  ASSERT_NE(frame, nullptr);
  Points image;
  Values logDet;
  flow->toData(*theta, base->particles, image, logDet);
  EXPECT_LT((image - frame->particles).abs().maxCoeff(), 1e-3);
}

TEST_F(RendererTest, TheNewestRequestWins) {
  for (int generation = 1; generation <= 200; ++generation) renderer.request(request(generation, 2));
  int last = 0;
  int frames = 0;
  const auto end = Clock::now() + std::chrono::seconds(10);
  while (last < 200 && Clock::now() < end) {
    if (const auto frame = renderer.poll()) {
      EXPECT_GT(frame->request.generation, last);
      last = frame->request.generation;
      ++frames;
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  EXPECT_EQ(last, 200);
  EXPECT_LT(frames, 100);
}

TEST_F(RendererTest, LeavesOutWhatIsNotAskedFor) {
  FrameRequest asked = request(1, 2);
  asked.density = asked.mesh = false;
  asked.particles = 0;
  renderer.request(asked);
  const auto frame = wait([&] { return renderer.poll(); });
  ASSERT_NE(frame, nullptr);
  EXPECT_TRUE(frame->density.logDensity.empty());
  EXPECT_EQ(frame->mesh.points.rows(), 0);
  EXPECT_EQ(frame->particles.rows(), 0);
}

TEST_F(RendererTest, AStripHasAPictureOfEveryDepth) {
  StripRequest asked;
  asked.flow = flow;
  asked.theta = theta;
  asked.window = {-4, 4, -4, 4};
  asked.width = 12;
  asked.height = 8;
  asked.generation = 9;
  renderer.requestStrip(asked);
  const auto strip = wait([&] { return renderer.pollStrip(); });
  ASSERT_NE(strip, nullptr);
  EXPECT_EQ(strip->generation, 9);
  ASSERT_EQ(strip->depths.size(), 3u);
  for (const DensityGrid& picture : strip->depths) EXPECT_EQ(picture.logDensity.size(), 96u);
  EXPECT_NE(strip->depths[0].logDensity, strip->depths[2].logDensity);
}

TEST_F(RendererTest, EndsAtOnce) {
  auto other = std::make_unique<Renderer>([] { return makeCpuEngine({1}); });
  other->request(request(1, 2));
  const auto start = Clock::now();
  other.reset();
  EXPECT_LT(Clock::now() - start, std::chrono::seconds(1));
}

TEST_F(RendererTest, AThetaThatTakesLongIsShownAsSoonAsItIsThere) {
  flow = std::make_shared<Flow>(parseStack("cnf(hidden=64x64,steps=48)", Objective::maximumLikelihood));
  theta = std::make_shared<Theta>(randomTheta(*flow, 1, 0.1));
  renderer.request(request(1, 1));
  ASSERT_NE(wait([&] { return renderer.poll(); }), nullptr);
  theta = std::make_shared<Theta>(randomTheta(*flow, 2, 0.1));
  StripRequest strip;
  strip.flow = flow;
  strip.theta = theta;
  strip.window = {-4, 4, -3, 3};
  strip.width = 12;
  strip.height = 8;
  renderer.requestStrip(strip);
  renderer.request(request(2, 1));
  // First the picture of the old one, then that of the new one, without being asked again.
  std::shared_ptr<const Frame> frame;
  do frame = wait([&] { return renderer.poll(); });
  while (frame != nullptr && frame->request.theta != theta);
  ASSERT_NE(frame, nullptr);
  EXPECT_EQ(frame->request.generation, 2);
  std::shared_ptr<const Strip> pictures, newest;
  while ((newest = renderer.pollStrip()) != nullptr || pictures == nullptr) {
    if (newest != nullptr) pictures = newest;
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
  }
  const Points at = [] {
    Points p(1, 2);
    p << Real(-4 + 6.5 * 8 / 12.0), Real(-3 + 3.5 * 6 / 8.0);
    return p;
  }();
  EXPECT_NEAR(pictures->depths[1].logDensity[3 * 12 + 6], flow->logDensity(*theta, at)(0), 1e-2);
}

}  // namespace
