#include "app/window_meter.h"

#include <time.h>
#include <unistd.h>

#include <QEvent>
#include <QTimer>
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <string>

namespace app {

namespace {

constexpr int kSettle = 2000;       // milliseconds before frames are measured
constexpr double kLearned = 0.05;   // nats of the gap
constexpr int kFieldsToStart = 20;  // of /proc/self/stat, from behind the name to the time of the start

// Milliseconds since this process began, to some ten of them: that is how Linux counts.
double sinceStart() {
  std::ifstream stat("/proc/self/stat");
  std::string line;
  std::getline(stat, line);
  const char* at = line.c_str() + line.rfind(')') + 1;
  for (int field = 0; field < kFieldsToStart - 1; ++field) at = std::strchr(at + 1, ' ');
  timespec now{};
  clock_gettime(CLOCK_BOOTTIME, &now);
  return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6 -
         std::atof(at) * 1e3 / static_cast<double>(sysconf(_SC_CLK_TCK));
}

double quantile(const std::vector<double>& sorted, double q) {
  return sorted.empty() ? 0 : sorted[static_cast<size_t>(q * static_cast<double>(sorted.size() - 1))];
}

void once(double& time) {
  if (time == 0) time = sinceStart();
}

}  // namespace

WindowMeter::WindowMeter(MainWindow& window, double seconds) : QObject(&window), window_(window), seconds_(seconds) {
  window.installEventFilter(this);
  connect(&window.player(), &Player::frameReady, this, [this](const std::shared_ptr<const core::Frame>& frame) {
    once(frame_);
    renderTimes_.push_back(frame->milliseconds);
  });
  connect(&window.player(), &Player::snapshotChanged, this, [this] {
    const core::Snapshot& s = *window_.player().snapshot();
    if (s.state.step > 0) once(step_);
    if (s.heldOut && s.entropy && *s.heldOut - *s.entropy <= kLearned) once(learned_);
  });
  QTimer::singleShot(kSettle, this, [this] { begin(); });
}

bool WindowMeter::eventFilter(QObject*, QEvent* event) {
  // What is painted in answer to this has gone out to the screen when the queue is next looked at.
  if (event->type() == QEvent::UpdateRequest)
    QMetaObject::invokeMethod(
        this, [this] { once(pixel_); }, Qt::QueuedConnection);
  return false;
}

void WindowMeter::begin() {
  window_.player().setPlaying(true);
  window_.player().takeIntervals();
  renderTimes_.clear();
  if (const auto& s = window_.player().snapshot()) firstStep_ = s->state.step;
  QTimer::singleShot(static_cast<int>(seconds_ * 1000), this, [this] { finish(); });
}

void WindowMeter::finish() {
  std::vector<double> v = window_.player().takeIntervals();
  std::sort(v.begin(), v.end());
  std::sort(renderTimes_.begin(), renderTimes_.end());
  const auto& s = window_.player().snapshot();
  std::printf(
      "{\"seconds\": %g, \"frames\": %zu, \"median_ms\": %g, \"p95_ms\": %g, \"max_ms\": %g, \"render_median_ms\": "
      "%.1f, "
      "\"render_p95_ms\": %.1f, \"steps_per_second\": %.0f, \"first_pixel_ms\": %.0f, \"first_frame_ms\": %.0f, "
      "\"first_step_ms\": %.0f, \"gap_of_05_ms\": %.0f}\n",
      seconds_, v.size(), quantile(v, 0.5), quantile(v, 0.95), quantile(v, 1), quantile(renderTimes_, 0.5),
      quantile(renderTimes_, 0.95), s != nullptr ? (s->state.step - firstStep_) / seconds_ : 0.0, pixel_, frame_, step_,
      learned_);
  window_.close();
}

}  // namespace app
