#include "core/targets/picture_target.h"

#include <cmath>
#include <filesystem>
#include <utility>

#include "core/targets/cell_masses.h"
#include "core/util/error.h"

namespace core {

namespace {

constexpr double kMargin = 0.125;  // of the picture's longer side, around it

CellMasses massesOf(const Picture& picture, const std::string& name, const Settings& settings) {
  const Ink ink = inkOf(picture, settings);
  std::vector<double> masses(ink.values.size());
  double sum = 0;
  for (int j = 0; j < ink.height; ++j) {
    for (int i = 0; i < ink.width; ++i) {  // the picture's top is where y is large
      const float v =
          ink.values[static_cast<size_t>(ink.height - 1 - j) * static_cast<size_t>(ink.width) + static_cast<size_t>(i)];
      sum += masses[static_cast<size_t>(j) * static_cast<size_t>(ink.width) + static_cast<size_t>(i)] =
          static_cast<double>(v);
    }
  }
  if (!(sum > 0))
    throw InputError(name + ": nothing of the picture is left as density; set 'dense' or 'threshold' otherwise");
  const double unit = realOf(settings, "size") / std::max(ink.width, ink.height);
  const double halfWidth = unit * ink.width / 2, halfHeight = unit * ink.height / 2;
  return {{-halfWidth, halfWidth, -halfHeight, halfHeight}, ink.width, ink.height, masses};
}

class PictureTarget final : public Target {
 public:
  PictureTarget(const Picture& picture, const std::string& file, const Settings& settings)
      : cells_(massesOf(picture, file, settings)) {
    const std::string name = std::filesystem::path(file).filename().string();
    info_ = {"image", name.empty() ? "Picture" : name, "p = ink of the pixel / (sum of the ink x area of a pixel)",
             file.empty() ? "your own picture" : file, pictureSettings()};
    for (int cell = 0; cell < cells_.columns() * cells_.rows(); ++cell) {
      const double m = cells_.mass(cell);
      if (m > 0) entropy_ -= m * std::log(m / cells_.cellArea());
    }
  }
  const TargetInfo& info() const override { return info_; }
  std::array<double, 2> sample(Rng& rng) const override {
    const int cell = cells_.draw(rng);
    const double u = rng.uniform();
    return cells_.place(cell, u, rng.uniform());
  }
  double logDensity(double x, double y) const override {
    const int cell = cells_.cellAt(x, y);
    return cell < 0 ? -INFINITY : std::log(cells_.mass(cell) / cells_.cellArea());
  }
  std::array<double, 2> score(double, double) const override { return {0, 0}; }
  std::optional<double> entropy() const override { return entropy_; }
  bool positiveEverywhere() const override { return false; }
  Window window() const override {
    const Window& w = cells_.window();
    const double margin = kMargin * std::max(w.x1 - w.x0, w.y1 - w.y0);
    return {w.x0 - margin, w.x1 + margin, w.y0 - margin, w.y1 + margin};
  }

 private:
  CellMasses cells_;
  TargetInfo info_;
  double entropy_ = 0;
};

}  // namespace

const std::vector<Setting>& pictureSettings() {
  static const std::vector<Setting> settings = [] {
    Setting dense;
    dense.key = "dense";
    dense.label = "Dense";
    dense.type = Setting::Type::choice;
    dense.standard = "dark";
    dense.choices = {"dark", "bright"};
    dense.help = "Which end of the brightness has the mass.";
    std::vector<Setting> all = {
        dense,
        realSetting("threshold", "Threshold", 0, 0.99, "0.1", "Ink below this share of the most there can be is none."),
        realSetting("blur", "Blur", 0, 10, "0.5", "Standard deviation of the blur, in per cent of the longer side."),
        realSetting("size", "Size", 1, 12, "6", "Length of the picture's longer side in the plane.")};
    for (const auto& [key, label] :
         {std::pair{"left", "Cut left"}, {"right", "Cut right"}, {"top", "Cut top"}, {"bottom", "Cut bottom"}}) {
      all.push_back(realSetting(key, label, 0, 49, "0", "Per cent of the picture that are cut off at this side."));
      all.back().unit = "%";
    }
    all[2].unit = "%";
    return all;
  }();
  return settings;
}

std::shared_ptr<const Target> makePictureTarget(std::shared_ptr<const Picture> picture, const std::string& file,
                                                const Settings& settings) {
  return std::make_shared<const PictureTarget>(*picture, file, settings);
}

}  // namespace core
