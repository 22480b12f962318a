#include "core/render/background_freezer.h"

#include <new>
#include <system_error>
#include <utility>

#include "core/util/thread_clock.h"

namespace core {

namespace {

constexpr double kQuick = 0.006;  // seconds that a frame may wait

// Whether what was made for the one serves the other: no layer knows of the base.
bool haveSameLayers(const std::shared_ptr<const Flow>& a, const std::shared_ptr<const Flow>& b) {
  return a == b || (a != nullptr && b != nullptr && a->spec().layers == b->spec().layers &&
                    a->spec().conditional == b->spec().conditional);
}

}  // namespace

BackgroundFreezer::Made BackgroundFreezer::make(std::shared_ptr<const Flow> flow, std::shared_ptr<const Theta> theta,
                                                Agreement agreement) {
  Made made{{}, std::move(flow), std::move(theta), agreement, 0};
  const double start = wallSeconds();
  made.freezer.freeze(made.flow, made.theta, made.flow->depth(), agreement);
  made.seconds = wallSeconds() - start;
  return made;
}

void BackgroundFreezer::begin(const std::shared_ptr<const Flow>& flow, const std::shared_ptr<const Theta>& theta,
                              Agreement agreement) {
  if (busy()) return;
  try {
    making_ = std::async(std::launch::async, [flow, theta, agreement] {
      beNice();  // behind the picture
      return make(flow, theta, agreement);
    });
  } catch (const std::system_error&) {  // no thread to be had: then frames wait
    ready_ = make(flow, theta, agreement);
  }
}

bool BackgroundFreezer::takeOver() {
  if (!busy() || making_->wait_for(std::chrono::seconds(0)) != std::future_status::ready) return false;
  Made made;
  try {
    made = std::exchange(making_, std::nullopt)->get();
  } catch (const std::bad_alloc&) {  // frames go on with what they have; it is tried again
    return false;
  }
  if (!haveSameLayers(made.flow, ready_.flow)) return false;  // the stack was edited meanwhile
  ready_ = std::move(made);
  return true;
}

BackgroundFreezer::Result BackgroundFreezer::freeze(const std::shared_ptr<const Flow>& flow,
                                                    const std::shared_ptr<const Theta>& theta, double depth,
                                                    Agreement agreement) {
  takeOver();
  const bool finer = agreement == Agreement::exact && ready_.agreement != Agreement::exact;
  if (!haveSameLayers(flow, ready_.flow) || ((theta != ready_.theta || finer) && ready_.seconds < kQuick)) {
    ready_ = make(flow, theta, agreement);
  } else if (theta != ready_.theta || finer) {
    begin(flow, theta, agreement);
  }
  Result result;
  result.frozen = ready_.freezer.freeze(ready_.flow, ready_.theta, depth, ready_.agreement);
  if (flow != ready_.flow && flow->spec().base != ready_.flow->spec().base)
    result.frozen.flow = std::make_shared<Flow>(*result.frozen.flow, flow->spec().base);
  result.theta = ready_.theta;
  result.agreement = ready_.agreement;
  result.milliseconds = ready_.seconds * 1e3;
  return result;
}

}  // namespace core
