#include "app/lessons/lesson_player.h"

namespace app {

namespace {

constexpr int kLookEvery = 100;  // milliseconds

}  // namespace

LessonPlayer::LessonPlayer(LessonStage& stage, QObject* parent) : QObject(parent), stage_(stage) {
  clock_.setInterval(kLookEvery);
  connect(&clock_, &QTimer::timeout, this, &LessonPlayer::look);
}

// The stage may be half gone by now, so it is not told.
LessonPlayer::~LessonPlayer() = default;

void LessonPlayer::start(const Lesson& lesson) {
  stop();
  lesson_ = lesson;
  place_ = {};
  stage_.enter();
  stage_.setScene({}, sceneAt(*lesson_, 0), nullptr);
  beginWait();
  emit started();
  emit changed();
}

bool LessonPlayer::atEnd() const {
  return playing() && place_.step + 1 == static_cast<int>(lesson_->steps.size()) &&
         (step().ask.empty() || place_.revealed);
}

void LessonPlayer::next() {
  if (!playing()) return;
  if (atEnd())
    stop();
  else if (!step().ask.empty() && !place_.revealed)
    go({place_.step, true});
  else
    go({place_.step + 1, false});
}

void LessonPlayer::back() {
  if (!canGoBack()) return;
  if (place_.revealed)
    go({place_.step, false});
  else
    go({place_.step - 1, !lesson_->steps[static_cast<size_t>(place_.step - 1)].ask.empty()});
}

void LessonPlayer::choose(int i) {
  if (!playing() || place_.revealed || i < 0 || i >= static_cast<int>(step().choices.size())) return;
  choices_[place_.step] = i;
  go({place_.step, true});
}

void LessonPlayer::stop() {
  if (!playing()) return;
  clock_.stop();
  lesson_.reset();
  left_.clear();
  choices_.clear();
  chosen_ = -1;
  stage_.leave();
  emit ended();
}

void LessonPlayer::go(Place place) {
  const bool forward = place > place_;
  const Scene before = sceneAt(*lesson_, place_.step, place_.revealed);
  left_[place_] = stage_.snapshot();
  if (!forward && !place.revealed) choices_.erase(place.step);
  place_ = place;
  const auto choice = choices_.find(place.step);
  chosen_ = choice == choices_.end() ? -1 : choice->second;
  const auto kept = left_.find(place);
  stage_.setScene(before, sceneAt(*lesson_, place.step, place.revealed),
                  forward || kept == left_.end() ? nullptr : kept->second);
  // Who goes back wants to look again: what was waited for is there, and would send the class on at once.
  if (forward)
    beginWait();
  else
    clock_.stop();
  emit changed();
}

void LessonPlayer::beginWait() {
  waited_.start();
  if (step().wait.kind == Wait::Kind::click)
    clock_.stop();
  else
    clock_.start();
}

void LessonPlayer::look() {
  const Wait& wait = step().wait;
  const bool reached = wait.kind == Wait::Kind::gap && stage_.gap() && *stage_.gap() <= wait.gap;
  if (reached || waited_.elapsed() >= 1000 * wait.seconds) {
    clock_.stop();
    // A lesson does not close by itself: the last step stays on screen.
    if (atEnd())
      emit waitingChanged();
    else
      next();
    return;
  }
  emit waitingChanged();
}

Thing LessonPlayer::pointed() const {
  if (!playing() || step().point.empty()) return {};
  return stage_.thing(QString::fromStdString(step().point));
}

QString LessonPlayer::waiting() const {
  if (!playing() || !clock_.isActive()) return {};
  const Wait& wait = step().wait;
  if (wait.kind == Wait::Kind::seconds)
    return tr("goes on in %1 s").arg(qMax(0.0, wait.seconds - waited_.elapsed() / 1000.0), 0, 'f', 0);
  const std::optional<double> gap = stage_.gap();
  return gap ? tr("goes on at a gap of %1: now %2").arg(wait.gap, 0, 'f', 2).arg(*gap, 0, 'f', 3)
             : tr("goes on at a gap of %1").arg(wait.gap, 0, 'f', 2);
}

}  // namespace app
