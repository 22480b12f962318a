#include "app/lessons/window_stage.h"

#include "app/canvas/canvas.h"
#include "app/line/line_view.h"
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

core::LineMap mapOf(const LineMap& map) {
  switch (map.kind) {
    case LineMap::Kind::affine: return core::LineMap::affine(map.a, map.b);
    case LineMap::Kind::planar: return core::LineMap::planar(map.u, map.w, map.b);
    case LineMap::Kind::spline: break;
  }
  return core::LineMap::standard(core::LineKind::spline);
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

core::Project WindowStage::projectOf(const Scene& now) const {
  core::Project project = document_.project();
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

void WindowStage::setWeights(const Scene& now, const std::shared_ptr<const core::Snapshot>& kept) {
  const core::FlowSpec& spec = document_.project().flow;
  if (kept != nullptr && kept->flow->spec() == spec) {
    player_.restore(kept->state);
  } else if (now.project != nullptr && now.project->project.flow == spec) {
    player_.restore(now.project->state);
  } else if (!now.theta.empty()) {
    const core::Flow flow(spec);
    core::TrainState state = core::TrainState::start(flow, document_.project().training.seed);
    if (static_cast<Eigen::Index>(now.theta.size()) != state.theta.size()) return;
    state.theta = Eigen::Map<const core::Theta>(now.theta.data(), state.theta.size());
    state.average = state.theta;
    player_.restore(state);
  } else {
    player_.resetTraining();
  }
}

void WindowStage::setLine(const Scene& before, const Scene& now) {
  if (now.line && now.line != before.line) line_.setMap(mapOf(*now.line));
  if (now.strips && now.strips != before.strips) line_.setStrips(*now.strips);
  if (now.z && now.z != before.z) line_.setProbe(*now.z);
}

void WindowStage::setScene(const Scene& before, const Scene& now, const std::shared_ptr<const core::Snapshot>& kept) {
  const bool line = now.page == Page::line;
  showLine_(line);  // first: a race that is left sets the training that was before it
  setLine(before, now);
  document_.put(projectOf(now));
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
