#include "app/race/race_lane.h"

#include <algorithm>
#include <thread>

#include "core/engine/cpu_engine.h"

namespace app {

namespace {

// Pictures follow each other so many times as slowly as they are drawn, and no faster than the eye needs: the race has the
// rest.
constexpr double kPace = 6;
constexpr qint64 kLeastPause = 100;
constexpr qint64 kPatience = 3000;  // milliseconds after which a picture that did not come is asked for again
constexpr double kHurry = 0.03;     // seconds for the density of a picture

QString asSentence(const std::string& words) {
  QString sentence = QString::fromStdString(words);
  if (sentence.isEmpty()) return sentence;
  sentence[0] = sentence[0].toUpper();
  return sentence.endsWith('.') ? sentence : sentence + '.';
}

std::unique_ptr<core::Engine> cpu(int threads) { return core::makeCpuEngine({threads}); }

}  // namespace

int raceThreads() { return std::max(1, static_cast<int>(std::thread::hardware_concurrency()) / 2); }

RaceLane::RaceLane(int number, std::shared_ptr<core::Pace> pace)
    : number_(number),
      pace_(std::move(pace)),
      renderer_([] { return cpu(1); }),
      runner_(number, pace_, cpu, raceThreads()) {
  sinceAsked_.start();
}

void RaceLane::begin(const RaceEntry& entry, const RaceTerms& terms) {
  entry_ = entry;
  order_ = {terms.project, terms.mode, terms.round, false};
  order_.project.flow = entry.flow;
  standing_ = nullptr;
  record_.clear();
  frame_ = nullptr;
  asked_ = nullptr;
  if (entry.refusal.isEmpty()) {
    runner_.want(order_);
  } else {
    pace_->report(number_, {terms.round, 0, 0, true});
  }
}

void RaceLane::setRunning(bool running) {
  if (order_.running == running || !entry_.refusal.isEmpty()) return;
  order_.running = running;
  runner_.want(order_);
}

RaceLane::News RaceLane::poll() {
  News news;
  if (auto standing = runner_.poll(); standing != nullptr && standing->round == order_.round) {
    standing_ = standing;
    record_.offer(standing);
    news.standing = true;
  }
  if (auto frame = renderer_.poll()) {
    awaiting_ = false;
    if (frame->request.generation == order_.round) {
      frame_ = frame;
      news.picture = true;
    }
  }
  requestPicture();
  return news;
}

void RaceLane::setPicture(const QSize& pixels, const core::Window& window) {
  moved_ = moved_ || pixels != pixels_ || window != window_;
  pixels_ = pixels;
  window_ = window;
}

void RaceLane::requestPicture() {
  if (standing_ == nullptr || standing_->flow == nullptr || pixels_.isEmpty()) return;
  const bool another = standing_->theta != asked_ || moved_;
  const bool refine = !order_.running && !fine_;
  if (!another && !refine) return;
  const qint64 waited = sinceAsked_.elapsed();
  if (awaiting_ && waited < kPatience) return;
  const double pause = frame_ == nullptr || moved_ ? 0 : kPace * frame_->milliseconds;
  if (frame_ != nullptr && waited < std::max(kLeastPause, static_cast<qint64>(pause))) return;
  core::FrameRequest r;
  r.flow = standing_->flow;
  r.theta = standing_->theta;
  r.scaling = standing_->scaling;
  r.depth = r.flow->depth();
  r.window = window_;
  r.width = pixels_.width();
  r.height = pixels_.height();
  r.mesh = false;
  r.fine = !order_.running;
  r.learning = order_.running;
  r.patience = order_.running ? kHurry : 5 * kHurry;
  r.generation = order_.round;
  renderer_.request(std::move(r));
  asked_ = standing_->theta;
  fine_ = !order_.running;
  moved_ = false;
  awaiting_ = true;
  sinceAsked_.restart();
}

QString RaceLane::refusal() const {
  if (!entry_.refusal.isEmpty()) return entry_.refusal;
  if (standing_ == nullptr || standing_->refusal.empty()) return {};
  return asSentence(standing_->refusal);
}

std::optional<RaceRecord::Lane> RaceLane::record() const {
  if (!record_.moved()) return std::nullopt;
  core::Project project = order_.project;
  project.view.temperature = 1;
  return record_.lane(entry_.name, project, order_.mode == core::RaceMode::sameClock, standing_);
}

QString RaceLane::message() const { return standing_ == nullptr ? QString() : asSentence(standing_->message); }

}  // namespace app
