#include "app/cli/reverse_kl_quality.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "app/cli/base_points.h"
#include "core/render/frame.h"

namespace app::cli {

namespace {

constexpr int kSamples = 20'000;
constexpr int kGrid = 400;  // cells a side

}  // namespace

ReverseKlQuality reverseKlQuality(core::Trainer& trainer) {
  core::Engine& engine = trainer.engine();
  const core::Scaling& scaling = trainer.project().scaling;
  const auto target = core::makeTarget(trainer.project().target);
  const core::Theta theta = engine.state().average;
  ReverseKlQuality quality;

  // ESS = (sum w)^2 / (n sum w^2), with the largest weight divided out.
  const core::Points z = basePoints(kSamples, trainer.project().training.seed, 1);
  core::Points x;
  core::Values logDet;
  engine.toData(theta, z, x, logDet);
  const core::Points user = scaling.toUser(x);
  std::vector<double> logWeights;
  for (Eigen::Index i = 0; i < user.rows(); ++i) {
    const double logQ = core::logBase(z(i, 0), z(i, 1)) + logDet(i) + scaling.logDet();
    logWeights.push_back(target->logDensity(user(i, 0), user(i, 1)) - logQ);
  }
  const double top = *std::max_element(logWeights.begin(), logWeights.end());
  double sum = 0, squares = 0;
  for (const double logWeight : logWeights) {
    const double w = std::exp(logWeight - top);
    sum += w;
    squares += w * w;
  }
  quality.ess = sum * sum / (kSamples * squares);

  const core::Window w = target->window();
  const core::Frozen frozen{engine.sharedFlow(), theta, engine.flow().depth()};
  const core::DensityGrid grid = core::densityGrid(engine, frozen, scaling, w, kGrid, kGrid);
  const double width = (w.x1 - w.x0) / kGrid;
  const double height = (w.y1 - w.y0) / kGrid;
  for (int j = 0; j < kGrid; ++j) {
    for (int i = 0; i < kGrid; ++i) {
      const double logQ = grid.logDensity[static_cast<size_t>(j * kGrid + i)];
      const double q = std::exp(logQ);
      if (q > 0)
        quality.gridKl +=
            q * (logQ - target->logDensity(w.x0 + (i + 0.5) * width, w.y0 + (j + 0.5) * height)) * width * height;
    }
  }
  return quality;
}

}  // namespace app::cli
