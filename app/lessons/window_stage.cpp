#include "app/lessons/window_stage.h"

#include "app/canvas/canvas.h"
#include "app/lessons/staged.h"
#include "app/line/line_view.h"

namespace app {

WindowStage::WindowStage(Document& document, Player& player, Canvas& canvas, LineView& line,
                         std::function<void(bool)> showLine, std::function<QWidget*(const QString&)> find)
    : document_(document),
      player_(player),
      canvas_(canvas),
      line_(line),
      showLine_(std::move(showLine)),
      find_(std::move(find)) {}

void WindowStage::enter() {
  aside_ = Aside{document_.project(), player_.state(), document_.selected(), player_.training(),
                 player_.playing(),   player_.depth(), player_.speed()};
  document_.setTrying(true);
}

void WindowStage::leave() {
  if (!aside_) return;
  const Aside had = *std::exchange(aside_, std::nullopt);
  showLine_(false);
  document_.put(had.project);
  document_.select(had.selected);
  document_.setTrying(false);
  if (had.state) {
    player_.restore(*had.state);
  } else {
    player_.resetTraining();  // a lesson that was there before anything had been trained
  }
  player_.setSpeed(had.speed);
  player_.setDepth(had.depth);
  player_.setPlaying(had.playing);
  player_.setTraining(had.training);
  canvas_.resetView();
}

void WindowStage::setWeights(const Scene& now, const std::shared_ptr<const core::Snapshot>& kept) {
  const core::Project& project = document_.project();
  if (kept != nullptr && kept->flow->spec() == project.flow) {
    player_.restore(kept->state);
  } else if (const auto start = startOf(now, project)) {
    player_.restore(*start);
  } else {
    player_.resetTraining();
  }
}

void WindowStage::setLine(const Scene& before, const Scene& now) {
  if (now.line && now.line != before.line) line_.setMap(lineMapOf(*now.line));
  if (now.strips && now.strips != before.strips) line_.setStrips(*now.strips, StripKind::equalMass);
  if (now.z && now.z != before.z) line_.setProbe(*now.z);
}

void WindowStage::setScene(const Scene& before, const Scene& now, const std::shared_ptr<const core::Snapshot>& kept) {
  const bool line = now.page == Page::line;
  showLine_(line);  // first: a race that is left sets the training that was before it
  setLine(before, now);
  document_.put(staged(document_.project(), now));
  if (now.weightsFrom != before.weightsFrom || kept != nullptr) setWeights(now, kept);
  player_.setTraining(now.training.value_or(false));
  if (now.layer) document_.select(*now.layer);
  if (now.speed) player_.setSpeed(*now.speed);
  if (now.depth && now.depth != before.depth) {
    player_.setPlaying(false);
    player_.setDepth(*now.depth < 0 ? document_.project().flow.depth() : *now.depth);
  }
  if (now.warp != before.warp) {
    const bool play = now.warp && now.warp->playing;
    if (line) {
      line_.setPlaying(play);
    } else {
      if (play) player_.restart();
      player_.setPlaying(play);
    }
  }
  if (now.window != before.window) {
    if (now.window) {
      canvas_.setWindow(*now.window);
    } else {
      canvas_.resetView();
    }
  }
}

Thing WindowStage::thing(const QString& name) const {
  if (name == "canvas") return {&canvas_, {}};
  if (name == "formula") return {&canvas_, canvas_.formulaBox()};
  if (name == "integral") return {&canvas_, canvas_.integralBox()};
  if (name == "ledger") return {&canvas_.tools().ledger(), {}};
  return {find_(name), {}};
}

std::optional<double> WindowStage::gap() const {
  const auto& s = player_.snapshot();
  if (s == nullptr || !s->heldOut || !s->entropy) return std::nullopt;
  return *s->heldOut - *s->entropy;
}

}  // namespace app
