#include <algorithm>
#include <cmath>

#include "core/render/frame.h"

namespace core {

namespace {

constexpr int kLines = 21;  // each way
constexpr int kRounds = 4;  // a piece is halved at most so many times

struct Place {
  double u, v;  // in the base
};

Points asPoints(const std::vector<Place>& places) {
  Points points(static_cast<Eigen::Index>(places.size()), 2);
  for (size_t i = 0; i < places.size(); ++i)
    points.row(static_cast<Eigen::Index>(i)) << Real(places[i].u), Real(places[i].v);
  return points;
}

}  // namespace

Mesh warpedMesh(Engine& engine, const Frozen& frozen, const Scaling& scaling, const Window& window,
                const FrameEffort& effort) {
  engine.setFlow(frozen.flow);
  const double reach = frozen.flow->base().gridReach();
  std::vector<Place> base;
  std::vector<Eigen::Index> first{0};
  for (const bool upright : {true, false}) {
    for (int l = 0; l < kLines; ++l) {
      const double fixed = -reach + 2 * reach * l / (kLines - 1);
      for (int i = 0; i < effort.meshPoints; ++i) {
        const double along = -reach + 2 * reach * i / (effort.meshPoints - 1);
        base.push_back(upright ? Place{fixed, along} : Place{along, fixed});
      }
      first.push_back(static_cast<Eigen::Index>(base.size()));
    }
  }
  Points image;
  Values logDet;
  engine.toData(frozen.theta, asPoints(base), image, logDet, frozen.layers);
  const double longest = (window.x1 - window.x0) / 40;
  for (int round = 0; round < kRounds && base.size() < static_cast<size_t>(effort.mostMeshPoints); ++round) {
    // Halve every piece whose image is long; only the new points are pushed forward.
    std::vector<Place> added;
    std::vector<Eigen::Index> after;  // the row that each new point follows
    for (size_t l = 0; l + 1 < first.size(); ++l) {
      for (Eigen::Index i = first[l]; i + 1 < first[l + 1]; ++i) {
        const double dx = (image(i + 1, 0) - image(i, 0)) * scaling.scale[0];
        const double dy = (image(i + 1, 1) - image(i, 1)) * scaling.scale[1];
        if (std::hypot(dx, dy) > longest) {
          const Place &a = base[static_cast<size_t>(i)], &b = base[static_cast<size_t>(i) + 1];
          added.push_back({(a.u + b.u) / 2, (a.v + b.v) / 2});
          after.push_back(i);
        }
      }
    }
    if (added.empty()) break;
    Points more;
    engine.toData(frozen.theta, asPoints(added), more, logDet, frozen.layers);
    std::vector<Place> merged;
    Points all(image.rows() + more.rows(), 2);
    std::vector<Eigen::Index> starts;
    size_t next = 0, line = 0;
    for (Eigen::Index i = 0; i < image.rows(); ++i) {
      if (i == first[line]) {
        starts.push_back(static_cast<Eigen::Index>(merged.size()));
        ++line;
      }
      all.row(static_cast<Eigen::Index>(merged.size())) = image.row(i);
      merged.push_back(base[static_cast<size_t>(i)]);
      if (next < after.size() && after[next] == i) {
        all.row(static_cast<Eigen::Index>(merged.size())) = more.row(static_cast<Eigen::Index>(next));
        merged.push_back(added[next++]);
      }
    }
    starts.push_back(static_cast<Eigen::Index>(merged.size()));
    base = std::move(merged);
    first = std::move(starts);
    image = std::move(all);
  }
  return {first, scaling.toUser(image)};
}

}  // namespace core
