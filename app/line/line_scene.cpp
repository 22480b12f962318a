#include "app/line/line_scene.h"

#include <algorithm>
#include <cmath>

namespace app {

namespace {

constexpr int kSamples = 1600;

std::vector<core::LineStrip> stripsOf(const LineScene& scene, const core::LineFlow& shown) {
  if (scene.strips <= 0) return {};
  if (scene.stripKind == StripKind::equalMass) return core::stripsOfEqualMass(shown, scene.strips);
  return core::stripsOfEqualWidth(shown, scene.strips, -kStripReach, kStripReach);
}

}  // namespace

LineScene LineScene::withMap(const core::LineMap& changed) const {
  std::vector<core::LineMap> maps = flow.maps();
  maps[static_cast<size_t>(map)] = changed;
  LineScene scene = *this;
  scene.flow = maps;
  scene.knot = std::clamp(knot, 0, std::max(0, static_cast<int>(changed.knots().size()) - 1));
  return scene;
}

LineReading read(const LineScene& scene) {
  LineReading r{scene, scene.flow.path(scene.part), {}, {}, -1, {}, core::baseDensity(0)};
  r.probe = r.shown.at(scene.probe);
  r.strips = stripsOf(scene, r.shown);
  for (size_t i = 0; i < r.strips.size(); ++i) {
    if (scene.probe >= r.strips[i].z0 && scene.probe < r.strips[i].z1) r.strip = static_cast<int>(i);
  }
  if (scene.hovered >= 0 && scene.hovered < static_cast<int>(r.strips.size())) r.strip = scene.hovered;
  r.curve.reserve(kSamples + 1);
  for (int i = 0; i <= kSamples; ++i) {
    r.curve.push_back(r.shown.at(core::kLineEnd * (2.0 * i / kSamples - 1)));
    r.peak = std::max(r.peak, std::exp(r.curve.back().logDensity));
    // Of the whole way, so that the scale stands still while it is gone.
    if (scene.part < 1) r.peak = std::max(r.peak, std::exp(scene.flow.at(r.curve.back().z).logDensity));
  }
  return r;
}

}  // namespace app
