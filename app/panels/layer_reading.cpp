#include "app/panels/layer_reading.h"

namespace app {

namespace {

constexpr int kSamples = 4 * core::kBlock;
constexpr int kDeep = 32;  // behind so many layers, a quarter of the samples has to do
constexpr int kPlaces = 121;
constexpr core::Real kReach = 5;

}  // namespace

int layerIn(const core::Snapshot& snapshot, const core::LayerSpec& card) {
  const auto& layers = snapshot.flow->spec().layers;
  for (int k = 0; k < static_cast<int>(layers.size()); ++k) {
    if (layers[static_cast<size_t>(k)].id == card.id && layers[static_cast<size_t>(k)].key == card.key) return k;
  }
  return -1;
}

double meanLogDet(const core::Snapshot& snapshot, int layer) {
  static const core::Points base = [] {
    core::Rng rng(1, core::Stream::base);
    core::Points points(kSamples, 2);
    for (int i = 0; i < kSamples; ++i)
      points.row(i) << static_cast<core::Real>(rng.normal()), static_cast<core::Real>(rng.normal());
    return points;
  }();
  core::Trace trace = snapshot.flow->makeTrace();
  const core::Theta work = snapshot.flow->prepared(*snapshot.theta);
  core::BlockValues total;
  double sum = 0;
  const int samples = layer < kDeep ? kSamples : core::kBlock;
  for (int first = 0; first < samples; first += core::kBlock) {
    core::fillBlock(base, first, trace.at[0]);
    snapshot.flow->toData(core::view(work), trace, total, layer + 1, false);
    for (const core::Real value : trace.logDet[static_cast<size_t>(layer)].v) sum += static_cast<double>(value);
  }
  return sum / samples;
}

std::optional<double> gradientNorm(const core::Snapshot& snapshot, int layer) {
  // Taken with an edit between, they may be of another stack.
  if (snapshot.gradientNorms.size() != static_cast<size_t>(snapshot.flow->depth())) return std::nullopt;
  return static_cast<double>(snapshot.gradientNorms[static_cast<size_t>(layer)]);
}

const std::vector<core::Real>& curvePlaces() {
  static const std::vector<core::Real> places = [] {
    std::vector<core::Real> at(kPlaces);
    for (int i = 0; i < kPlaces; ++i)
      at[static_cast<size_t>(i)] = kReach * (2 * static_cast<core::Real>(i) / (kPlaces - 1) - 1);
    return at;
  }();
  return places;
}

std::vector<core::Curve> learnedCurves(const core::Snapshot& snapshot, int layer) {
  const core::ConstTheta own = snapshot.flow->slice(core::view(*snapshot.theta), layer);
  return snapshot.flow->layer(layer).curves(own, curvePlaces());
}

}  // namespace app
