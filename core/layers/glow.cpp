// One step of Glow: actnorm, an invertible linear map, an affine coupling. Kingma, Dhariwal: "Glow" (2018), table 1.

#include "core/layers/affine_coupling.h"
#include "core/layers/composite.h"

namespace core {

namespace {

class Glow final : public Composite {
 public:
  explicit Glow(const Settings& settings)
      : Composite({{"actnorm", makeLayer("actnorm", {})},
                   {"linear", makeLayer("linear", {})},
                   {"affine", makeLayer("affine", settings)}}) {}
};

LayerInfo describe() {
  LayerInfo info;
  info.key = "glow";
  info.label = "Glow step";
  info.card = "glow";
  info.family = Family::coupling;
  info.formula = "actnorm, then y = W x, then an affine coupling";
  info.tex = R"(\text{actnorm},\; y = W x,\; \text{affine coupling})";
  info.determinant = "three factors, each diagonal, constant or triangular: their dets multiply";
  info.summary =
      "Centres and scales the points, turns and stretches the plane, then stretches one coordinate by what "
      "the other one says.";
  info.paper = "Kingma, Dhariwal 2018 (Glow), table 1";
  info.settings = affineSettings();
  return info;
}

}  // namespace

extern const LayerKind glowKind{describe,
                                [](const Settings& s) -> std::unique_ptr<Layer> { return std::make_unique<Glow>(s); }};

}  // namespace core
