// Affine coupling: y2 = x2 e^s + t with s, t functions of x1.
// Dinh, Sohl-Dickstein, Bengio: "Density estimation using Real NVP" (2016), equations 4 to 8.

#include "core/layers/affine_coupling.h"

namespace core {

std::vector<Setting> affineSettings() {
  Setting bound;
  bound.key = "bound";
  bound.label = "Bound on s";
  bound.type = Setting::Type::real;
  bound.low = 0.1;
  bound.high = 8;
  bound.standard = "3";
  bound.unit = "nats";
  bound.help = "The log-scale is c tanh(s / c) with this c.";
  std::vector<Setting> all = couplingSettings();
  all.push_back(bound);
  return all;
}

namespace {

LayerInfo describe() {
  LayerInfo info;
  info.key = "affine";
  info.label = "RealNVP";
  info.card = "affine";
  info.family = Family::coupling;
  info.formula = "y₂ = x₂ exp(s(x₁)) + t(x₁),  y₁ = x₁";
  info.tex = R"(y_1 = x_1,\quad y_2 = x_2\, e^{s(x_1)} + t(x_1))";
  info.determinant = "triangular: det is the product of the diagonal, 1 · exp(s)";
  info.summary = "Stretches and shifts one coordinate, by amounts that the other one decides.";
  info.paper = "Dinh, Sohl-Dickstein, Bengio 2016, eq. 4-8";
  info.settings = affineSettings();
  return info;
}

}  // namespace

extern const LayerKind affineKind{describe, [](const Settings& s) -> std::unique_ptr<Layer> {
                                    return std::make_unique<AffineCoupling>(s, AffineCoupling::kCoupling);
                                  }};

}  // namespace core
