#include <algorithm>
#include <charconv>
#include <cmath>
#include <sstream>

#include "core/layers/layer.h"
#include "core/util/error.h"

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

std::string number(double value) {
  char text[32];
  const auto end = std::to_chars(text, text + sizeof text, value).ptr;
  return {text, end};
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
  throw InputError("unknown layer '" + key + "'; known: " + known);
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

bool counts(const Setting& setting, const Settings& settings) {
  if (setting.whenKey.empty()) return true;
  const auto other = settings.find(setting.whenKey);
  return other != settings.end() &&
         std::find(setting.whenValues.begin(), setting.whenValues.end(), other->second) != setting.whenValues.end();
}

std::pair<std::string, Settings> resolved(const std::string& key) {
  for (const LayerInfo& info : layerInfos()) {
    for (const LayerInfo::Alias& alias : info.aliases) {
      if (alias.key == key) return {info.key, alias.settings};
    }
  }
  return {layerInfo(key).key, {}};
}

int intOf(const Settings& settings, const std::string& key) { return std::stoi(settings.at(key)); }
double realOf(const Settings& settings, const std::string& key) { return std::stod(settings.at(key)); }

std::vector<int> sizesOf(const Settings& settings, const std::string& key) {
  std::vector<int> sizes;
  std::istringstream text(settings.at(key));
  for (std::string part; std::getline(text, part, 'x');) sizes.push_back(std::stoi(part));
  return sizes;
}

std::string checkedValue(const LayerInfo& info, const Setting& setting, const std::string& value) {
  const auto refuse = [&](const std::string& wanted) {
    throw InputError(info.key + ": " + setting.key + " must be " + wanted + ", not '" + value + "'");
  };
  const auto parse = [](const std::string& text, double& out) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
    return error == std::errc() && end == text.data() + text.size() && std::isfinite(out);
  };
  const std::string range = number(setting.low) + " to " + number(setting.high);
  double x = 0;
  switch (setting.type) {
    case Setting::Type::integer:
      if (!parse(value, x) || x != std::floor(x) || x < setting.low || x > setting.high)
        refuse("a whole number from " + range);
      return number(x);
    case Setting::Type::real:
      if (!parse(value, x) || x < setting.low || x > setting.high) refuse("a number from " + range);
      return number(x);
    case Setting::Type::choice: {
      std::string all;
      for (const std::string& choice : setting.choices) {
        if (choice == value) return value;
        all += (all.empty() ? "" : ", ") + choice;
      }
      refuse("one of " + all);
      break;
    }
    case Setting::Type::sizes: {
      std::string canonical;
      std::istringstream text(value);
      int count = 0;
      for (std::string part; std::getline(text, part, 'x'); ++count) {
        if (!parse(part, x) || x != std::floor(x) || x < setting.low || x > setting.high)
          refuse("one to three widths from " + range + " joined by x, like 64x64");
        canonical += (canonical.empty() ? "" : "x") + number(x);
      }
      if (count < 1 || count > 3 || value.back() == 'x')
        refuse("one to three widths from " + range + " joined by x, like 64x64");
      return canonical;
    }
  }
  return value;
}

}  // namespace core
