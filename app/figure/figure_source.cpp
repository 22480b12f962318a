#include "app/figure/figure_source.h"

#include <cmath>

#include "core/engine/cpu_engine.h"
#include "core/flow/frozen.h"
#include "core/targets/points_table.h"

namespace app {

namespace {

constexpr int kDataPoints = 1500;  // as on the canvas
constexpr int kHeldOut = 20'000;

// The user's own columns have names.
std::array<QString, 2> axesOf(const core::TargetSpec& spec) {
  std::array<QString, 2> names{"x₁", "x₂"};
  const auto table = spec.points ? core::tableOf(spec.points) : nullptr;
  if (table == nullptr) return names;
  const auto columns = core::chosenColumns(*table, spec.settings);
  for (size_t i = 0; i < 2; ++i) {
    const std::string& name = table->columns[columns[i]].name;
    if (!name.empty()) names[i] = QString::fromStdString(name);
  }
  return names;
}

}  // namespace

FigureSource figureSource(const core::Project& project, const core::Theta& theta, double c, int step) {
  FigureSource source;
  const core::Flow whole(project.flow);
  core::BaseSpec base = project.flow.base;
  base.temperature = project.view.temperature;
  source.flow = std::make_shared<const core::Flow>(whole, base);
  source.theta = std::make_shared<const core::Theta>(whole.given(theta, c));
  source.scaling = project.scaling;
  const auto target = core::makeTarget(project.target);
  source.target = project.flow.conditional ? core::givenOrWhole(target, c) : target;
  source.reading = project.view.reading;
  source.name = QString::fromStdString(target->info().label);
  if (project.flow.conditional) source.given = QString::fromStdString(target->condition().textAt(c));
  source.axes = axesOf(project.target);
  source.data = std::make_shared<const core::Points>(source.target->sample(kDataPoints, 1, core::Stream::heldOut));
  source.step = step;
  return source;
}

void measure(FigureSource& source, const core::Project& project) {
  const bool file = project.target.key == "points";
  const core::Points points = file ? core::drawTrainingData(project.target, project.training.seed, 1).heldOut
                                   : source.target->sample(kHeldOut, project.training.seed, core::Stream::heldOut);
  const auto engine = core::makeCpuEngine();
  core::Freezer freezer;
  const core::Frozen frozen = freezer.freeze(source.flow, source.theta, source.flow->depth());
  engine->setFlow(frozen.flow);
  core::Values logDensity;
  engine->logDensity(frozen.theta, source.scaling.toFlow(points), logDensity, frozen.layers);
  const double mean = logDensity.cast<double>().mean() + source.scaling.logDet();
  source.entropy = source.target->entropy();
  source.nll = -mean;
  if (!source.entropy || !source.target->hasDensity()) return;
  // What the points happen to say of the target's own density is known, and taken out.
  double own = 0;
  for (Eigen::Index i = 0; i < points.rows(); ++i)
    own += source.target->logDensity(static_cast<double>(points(i, 0)), static_cast<double>(points(i, 1)));
  own /= static_cast<double>(points.rows());
  if (std::isfinite(own)) source.nll = *source.entropy + own - mean;
}

}  // namespace app
