#include "app/player.h"

#include <algorithm>
#include <cmath>
#include <thread>

#include "app/devices.h"
#include "app/warp_round.h"
#include "core/engine/cpu_engine.h"
#include "core/project/edits.h"

namespace app {

namespace {

constexpr int kTickMilliseconds = 16;
constexpr int kParticles = 1200;
constexpr double kReplay = 6;  // seconds for the whole history
// Milliseconds between two thetas on screen while the warp plays, and at least so many times what a theta costs before
// the first of its frames.
constexpr qint64 kLearningBeat = 50;
constexpr double kLearningShare = 20;
// While training goes on, frames follow each other so many times as slowly as they are drawn: the renderer then leaves
// more than half of its core to training. Frames that are quicker than half a tick are drawn at every tick.
// However dear they are, they are not kept waiting for longer than the last of these.
constexpr double kPace = 2.2, kLightFrame = kTickMilliseconds / 2, kLongestPace = 30;
constexpr double kHurry = 0.015;     // seconds for the density of a resting picture meanwhile
constexpr qint64 kStripEvery = 700;  // milliseconds between film strips while training
constexpr qint64 kRestBefore = 180;  // stillness after which the picture is refined
constexpr qint64 kPatience = 500;    // after which a frame that did not come is asked for again

// One core is left to the window itself: painting takes about half of it, and frames that wait for a thread that the window
// has just displaced come late.
int renderThreads() { return std::max(1, static_cast<int>(std::thread::hardware_concurrency()) - 1); }

}  // namespace

Player::Player(Document& document, const std::string& device, int threads, QObject* parent)
    : QObject(parent),
      document_(document),
      session_([device, threads] { return makeEngine(device, threads); },
               [threads] { return core::makeCpuEngine({threads}); }),
      renderer_([] { return core::makeCpuEngine({renderThreads()}); },
                [this] { QMetaObject::invokeMethod(this, &Player::frameArrived, Qt::QueuedConnection); }) {
  wanted_.project = document.project();
  wanted_.play = true;
  session_.want(wanted_);
  connect(&document, &Document::changed, this, &Player::projectChanged);
  connect(&clock_, &QTimer::timeout, this, &Player::tick);
  connect(&wake_, &QTimer::timeout, this, &Player::tick);
  clock_.setTimerType(Qt::PreciseTimer);
  wake_.setTimerType(Qt::PreciseTimer);
  wake_.setSingleShot(true);
  clock_.start(kTickMilliseconds);
  time_.start();
}

Player::~Player() = default;

void Player::setTraining(bool play) {
  if (wanted_.play == play) return;
  wanted_.play = play;
  refined_ = false;  // at rest there is time for the whole picture, and for tables that agree to the last digit
  session_.want(wanted_);
  emit stateChanged();
}

void Player::stepTraining() {
  wanted_.play = false;
  ++wanted_.steps;
  session_.want(wanted_);
  emit stateChanged();
}

void Player::resetTraining() {
  wanted_.restore = nullptr;
  ++wanted_.resets;
  showStep(-1);
  session_.want(wanted_);
}

void Player::restore(const core::TrainState& state) {
  wanted_.play = false;
  wanted_.restore = std::make_shared<core::Wanted::Restore>(core::Wanted::Restore{document_.project().flow, state});
  ++wanted_.restores;
  showStep(-1);
  session_.want(wanted_);
  emit stateChanged();
}

bool Player::setByHand(int k, core::ConstTheta values) {
  if (snapshot_ == nullptr || snapshot_->flow->spec() != document_.project().flow) return false;
  const core::Flow& flow = *snapshot_->flow;
  if (k < 0 || k >= flow.depth() || static_cast<int>(values.size()) != flow.parameterCount(k)) return false;
  auto shot = std::make_shared<core::Snapshot>(*snapshot_);
  const auto place = [&](core::Theta& all) { return all.segment(flow.offset(k), flow.parameterCount(k)); };
  const core::Theta hand = Eigen::Map<const core::Theta>(values.data(), static_cast<Eigen::Index>(values.size()));
  // What c adds to the parameters is left as it is: all other c move along.
  const double c = document_.project().view.given;
  for (core::Theta* all : {&shot->state.theta, &shot->state.average}) {
    core::Theta at = flow.given(*all, c);
    const core::Theta added = place(at) - place(*all);
    place(*all) = hand - added;
  }
  place(shot->state.mean).setZero();
  place(shot->state.square).setZero();
  shot->theta = std::make_shared<core::Theta>(flow.given(shot->state.average, c));
  wanted_.restore = std::make_shared<core::Wanted::Restore>(core::Wanted::Restore{flow.spec(), shot->state});
  shot->restores = ++wanted_.restores;
  session_.want(wanted_);
  showStep(-1);
  snapshot_ = shown_ = shot;
  byHand_ = true;
  dirty_ = true;
  emit snapshotChanged();
  return true;
}

void Player::showStep(int step) {
  if (shownStep_ == step) return;
  shownStep_ = step;
  dirty_ = true;
  stripOf_ = nullptr;
  if (step < 0) replayed_ = -1;
  emit shownStepChanged(step);
}

void Player::replay() {
  if (timeline_.entries().size() < 2) return;
  replayed_ = 0;
  showStep(timeline_.entries().front().step);
}

void Player::advanceReplay(double seconds) {
  const auto& entries = timeline_.entries();
  replayed_ += seconds / kReplay * static_cast<double>(entries.size());
  if (replayed_ >= static_cast<double>(entries.size())) {
    showStep(-1);
  } else {
    showStep(entries[static_cast<size_t>(replayed_)].step);
  }
}

void Player::continueFromShown() {
  const auto* entry = shownStep_ >= 0 ? timeline_.nearest(shownStep_) : nullptr;
  if (entry == nullptr || entry->flow->spec() != document_.project().flow) return;
  // Adam's moments of then are not kept: it gathers them anew, as after opening a file without them.
  core::TrainState state = core::TrainState::start(*entry->flow, document_.project().training.seed);
  state.theta = state.average = *entry->theta;
  state.step = entry->step;
  const bool played = wanted_.play;
  restore(state);
  setTraining(played);
}

void Player::setPlaying(bool play) {
  if (playing_ == play) return;
  playing_ = play;
  emit stateChanged();
}

void Player::setDepth(double depth) {
  const int K = document_.project().flow.depth();
  depth = std::clamp(depth, 0.0, static_cast<double>(K));
  if (depth == depth_) return;
  depth_ = depth;
  dirty_ = true;
  emit depthChanged(depth);
}

void Player::walk(int layers) {
  setPlaying(false);
  if (document_.project().view.reading == core::Reading::density) layers = -layers;
  setDepth(layers > 0 ? std::floor(depth_ + 1e-6) + layers : std::ceil(depth_ - 1e-6) + layers);
}

void Player::setCanvas(int width, int height, const core::Window& window) {
  if (width == width_ && height == height_ && window == window_) return;
  width_ = width;
  height_ = height;
  window_ = window;
  dirty_ = true;
}

void Player::setHover(const std::optional<core::Spot>& spot) {
  if (spot == hover_) return;
  hover_ = spot;
  dirty_ = true;
}

std::vector<double> Player::takeIntervals() { return std::exchange(intervals_, {}); }

void Player::projectChanged(const core::Project& before, const core::Project& after) {
  if (before.target != after.target || before.flow != after.flow || before.training != after.training ||
      before.scaling != after.scaling) {
    wanted_.project = after;
    session_.want(wanted_);
    showStep(-1);
  }
  if (before.target != after.target || before.view.given != after.view.given ||
      before.flow.conditional != after.flow.conditional)
    target_ = nullptr;
  if (before.target != after.target || before.view.window != after.view.window ||
      before.view.temperature != after.view.temperature)
    stripOf_ = nullptr;
  if (before.view.given != after.view.given) changeGiven();
  const int K = after.flow.depth();
  const bool wasWhole = depth_ >= before.flow.depth();
  if (depth_ > K || (wasWhole && !playing_)) setDepth(K);
  dirty_ = true;
}

std::shared_ptr<const core::Theta> Player::given(const std::shared_ptr<const core::Flow>& flow,
                                                 const std::shared_ptr<const core::Theta>& theta) {
  if (flow->slopeCount() == 0) return theta;
  const double c = document_.project().view.given;
  if (givenFrom_ != theta || givenAt_ != c) {
    given_ = std::make_shared<core::Theta>(flow->given(*theta, c));
    givenFrom_ = theta;
    givenAt_ = c;
  }
  return given_;
}

std::shared_ptr<const core::Snapshot> Player::given(const std::shared_ptr<const core::Snapshot>& snapshot) const {
  if (snapshot == nullptr || snapshot->flow->slopeCount() == 0) return snapshot;
  auto shot = std::make_shared<core::Snapshot>(*snapshot);
  shot->theta = std::make_shared<core::Theta>(shot->flow->given(shot->state.average, document_.project().view.given));
  return shot;
}

void Player::changeGiven() {
  const bool newest = shown_ == snapshot_;
  snapshot_ = given(snapshot_);
  shown_ = newest ? snapshot_ : given(shown_);
  stripOf_ = nullptr;
  if (snapshot_ != nullptr) emit snapshotChanged();
}

// `phase_` seconds into its round, which begins where the reading does.
void Player::advance(double seconds) {
  const int K = document_.project().flow.depth();
  const WarpRound round(K, pingPong_);
  phase_ = std::fmod(phase_ + seconds * speed_, round.length());
  const double depth = round.depthAt(phase_);
  setDepth(document_.project().view.reading == core::Reading::density ? K - depth : depth);
}

// A frame that took a little longer than a tick is not kept waiting for the next one.
void Player::frameArrived() {
  if (time_.elapsed() - lastFrame_ >= kTickMilliseconds - 2) tick();
}

void Player::tick() {
  const qint64 now = time_.elapsed();
  const double passed = std::min(0.1, (now - lastTick_) / 1000.0);  // a stall does not make the picture leap
  lastTick_ = now;
  // What the session has to say from before a hand's newest move is old.
  if (auto snapshot = session_.poll(); snapshot != nullptr && !(byHand_ && snapshot->restores < wanted_.restores)) {
    byHand_ = false;
    snapshot_ = given(snapshot);
    timeline_.offer(*snapshot);
    emit snapshotChanged();
  }
  if (auto frame = renderer_.poll()) {
    awaiting_ = false;
    renderTime_ = frame->ownMilliseconds;
    // From the frame before, or from when there was something new to show after a rest.
    // A frame that was only refined shows nothing new.
    if (lastFrame_ >= 0 && playing_ && !frame->request.fine)
      intervals_.push_back(static_cast<double>(now - std::max(lastFrame_, due_)));
    lastFrame_ = now;
    if (frame->request.theta != drawn_) {
      drawn_ = frame->request.theta;
      freezingBeat_ = static_cast<qint64>(kLearningShare * frame->freezeMilliseconds);
    }
    emit frameReady(frame);
  }
  if (auto strip = renderer_.pollStrip()) emit stripReady(strip);
  const double before = depth_;
  if (playing_) advance(passed);
  if (replaying()) advanceReplay(passed);
  // Another theta makes a frame dearer. While the warp moves, the eye follows that; the learning shows in a slower beat.
  const qint64 beat = depth_ == before ? freezingBeat_ : std::max(kLearningBeat, freezingBeat_);
  if (snapshot_ != shown_ &&
      (shown_ == nullptr || snapshot_->generation != shown_->generation || now - lastShown_ >= beat)) {
    const bool another =
        shown_ == nullptr || snapshot_->state.step != shown_->state.step || snapshot_->generation != shown_->generation;
    shown_ = snapshot_;
    lastShown_ = now;
    if (another && shownStep_ < 0) dirty_ = true;
  }
  if (dirty_) {
    if (!awaiting_ && !late_) due_ = now;
    late_ = true;
    lastMove_ = now;
    refined_ = false;
  }
  request();
  requestStrip();
}

void Player::request() {
  if (shown_ == nullptr || width_ <= 0 || height_ <= 0) return;
  const qint64 now = time_.elapsed();
  if (awaiting_ && now - requested_ < kPatience) return;
  const double pace = renderTime_ > kLightFrame ? std::min(kPace * renderTime_, kLongestPace) : 0;
  const qint64 wait = requested_ + static_cast<qint64>(pace) - now;
  if (wanted_.play && wait > 0) {
    // Not at the tick after it, which may be nearly a tick later.
    if (dirty_ && wait < kTickMilliseconds) wake_.start(static_cast<int>(wait));
    return;
  }
  const bool rest = !dirty_ && now - lastMove_ > kRestBefore;
  if (!dirty_ && (!rest || refined_)) return;
  core::FrameRequest r;
  r.flow = shown_->flow;
  r.theta = shown_->theta;
  r.generation = shown_->generation;
  if (shownStep_ >= 0) {
    if (const auto* entry = timeline_.nearest(shownStep_)) {
      r.flow = entry->flow;
      r.theta = given(entry->flow, entry->theta);
    }
  }
  r.flow = atTemperature(r.flow);
  r.scaling = shown_->scaling;
  r.depth = std::min(depth_, static_cast<double>(r.flow->depth()));
  r.window = window_;
  r.width = width_;
  r.height = height_;
  const core::View& view = document_.project().view;
  r.density = view.density;
  r.mesh = view.grid;
  r.particles = view.particles ? kParticles : 0;
  r.stage = view.stage;
  if (!r.stage.probe && view.ledger) r.stage.probe = hover_;
  if (view.comparison != core::Comparison::off) {
    if (target_ == nullptr) target_ = core::shownTarget(document_.project());
    if (target_->hasDensity()) {
      r.comparison = view.comparison;
      r.target = target_;
    }
  }
  r.fine = rest;
  r.learning = wanted_.play && shownStep_ < 0;
  if (r.learning) r.patience = kHurry;
  refined_ = rest;
  dirty_ = late_ = false;
  awaiting_ = true;
  requested_ = now;
  renderer_.request(std::move(r));
}

std::shared_ptr<const core::Flow> Player::atTemperature(const std::shared_ptr<const core::Flow>& flow) {
  const double temperature = document_.project().view.temperature;
  if (temperature == 1) return flow;
  if (tempered_.of != flow || tempered_.flow->spec().base.temperature != temperature) {
    core::BaseSpec base = flow->spec().base;
    base.temperature = temperature;
    tempered_ = {flow, std::make_shared<const core::Flow>(*flow, base)};
  }
  return tempered_.flow;
}

void Player::requestStrip() {
  // That of the picture: what was made to draw the one serves the other.
  if (shown_ == nullptr) return;
  const qint64 now = time_.elapsed();
  if (stripOf_ == shown_->theta.get() || (stripOf_ != nullptr && now - lastStrip_ < kStripEvery)) return;
  stripOf_ = shown_->theta.get();
  lastStrip_ = now;
  core::StripRequest r;
  r.flow = atTemperature(shown_->flow);
  r.theta = shown_->theta;
  r.scaling = shown_->scaling;
  r.generation = shown_->generation;
  r.window = stripWindow();
  renderer_.requestStrip(std::move(r));
}

core::Window Player::stripWindow() const {
  // The target's own window in the shape of a thumbnail, whatever the canvas is zoomed to.
  core::Window w = core::makeTarget(document_.project().target)->window();
  const double ratio = 96.0 / 64.0;
  const double width = w.x1 - w.x0, height = w.y1 - w.y0;
  const double grow = width < ratio * height ? (ratio * height - width) / 2 : 0;
  const double tall = width > ratio * height ? (width / ratio - height) / 2 : 0;
  return {w.x0 - grow, w.x1 + grow, w.y0 - tall, w.y1 + tall};
}

}  // namespace app
