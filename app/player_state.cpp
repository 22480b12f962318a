// What the player knows of the training's state, while files and edits are on their way to the training thread.

#include "app/player.h"

namespace app {

const core::Wanted::Restore* Player::pendingRestore() const {
  const bool taken = snapshot_ != nullptr && snapshot_->restores == wanted_.restores;
  return taken ? nullptr : wanted_.restore.get();
}

std::optional<core::TrainState> Player::state() const {
  const core::Wanted::Restore* pending = pendingRestore();
  if (pending == nullptr && snapshot_ == nullptr) return {};
  const core::FlowSpec& spec = pending != nullptr ? pending->flow : snapshot_->flow->spec();
  const core::TrainState& state = pending != nullptr ? pending->state : snapshot_->state;
  const core::Project& project = document_.project();
  if (spec == project.flow) return state;
  const core::Flow flow(project.flow);
  return state.transplanted(core::Flow(spec), flow, core::TrainState::start(flow, project.training.seed));
}

}  // namespace app
