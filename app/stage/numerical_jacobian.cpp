#include "app/stage/numerical_jacobian.h"

#include <algorithm>
#include <cmath>

#include "core/flow/flow.h"

static_assert(sizeof(core::Real) == sizeof(double), "this file is for core_double");

namespace app {

namespace {

constexpr double kStep = 1e-6;    // times 1 + |x|
constexpr double kFinely = 1e-7;  // how far solvers are settled

}  // namespace

std::vector<double> numericalLogDets(const std::vector<NumericalLayer>& layers,
                                     const std::vector<std::array<double, 2>>& places) {
  std::vector<double> out;
  for (size_t k = 0; k < layers.size(); ++k) {
    core::FlowSpec spec;
    core::LayerSpec card;
    card.key = layers[k].key;
    card.settings = layers[k].settings;
    card.enabled = layers[k].enabled;
    spec.layers.push_back(card);
    const core::Flow flow(spec);
    core::Theta theta =
        Eigen::Map<const core::Theta>(layers[k].theta.data(), static_cast<Eigen::Index>(layers[k].theta.size()));
    flow.settle(theta, kFinely);
    const auto& at = places[k + 1];
    const double h = kStep * (1 + std::max(std::abs(at[0]), std::abs(at[1])));
    core::Points around(4, 2), image;
    around << at[0] + h, at[1], at[0] - h, at[1], at[0], at[1] + h, at[0], at[1] - h;
    core::Values ignored;
    flow.toBase(theta, around, image, ignored);
    const auto d1 = (image.row(0) - image.row(1)) / (around(0, 0) - around(1, 0));
    const auto d2 = (image.row(2) - image.row(3)) / (around(2, 1) - around(3, 1));
    out.push_back(std::log(std::abs(d1(0) * d2(1) - d1(1) * d2(0))));
  }
  return out;
}

}  // namespace app
