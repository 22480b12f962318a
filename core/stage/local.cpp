#include "core/stage/local.h"

#include <array>
#include <cmath>
#include <limits>

namespace core {

namespace {

constexpr int kNodes = 11;
constexpr double kReach = 2.5 / 3;  // of the base's square
constexpr double kStep = 4e-3;      // of a central difference: a picture is drawn from it, no number

constexpr std::array<std::string_view, 5> kNames{"density", "log_det", "layer_log_det", "anisotropy",
                                                 "inversion_error"};

// Derivatives of a map at many points by central differences: columns d1/d1, d1/d2, d2/d1, d2/d2.
template <class Map>
Eigen::Array<double, Eigen::Dynamic, 4> slopes(const Points& at, const Map& map) {
  const Eigen::Index n = at.rows();
  Points around(4 * n, 2);
  for (int j = 0; j < 2; ++j) {
    for (int side = 0; side < 2; ++side) {
      auto rows = around.middleRows((2 * j + side) * n, n);
      rows = at;
      rows.col(j) += static_cast<Real>(side == 0 ? -kStep : kStep);
    }
  }
  Points image;
  map(around, image);
  Eigen::Array<double, Eigen::Dynamic, 4> out(n, 4);
  for (int j = 0; j < 2; ++j) {
    for (int i = 0; i < 2; ++i)
      out.col(2 * i + j) =
          (image.col(i).segment((2 * j + 1) * n, n) - image.col(i).segment(2 * j * n, n)).cast<double>() / (2 * kStep);
  }
  return out;
}

}  // namespace

std::string_view name(Colouring colouring) { return kNames[static_cast<size_t>(colouring)]; }

std::optional<Colouring> colouringNamed(std::string_view name) {
  for (size_t i = 0; i < kNames.size(); ++i) {
    if (kNames[i] == name) return static_cast<Colouring>(i);
  }
  return std::nullopt;
}

std::vector<Ellipse> ellipsesOf(Engine& engine, const Frozen& frozen, const Scaling& scaling) {
  const double reach = kReach * frozen.flow->base().gridReach();
  Points nodes(kNodes * kNodes, 2);
  for (int i = 0; i < kNodes; ++i) {
    for (int j = 0; j < kNodes; ++j)
      nodes.row(i * kNodes + j) << static_cast<Real>(-reach + 2 * reach * i / (kNodes - 1)),
          static_cast<Real>(-reach + 2 * reach * j / (kNodes - 1));
  }
  engine.setFlow(frozen.flow);
  Points centres;
  Values ignored;
  engine.toData(frozen.theta, nodes, centres, ignored, frozen.layers);
  const auto slope =
      slopes(nodes, [&](const Points& z, Points& x) { engine.toData(frozen.theta, z, x, ignored, frozen.layers); });
  std::vector<Ellipse> ellipses;
  for (Eigen::Index i = 0; i < nodes.rows(); ++i) {
    Mat2 axes;
    axes << slope(i, 0), slope(i, 1), slope(i, 2), slope(i, 3);
    axes.row(0) *= kCircle * scaling.scale[0];
    axes.row(1) *= kCircle * scaling.scale[1];
    const Vec2 centre(static_cast<double>(centres(i, 0)), static_cast<double>(centres(i, 1)));
    if (centre.allFinite() && axes.allFinite()) ellipses.push_back({toUser(scaling, centre), axes});
  }
  return ellipses;
}

void colour(Engine& engine, const Frozen& frozen, const Frozen* lastLayer, Colouring colouring, const Points& x,
            Values& out) {
  engine.setFlow(frozen.flow);
  Points z, back;
  Values ignored;
  switch (colouring) {
    case Colouring::density: engine.logDensity(frozen.theta, x, out, frozen.layers); return;
    case Colouring::logDet:
      engine.toBase(frozen.theta, x, z, out, frozen.layers);
      out = -out;
      return;
    case Colouring::layerLogDet:
      if (lastLayer == nullptr) {
        out = Values::Zero(x.rows());
        return;
      }
      engine.setFlow(lastLayer->flow);
      engine.toBase(lastLayer->theta, x, z, out, lastLayer->layers);
      out = -out;
      return;
    case Colouring::anisotropy: {
      const auto j = slopes(
          x, [&](const Points& p, Points& image) { engine.toBase(frozen.theta, p, image, ignored, frozen.layers); });
      // The ratio of the singular values of [a b; c d], the same for a map and its inverse.
      const Eigen::ArrayXd sum = j.square().rowwise().sum();
      engine.toBase(frozen.theta, x, z, ignored, frozen.layers);
      const Eigen::ArrayXd logDet =
          ignored.cast<double>();  // that of the differences would be a small one of large ones
      const Eigen::ArrayXd larger = (sum + (sum.square() - 4 * (2 * logDet).exp()).max(0).sqrt()) / 2;
      out = (larger.log() - logDet).cast<Real>();
      return;
    }
    case Colouring::inversionError: {
      engine.toBase(frozen.theta, x, z, ignored, frozen.layers);
      engine.toData(frozen.theta, z, back, ignored, frozen.layers);
      const Values error = (back - x).square().rowwise().sum().sqrt() / (1 + x.square().rowwise().sum().sqrt());
      out = error.max(Real(1e-9)).log10();
      return;
    }
  }
}

std::optional<Frozen> lastLayerOf(const Frozen& frozen) {
  if (frozen.layers <= 0) return std::nullopt;
  const int k = frozen.layers - 1;
  FlowSpec spec;
  spec.layers.push_back(frozen.flow->spec().layers[static_cast<size_t>(k)]);
  Frozen last;
  last.flow =
      std::make_shared<Flow>(Flow(spec), std::vector<std::shared_ptr<const Layer>>{frozen.flow->sharedLayer(k)});
  last.theta = frozen.theta.segment(frozen.flow->offset(k), frozen.flow->parameterCount(k));
  last.layers = 1;
  return last;
}

}  // namespace core
