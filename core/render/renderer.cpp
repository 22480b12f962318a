#include "core/render/renderer.h"

#include <algorithm>
#include <cmath>

#include "core/util/thread_clock.h"

namespace core {

namespace {

// Seconds for a whole moving frame: a fifth of a tick of a 60 Hz clock, on one core.
constexpr double kBudget = 0.003;
constexpr int kPathPieces = 8;
constexpr double kLightTracing = 2;              // milliseconds, up to which every moving frame has the details
constexpr double kLeastDensity = 0.0014;         // of which the density gets at least these
constexpr double kDearer = 0.5, kCheaper = 0.2;  // how much the newest frame says about what a point costs

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
    const bool busy = freezer_.busy() || (mapper_ && mapper_->busy());
    auto request = requests_.wait(std::chrono::milliseconds(busy ? 5 : 50));
    const bool ready = freezer_.takeOver();
    const bool mapped = mapper_ && mapper_->takeArrived() && last_.comparison != Comparison::off;
    const bool late = (ready || mapped) && last_.flow != nullptr;
    if (request) last_ = *request;
    if (request || late) {
      frames_.put(render(*engine, last_));
      if (onFrame_) onFrame_();
    }
    auto strip = stripRequests_.take();
    if (strip) lastStrip_ = *strip;
    const bool oldStrip = ready && lastStrip_.flow != nullptr && stripTheta_ != lastStrip_.theta;
    if (strip || oldStrip) strips_.put(renderStrip(*engine, lastStrip_));
  }
}

std::shared_ptr<Frame> Renderer::render(Engine& engine, FrameRequest request) {
  const double start = wallSeconds(), ownStart = threadSeconds();
  const BackgroundFreezer::Result frozen =
      freezer_.freeze(request.flow, request.theta, request.depth,
                      request.fine && !request.learning ? Agreement::exact : Agreement::forMotion);
  const double freezing = wallSeconds() - start;
  request.theta = frozen.theta;
  const bool whole = request.fine && frozen.agreement == Agreement::exact && !request.learning;
  const double moment = request.fine ? request.patience : std::max(kLeastDensity, kBudget - besides_);
  FrameEffort effort = whole ? FrameEffort::resting(request, nanosecondsPerPoint_)
                             : FrameEffort::moving(request, nanosecondsPerPoint_, moment);
  // A path through the parts of the layers where there is time for it: at rest, or where tracing is cheap.
  effort.details = request.fine || tracing_ < kLightTracing;
  if (effort.details) effort.pathPieces = kPathPieces;
  const StageRequest& stage = request.stage;
  const bool traced = stage.probe || stage.cell;
  if (tracer_ && tracer_->flow().spec().layers != request.flow->spec().layers) tracing_ = 0;
  if (traced && !(tracer_ && tracer_->isOf(request.flow, request.theta)))
    tracer_.emplace(request.flow, request.theta, frozen.frozen.settled);
  std::optional<Frozen> brushed;
  if (stage.brush) {
    const double K = request.flow->depth();
    const double depth = stage.brush->depth < 0 ? K : std::min(stage.brush->depth, K);
    brushed = depth == request.depth ? frozen.frozen
                                     : freezer_.freeze(request.flow, request.theta, depth, frozen.agreement).frozen;
  }
  auto frame =
      drawFrame(engine, frozen.frozen, request, effort, traced ? &*tracer_ : nullptr, brushed ? &*brushed : nullptr);
  frame->freezeMilliseconds = frozen.milliseconds;
  if (!frame->density.logDensity.empty()) {
    const double each = frame->densityMilliseconds * 1e6 / static_cast<double>(frame->density.logDensity.size());
    // What has become dearer is believed sooner: a frame too coarse is seen less than one too late.
    const double believed = each > nanosecondsPerPoint_ ? kDearer : kCheaper;
    nanosecondsPerPoint_ = std::clamp(std::lerp(nanosecondsPerPoint_, each, believed), 5.0, 1e5);
  }
  // The dearest of late: the ledger is made once a theta, and it is that frame that would come late.
  if (traced && effort.details) tracing_ = std::max(frame->tracingMilliseconds, 0.9 * tracing_);
  compare(*frame);
  const double taken = wallSeconds() - start;
  if (!request.fine) besides_ = 0.8 * besides_ + 0.2 * (taken - freezing - frame->densityMilliseconds / 1e3);
  frame->milliseconds = taken * 1e3;
  frame->ownMilliseconds = (threadSeconds() - ownStart) * 1e3;
  return frame;
}

// While the target's map is made, the one before serves: lines that go and come would blink.
void Renderer::compare(Frame& frame) {
  const FrameRequest& r = frame.request;
  if (r.comparison == Comparison::off || r.target == nullptr) return;
  if (!mapper_) mapper_.emplace();
  mapper_->want({r.target, r.window, r.width, r.height, r.fine && r.comparison != Comparison::contours});
  frame.target = mapper_->newest();
  if (r.comparison == Comparison::difference && r.stage.colouring == Colouring::density && frame.target != nullptr &&
      frame.target->target == r.target && !frame.density.logDensity.empty())
    frame.difference = differenceOf(frame.density, *frame.target);
}

std::shared_ptr<Strip> Renderer::renderStrip(Engine& engine, const StripRequest& request) {
  auto strip = std::make_shared<Strip>();
  strip->flow = request.flow;
  strip->generation = request.generation;
  for (int k = 0; k <= request.flow->depth(); ++k) {
    const auto frozen = freezer_.freeze(request.flow, request.theta, k, Agreement::forMotion);
    stripTheta_ = frozen.theta;
    strip->depths.push_back(
        densityGrid(engine, frozen.frozen, request.scaling, request.window, request.width, request.height));
  }
  return strip;
}

}  // namespace core
