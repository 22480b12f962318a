#include "app/race/lane_record.h"

namespace app {

namespace {

constexpr double kStride = 0.05;  // of the steps so far: a long race has a few hundred moments

}  // namespace

void LaneRecord::offer(const std::shared_ptr<const core::Standing>& standing) {
  if (standing == nullptr || standing->flow == nullptr) return;
  if (!kept_.empty() && standing->steps <= kept_.back()->steps * (1 + kStride)) return;
  auto kept = std::make_shared<core::Standing>(*standing);
  // The newest measurement is all that a moment needs.
  if (kept->curve.size() > 1) kept->curve.erase(kept->curve.begin(), kept->curve.end() - 1);
  kept_.push_back(std::move(kept));
}

RaceRecord::Lane LaneRecord::lane(const QString& name, const core::Project& project, bool bySeconds,
                                  const std::shared_ptr<const core::Standing>& newest) const {
  const core::Flow flow(project.flow);
  const FigureSource like =
      figureSource(project, core::TrainState::start(flow, project.training.seed).average, project.view.given, 0);
  RaceRecord::Lane lane{name, {}};
  const auto add = [&](const core::Standing& s) {
    FigureSource source = like;
    source.theta = s.theta;
    source.scaling = s.scaling;
    source.step = s.steps;
    source.nll = s.heldOut();
    source.entropy = s.entropy;
    lane.moments.push_back({bySeconds ? s.seconds : s.steps, std::move(source)});
  };
  for (const auto& kept : kept_) add(*kept);
  if (newest != nullptr && newest->flow != nullptr && newest->steps > kept_.back()->steps) add(*newest);
  return lane;
}

}  // namespace app
