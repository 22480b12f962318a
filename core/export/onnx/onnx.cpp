// ONNX: the graph of the log-density, x [n, 2] -> logp [n], and beside it that of sampling, z [n, 2] -> x [n, 2].

#include <cmath>
#include <numbers>

#include "core/export/exporter.h"
#include "core/export/onnx/layers.h"
#include "core/util/error.h"

namespace core {

namespace {

using onnx::Wire;

// log p of the base.
Wire baseLogDensity(const BaseSpec& base, const onnx::Points& z) {
  const auto number = [&](const char* key) { return realOf(base.settings, key); };
  if (base.key == "gaussian") return -0.5 * (z.x1 * z.x1 + z.x2 * z.x2) - kLog2Pi;
  if (base.key == "box") {
    const double half = number("half"), u = half / number("edge");
    const auto along = [&](const Wire& at) {
      const Wire v = abs(at) / number("edge");
      return std::log1p(-std::exp(-2 * u)) - std::log(2 * half) - softplus(v - u) - log(1 + exp(-u - v));
    };
    return along(z.x1) + along(z.x2);
  }
  if (base.key == "mixture") {
    const double sd = number("sd");
    std::vector<Wire> terms;
    for (int k = 0; k < intOf(base.settings, "modes"); ++k) {
      const double angle = 2 * std::numbers::pi * k / number("modes");
      const Wire d1 = z.x1 - number("radius") * std::cos(angle), d2 = z.x2 - number("radius") * std::sin(angle);
      terms.push_back(asColumn(-0.5 / (sd * sd) * (d1 * d1 + d2 * d2)));
    }
    return logSumExp(onnx::beside(terms)) - kLog2Pi - std::log(number("modes") * sd * sd);
  }
  if (base.key == "student_t") {
    const double nu = number("freedom");
    return -0.5 * (nu + 2) * log(1 + (z.x1 * z.x1 + z.x2 * z.x2) / nu) - kLog2Pi;
  }
  throw InputError("the base " + base.key + " cannot be written as ONNX");
}

Wire logDensity(const ExportedFlow& exported, const Flow& flow, const Wire& x) {
  const Scaling& s = exported.scaling;
  onnx::Points at{(column(x, 0) - s.mean[0]) / s.scale[0], (column(x, 1) - s.mean[1]) / s.scale[1],
                  column(x, 0) * 0 + s.logDet()};
  for (int k = flow.depth() - 1; k >= 0; --k) {
    if (!flow.enabled(k)) continue;
    at = onnx::through(exported.spec.layers[static_cast<size_t>(k)], flow.layer(k), flow.slice(view(exported.theta), k),
                       flow.wayToBase(k), at);
  }
  return baseLogDensity(exported.spec.base, at) + at.logDet;
}

Wire sampled(const ExportedFlow& exported, const Flow& flow, const Wire& z) {
  const Scaling& s = exported.scaling;
  onnx::Points at{column(z, 0), column(z, 1), column(z, 0) * 0};
  for (int k = 0; k < flow.depth(); ++k) {
    if (!flow.enabled(k)) continue;
    at = onnx::through(exported.spec.layers[static_cast<size_t>(k)], flow.layer(k), flow.slice(view(exported.theta), k),
                       flow.wayToData(k), at);
  }
  return onnx::beside({asColumn(at.x1 * s.scale[0] + s.mean[0]), asColumn(at.x2 * s.scale[1] + s.mean[1])});
}

std::vector<ExportedFile> write(const ExportedFlow& exported, const std::string& path) {
  const Flow flow(exported.spec);
  const std::string title = "A normalizing flow: " + toText(exported.spec);
  onnx::Builder density, sampling;
  const std::string stem = path.substr(0, path.size() - std::string(".onnx").size());
  return {{path, density.model(title + ", log-density", "x", "logp", -1,
                               [&](const Wire& x) { return logDensity(exported, flow, x); })},
          {stem + ".sample.onnx", sampling.model(title + ", sampling", "z", "x", 2,
                                                 [&](const Wire& z) { return sampled(exported, flow, z); })}};
}

}  // namespace

extern const Exporter onnxExporter{
    "onnx", "ONNX", ".onnx",
    "The graph of the log-density (x [n, 2] to logp [n]), and that of sampling (z to x) in PATH with .sample.onnx",
    write};

}  // namespace core
