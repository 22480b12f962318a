#include <algorithm>

#include "core/layers/layer.h"
#include "core/util/error.h"
#include "core/util/quotes.h"

namespace core {

#define LAYER(kind) extern const LayerKind kind##Kind;
#define COMPOSITE(kind) LAYER(kind)
#include "core/layers/layers.def"
#undef LAYER

namespace {

const LayerKind* const kinds[] = {
#define LAYER(kind) &kind##Kind,
#include "core/layers/layers.def"
#undef LAYER
#undef COMPOSITE
};

Setting directionSetting(const std::string& standard) {
  Setting s;
  s.key = "direction";
  s.label = "Direction";
  s.type = Setting::Type::choice;
  s.standard = standard;
  s.choices = {"auto", "sampling", "density"};
  s.help = "Which way the textbook map runs: sampling takes z to x, density takes x to z.";
  return s;
}

std::vector<LayerInfo> collect() {
  std::vector<LayerInfo> all;
  for (const LayerKind* kind : kinds) {
    all.push_back(kind->describe());
    all.back().settings.push_back(directionSetting(all.back().direction));
  }
  return all;
}

}  // namespace

const std::vector<LayerInfo>& layerInfos() {
  static const std::vector<LayerInfo> all = collect();
  return all;
}

int layerNumber(const std::string& key) {
  const auto& all = layerInfos();
  for (size_t i = 0; i < all.size(); ++i) {
    if (all[i].key == key) return static_cast<int>(i);
  }
  std::string known;
  for (const LayerInfo& info : all) {
    known += (known.empty() ? "" : ", ") + info.key;
    for (const LayerInfo::Alias& alias : info.aliases) known += ", " + alias.key;
  }
  throw InputError("unknown layer " + inQuotes(key) + "; known: " + known);
}

const LayerInfo& layerInfo(const std::string& key) { return layerInfos()[static_cast<size_t>(layerNumber(key))]; }

std::unique_ptr<Layer> makeLayer(const std::string& key, const Settings& settings) {
  return kinds[layerNumber(key)]->make(settings);
}

std::string_view name(Family family) {
  switch (family) {
    case Family::planar: return "planar";
    case Family::coupling: return "coupling";
    case Family::autoregressive: return "autoregressive";
    case Family::spline: return "spline";
    case Family::freeForm: return "free-form";
    case Family::linear: return "linear";
  }
  return "";
}

void Layer::path(ConstTheta theta, Real s, MutableTheta out) const {
  for (size_t i = 0; i < theta.size(); ++i) out[i] = s * theta[i];
}

std::string Layer::parameterName(int i) const { return "parameter " + std::to_string(i + 1); }

void Layer::prepare(ConstTheta theta, MutableTheta work) const { std::copy(theta.begin(), theta.end(), work.begin()); }

void Layer::prepareBackward(ConstTheta, ConstTheta, ConstTheta gWork, MutableTheta gradient) const {
  for (size_t i = 0; i < gWork.size(); ++i) gradient[i] += gWork[i];
}

std::pair<std::string, Settings> resolved(const std::string& key) {
  for (const LayerInfo& info : layerInfos()) {
    for (const LayerInfo::Alias& alias : info.aliases) {
      if (alias.key == key) return {info.key, alias.settings};
    }
  }
  return {layerInfo(key).key, {}};
}

}  // namespace core
