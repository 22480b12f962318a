#pragma once
// The renderer: the thread that turns requests into frames. The newest request wins; the resolution follows a budget of
// time while things move and is full when they rest. A frame may be of an older theta than was asked for (it says which):
// when the wanted one is there, the last request is answered once more. So is that for the film strip.

#include <functional>
#include <memory>
#include <thread>

#include "core/render/background_freezer.h"
#include "core/render/frame.h"
#include "core/render/target_map.h"
#include "core/util/latest.h"

namespace core {

struct StripRequest {
  std::shared_ptr<const Flow> flow;
  std::shared_ptr<const Theta> theta;
  Scaling scaling;
  Window window;
  int width = 96, height = 64;
  int generation = 0;
};

class Renderer {
 public:
  /// `onFrame` is called in the renderer's thread whenever a frame lies ready; it must only pass the word on.
  explicit Renderer(std::function<std::unique_ptr<Engine>()> makeEngine, std::function<void()> onFrame = {});
  ~Renderer();
  Renderer(const Renderer&) = delete;
  Renderer& operator=(const Renderer&) = delete;

  void request(FrameRequest request);
  void requestStrip(StripRequest request);
  /// The newest since the last call, or nothing.
  std::shared_ptr<const Frame> poll() { return frames_.take().value_or(nullptr); }
  std::shared_ptr<const Strip> pollStrip() { return strips_.take().value_or(nullptr); }

 private:
  void run(const std::function<std::unique_ptr<Engine>()>& makeEngine);
  std::shared_ptr<Frame> render(Engine& engine, FrameRequest request);
  void compare(Frame& frame);
  std::shared_ptr<Strip> renderStrip(Engine& engine, const StripRequest& request);

  Latest<FrameRequest> requests_;
  Latest<StripRequest> stripRequests_;
  Latest<std::shared_ptr<const Frame>> frames_;
  Latest<std::shared_ptr<const Strip>> strips_;
  std::function<void()> onFrame_;
  BackgroundFreezer freezer_;
  std::optional<Tracer> tracer_;
  std::optional<TargetMapper> mapper_;  // from the first comparison on
  FrameRequest last_;
  StripRequest lastStrip_;
  std::shared_ptr<const Theta> stripTheta_;  // whose strip was drawn last
  double nanosecondsPerPoint_ = 150;
  double besides_ = 0.004;  // seconds that a moving frame spends on all but the density
  double tracing_ = 0;      // milliseconds that probe and cell take with all details
  std::thread thread_;
};

}  // namespace core
