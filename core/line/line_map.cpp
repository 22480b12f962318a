#include "core/line/line_map.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

#include "core/line/line_form.h"
#include "core/util/error.h"

namespace core {

namespace {

const LineForm& formOf(LineKind kind) {
  switch (kind) {
    case LineKind::affine: return affineLine;
    case LineKind::planar: return planarLine;
    case LineKind::spline: break;
  }
  return splineLine;
}

}  // namespace

std::string inWords(double value) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.6g", value);
  return text.data();
}

LineMap LineMap::affine(double a, double b) { return {LineKind::affine, {a, b}}; }

LineMap LineMap::planar(double u, double w, double b) { return {LineKind::planar, {u, w, b}}; }

LineMap LineMap::planarOfLayer(double u, double w, double b) {
  if (w == 0) throw InputError("A planar map made of a layer's parameters needs w other than 0.");
  const double a = w * u;
  const double softplus = std::max(a, 0.0) + std::log1p(std::exp(-std::abs(a)));
  return planar((softplus - 1) / w, w, b);
}

LineMap LineMap::spline(double bound, std::span<const LineKnot> knots) {
  std::vector<double> parameters = {bound};
  for (const LineKnot& knot : knots) parameters.insert(parameters.end(), {knot.z, knot.x, knot.slope});
  return {LineKind::spline, std::move(parameters)};
}

LineMap LineMap::standard(LineKind kind) { return {kind, formOf(kind).standard()}; }

LineMap::LineMap(LineKind kind, std::vector<double> parameters) : kind_(kind), parameters_(std::move(parameters)) {
  for (const double p : parameters_) {
    if (!std::isfinite(p))
      throw InputError("The parameters of the " + info().key + " map must be finite numbers; one of them is " +
                       inWords(p) + ".");
  }
  formOf(kind_).check(parameters_);
}

const LineKindInfo& LineMap::info() const { return lineKindInfo(kind_); }
std::vector<LineParameter> LineMap::describe() const { return formOf(kind_).describe(parameters_); }

LineMap LineMap::with(int i, double value) const {
  std::vector<double> changed = parameters_;
  changed.at(static_cast<size_t>(i)) = formOf(kind_).nearest(parameters_, i, value);
  return {kind_, std::move(changed)};
}

double LineMap::value(double z) const { return formOf(kind_).value(parameters_, z); }
double LineMap::derivative(double z) const { return formOf(kind_).derivative(parameters_, z); }
double LineMap::inverse(double x) const { return formOf(kind_).inverse(parameters_, x); }
bool LineMap::falls() const { return kind_ == LineKind::affine && parameters_[0] < 0; }

LineMap LineMap::path(double s) const {
  if (!(s >= 0 && s <= 1))
    throw InputError("The part of the way to a map must lie between 0 and 1; here it is " + inWords(s) + ".");
  if (s == 1) return *this;  // to the last bit
  return {kind_, formOf(kind_).path(parameters_, s)};
}

std::vector<LineKnot> LineMap::knots() const {
  std::vector<LineKnot> all;
  if (kind_ != LineKind::spline) return all;
  for (size_t i = 1; i < parameters_.size(); i += 3)
    all.push_back({parameters_[i], parameters_[i + 1], parameters_[i + 2]});
  return all;
}

LineMap LineMap::withKnots(int count) const {
  if (kind_ != LineKind::spline || count < 1 || count > kMostKnots)
    throw InputError("A spline can have 1 to " + std::to_string(kMostKnots) + " knots, other maps have none; " +
                     std::to_string(count) + " were asked for of the " + info().key + " map.");
  std::vector<LineKnot> all = knots();
  while (static_cast<int>(all.size()) > count) all.pop_back();
  while (static_cast<int>(all.size()) < count) {
    const double bound = parameters_[0];
    const LineMap now = spline(bound, all);
    size_t widest = 0;
    const auto end = [&](size_t k) { return k == 0 ? -bound : k > all.size() ? bound : all[k - 1].z; };
    for (size_t k = 1; k <= all.size(); ++k) {
      if (end(k + 1) - end(k) > end(widest + 1) - end(widest)) widest = k;
    }
    const double z = (end(widest) + end(widest + 1)) / 2;
    all.insert(all.begin() + static_cast<std::ptrdiff_t>(widest), {z, now.value(z), now.derivative(z)});
  }
  return spline(parameters_[0], all);
}

const LineKindInfo& lineKindInfo(LineKind kind) { return formOf(kind).info(); }

LineKind parseLineKind(const std::string& key) {
  std::string keys;
  for (const LineKind kind : kLineKinds) {
    if (lineKindInfo(kind).key == key) return kind;
    keys += (keys.empty() ? "" : ", ") + lineKindInfo(kind).key;
  }
  throw InputError("There is no map of the line called \"" + key + "\"; there are " + keys + ".");
}

}  // namespace core
