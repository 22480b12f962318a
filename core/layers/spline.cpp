// Rational-quadratic spline coupling: y2 = g(x2; x1), g a monotone spline of K bins on [-B, B], the identity outside.
// Durkan, Bekasov, Murray, Papamakarios: "Neural spline flows" (2019), equations 4 to 8.

#include "core/layers/spline_coupling.h"

namespace core {

std::vector<Setting> splineSettings() {
  std::vector<Setting> all = couplingSettings();
  Setting bins;
  bins.key = "bins";
  bins.label = "Bins";
  bins.low = 2;
  bins.high = 64;
  bins.standard = "8";
  bins.help = "Pieces of the spline.";
  Setting bound;
  bound.key = "bound";
  bound.label = "Bound";
  bound.type = Setting::Type::real;
  bound.low = 1;
  bound.high = 20;
  bound.standard = "5";
  bound.help = "The spline acts on [-bound, bound]; outside, the map is the identity.";
  all.push_back(bins);
  all.push_back(bound);
  return all;
}

namespace {

LayerInfo describe() {
  LayerInfo info;
  info.key = "spline";
  info.label = "Spline coupling";
  info.card = "spline";
  info.family = Family::spline;
  info.formula = "y₂ = g(x₂; x₁),  y₁ = x₁,  g a monotone rational-quadratic spline";
  info.tex = R"(y_1 = x_1,\quad y_2 = g(x_2; x_1))";
  info.determinant = "triangular: det is the product of the diagonal, 1 · g′";
  info.summary = "Bends one coordinate along a smooth monotone curve that the other one shapes.";
  info.paper = "Durkan, Bekasov, Murray, Papamakarios 2019, eq. 4-8";
  info.settings = splineSettings();
  return info;
}

}  // namespace

extern const LayerKind splineKind{describe, [](const Settings& s) -> std::unique_ptr<Layer> {
                                    return std::make_unique<SplineCoupling>(s, SplineCoupling::kCoupling);
                                  }};

}  // namespace core
