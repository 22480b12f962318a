#include "app/lessons/staged.h"

#include "core/flow/flow.h"
#include "core/project/edits.h"

namespace app {

namespace {

core::Spot spotOf(Space space, double x, double y) { return {{x, y}, space == Space::base ? 0.0 : -1.0}; }

core::Colouring colouringOf(Colours colours) {
  switch (colours) {
    case Colours::density: return core::Colouring::density;
    case Colours::logDet: return core::Colouring::logDet;
    case Colours::anisotropy: return core::Colouring::anisotropy;
    case Colours::inversion: return core::Colouring::inversionError;
  }
  return core::Colouring::density;
}

// The view that a scene settles; marks that it does not have go.
core::View viewOf(core::View view, const Scene& now) {
  core::StageRequest& stage = view.stage;
  stage.probe.reset();
  stage.cell.reset();
  stage.brush.reset();
  view.comparison = core::Comparison::off;
  view.temperature = 1;
  if (now.parts) {
    const auto has = [&](Part part) { return now.parts->contains(part); };
    view.density = has(Part::density);
    view.grid = has(Part::grid);
    view.particles = has(Part::particles);
    view.data = has(Part::data);
    view.axes = has(Part::axes);
    view.ledger = has(Part::ledger);
    stage.ellipses = has(Part::ellipses);
  }
  const auto shown = [&](Part part) { return !now.parts || now.parts->contains(part); };
  if (now.colours) stage.colouring = colouringOf(*now.colours);
  if (now.forgetJacobian) stage.forget = *now.forgetJacobian;
  if (now.reading) view.reading = *now.reading == Reading::sampling ? core::Reading::sampling : core::Reading::density;
  if (now.probe) stage.probe = spotOf(now.probe->space, now.probe->x, now.probe->y);
  if (now.cell && shown(Part::cell))
    stage.cell = core::CellRequest{spotOf(Space::base, now.cell->x, now.cell->y), now.cell->side};
  if (now.brush && shown(Part::mass)) {
    const Brush& b = *now.brush;
    stage.brush = core::Brush{{{b.x0, b.y0}, {b.x1, b.y0}, {b.x1, b.y1}, {b.x0, b.y1}}, spotOf(b.space, 0, 0).depth};
  }
  view.window = now.window.value_or(core::View{}.window);
  return view;
}

}  // namespace

core::Project staged(core::Project project, const Scene& now) {
  if (now.project != nullptr) {
    const core::View view = project.view;
    project = now.project->project;
    project.view = view;
  }
  if (now.target) {
    // The user's own points are in their units; a wide target is scaled as everywhere.
    if (project.target != *now.target)
      project.scaling = core::isOwn(now.target->key) ? core::Scaling{} : core::setTarget(project, *now.target).scaling;
    project.target = *now.target;
  }
  if (now.flow) project.flow = *now.flow;
  if (now.objective) project.training.objective = *now.objective;
  if (now.seed) project.training.seed = *now.seed;
  project.view = viewOf(project.view, now);
  return project;
}

std::optional<core::TrainState> startOf(const Scene& now, const core::Project& staged) {
  if (now.project != nullptr && now.project->project.flow == staged.flow) return now.project->state;
  if (now.theta.empty()) return std::nullopt;
  core::TrainState state = core::TrainState::start(core::Flow(staged.flow), staged.training.seed);
  if (static_cast<Eigen::Index>(now.theta.size()) != state.theta.size()) return std::nullopt;
  state.theta = Eigen::Map<const core::Theta>(now.theta.data(), state.theta.size());
  state.average = state.theta;
  return state;
}

core::LineMap lineMapOf(const LineMap& map) {
  switch (map.kind) {
    case LineMap::Kind::affine: return core::LineMap::affine(map.a, map.b);
    case LineMap::Kind::planar: return core::LineMap::planar(map.u, map.w, map.b);
    case LineMap::Kind::spline: break;
  }
  return core::LineMap::standard(core::LineKind::spline);
}

}  // namespace app
