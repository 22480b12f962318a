#include "core/line/line_flow.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "core/line/line_form.h"
#include "core/math/types.h"
#include "core/util/error.h"

namespace core {

namespace {

double logNormal(double z) { return -z * z / 2 - kLog2Pi / 2; }

}  // namespace

LineFlow::LineFlow(std::vector<LineMap> maps) : maps_(std::move(maps)) {
  if (maps_.empty() || maps_.size() > kMostMaps)
    throw InputError("A flow of the line has 1 to " + std::to_string(kMostMaps) + " maps; here are " +
                     std::to_string(maps_.size()) + ".");
}

double LineFlow::toData(double z) const {
  for (const LineMap& map : maps_) z = map.value(z);
  return z;
}

double LineFlow::toBase(double x) const {
  for (auto map = maps_.rbegin(); map != maps_.rend(); ++map) x = map->inverse(x);
  return x;
}

LinePoint LineFlow::at(double z) const {
  LinePoint point{z, z, 1, logNormal(z), 0, 0};
  for (const LineMap& map : maps_) {
    const double slope = map.derivative(point.x);
    point.slope *= slope;
    point.logSlope += std::log(std::abs(slope));
    point.x = map.value(point.x);
  }
  point.logDensity = point.logBase - point.logSlope;
  return point;
}

double LineFlow::logDensity(double x) const {
  double logSlope = 0;
  for (auto map = maps_.rbegin(); map != maps_.rend(); ++map) {
    x = map->inverse(x);
    logSlope += std::log(std::abs(map->derivative(x)));
  }
  return logNormal(x) - logSlope;
}

double LineFlow::density(double x) const { return std::exp(logDensity(x)); }

bool LineFlow::falls() const {
  return std::count_if(maps_.begin(), maps_.end(), [](const LineMap& map) { return map.falls(); }) % 2 == 1;
}

LineFlow LineFlow::path(double s) const {
  if (!(s >= 0 && s <= 1))
    throw InputError("The part of the way to a flow must lie between 0 and 1; here it is " + inWords(s) + ".");
  const double depth = s * static_cast<double>(maps_.size());
  std::vector<LineMap> parts;
  for (size_t k = 0; k < maps_.size(); ++k)
    parts.push_back(maps_[k].path(std::clamp(depth - static_cast<double>(k), 0.0, 1.0)));
  return parts;
}

std::optional<LineFlow::Normal> LineFlow::normal() const {
  Normal normal;
  for (const LineMap& map : maps_) {
    if (map.kind() != LineKind::affine) return {};
    normal.mean = map.value(normal.mean);
    normal.deviation *= std::abs(map.derivative(0));
  }
  return normal;
}

double baseDensity(double z) { return std::exp(logNormal(z)); }

double baseMass(double z) { return std::erfc(-z / std::numbers::sqrt2) / 2; }

double baseQuantile(double mass) {
  // Of the smaller tail, so that no digit is lost near 1; Phi is smooth and rises, so a bracketed Newton is enough.
  const bool right = mass > 0.5;
  const double tail = right ? 1 - mass : mass;
  double low = -40, high = 0, z = -1;
  for (int step = 0; step < 200; ++step) {
    const double error = baseMass(z) - tail;
    if (error == 0) break;
    (error < 0 ? low : high) = z;
    const double newton = z - error / baseDensity(z);
    const double next = newton > low && newton < high ? newton : (low + high) / 2;
    if (std::abs(next - z) <= 1e-16 * (1 + std::abs(z))) break;
    z = next;
  }
  return right ? -z : z;
}

}  // namespace core
