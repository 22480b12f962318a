#include "core/render/renderer.h"

#include <algorithm>
#include <chrono>
#include <cmath>

namespace core {

namespace {

double now() { return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count(); }

constexpr double kBudget =
    0.0038;  // seconds for a whole moving frame: a quarter of a tick of a 60 Hz clock, on one core
constexpr double kLeastDensity = 0.002;  // of which the density gets at least these
constexpr double kFineBudget = 0.15;     // and of one at rest: no longer, so that the next move is not kept waiting

}  // namespace

Renderer::Renderer(std::function<std::unique_ptr<Engine>()> makeEngine, std::function<void()> onFrame)
    : onFrame_(std::move(onFrame)), thread_([this, makeEngine = std::move(makeEngine)] { run(makeEngine); }) {}

Renderer::~Renderer() {
  requests_.close();
  thread_.join();
}

void Renderer::request(FrameRequest request) { requests_.put(std::move(request)); }

void Renderer::requestStrip(StripRequest request) { stripRequests_.put(std::move(request)); }

void Renderer::run(const std::function<std::unique_ptr<Engine>()>& makeEngine) {
  const auto engine = makeEngine();
  while (!requests_.closed()) {
    if (auto request = requests_.wait(std::chrono::milliseconds(50))) {
      frames_.put(render(*engine, *request));
      if (onFrame_) onFrame_();
    }
    if (auto request = stripRequests_.take()) strips_.put(renderStrip(*engine, *request));
  }
}

std::shared_ptr<Frame> Renderer::render(Engine& engine, const FrameRequest& request) {
  const double start = now();
  const Frozen frozen = freezer_.freeze(request.flow, request.theta, request.depth);
  const double freezing = now() - start;
  const double seconds = request.fine ? kFineBudget : std::max(kLeastDensity, kBudget - besides_);
  const double limit = seconds * 1e9 / nanosecondsPerPoint_;
  const double pixels = std::max(1.0, static_cast<double>(request.width) * request.height);
  const double shrink = std::min(1.0, std::sqrt(std::max(limit, 3000.0) / pixels));
  const auto side = [&](int all) { return all > 0 ? std::max(8, static_cast<int>(all * shrink)) : 0; };
  auto frame = drawFrame(engine, frozen, request, side(request.width), side(request.height));
  frame->freezeMilliseconds = freezing * 1e3;
  if (!frame->density.logDensity.empty()) {
    const double each = frame->densityMilliseconds * 1e6 / static_cast<double>(frame->density.logDensity.size());
    nanosecondsPerPoint_ = std::clamp(0.8 * nanosecondsPerPoint_ + 0.2 * each, 5.0, 1e5);
  }
  const double whole = now() - start;
  if (!request.fine) besides_ = 0.8 * besides_ + 0.2 * (whole - freezing - frame->densityMilliseconds / 1e3);
  frame->milliseconds = whole * 1e3;
  return frame;
}

std::shared_ptr<Strip> Renderer::renderStrip(Engine& engine, const StripRequest& request) {
  auto strip = std::make_shared<Strip>();
  strip->flow = request.flow;
  strip->generation = request.generation;
  for (int k = 0; k <= request.flow->depth(); ++k) {
    const Frozen frozen = freezer_.freeze(request.flow, request.theta, k);
    strip->depths.push_back(
        densityGrid(engine, frozen, request.scaling, request.window, request.width, request.height));
  }
  return strip;
}

}  // namespace core
