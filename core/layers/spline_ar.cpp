// Autoregressive rational-quadratic spline: y1 = g(x1; r) with free knots r, y2 = g(x2; h(x1)).
// Durkan, Bekasov, Murray, Papamakarios: "Neural spline flows" (2019), equations 4 to 8, section 3.2.

#include "core/layers/spline_coupling.h"

namespace core {

namespace {

LayerInfo describe() {
  LayerInfo info;
  info.key = "spline_ar";
  info.label = "Autoregressive spline";
  info.card = "spline ar";
  info.family = Family::spline;
  info.formula = "y₁ = g(x₁; r),  y₂ = g(x₂; h(x₁)),  g a monotone rational-quadratic spline";
  info.tex = R"(y_1 = g(x_1; r),\quad y_2 = g(x_2; h(x_1)))";
  info.determinant = "triangular: each coordinate sees only those before it";
  info.summary =
      "Bends the first coordinate along one smooth curve, the second along a curve that the first one shapes.";
  info.paper = "Durkan, Bekasov, Murray, Papamakarios 2019, eq. 4-8, sec. 3.2";
  info.settings = splineSettings();
  return info;
}

}  // namespace

extern const LayerKind spline_arKind{describe, [](const Settings& s) -> std::unique_ptr<Layer> {
                                       return std::make_unique<SplineCoupling>(s, SplineCoupling::kAutoregressive);
                                     }};

}  // namespace core
