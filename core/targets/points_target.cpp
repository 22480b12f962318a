#include "core/targets/points_target.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <limits>
#include <mutex>
#include <tuple>
#include <utility>
#include <vector>

#include "core/targets/points_table.h"

namespace core {

namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

// From the 0.5 % to the 99.5 % quantile, and a fifth of that on either side.
std::pair<double, double> range(const Points& points, Eigen::Index column) {
  std::vector<Real> values(points.col(column).begin(), points.col(column).end());
  const auto quantile = [&](double share) {
    const auto at = values.begin() + static_cast<std::ptrdiff_t>(share * static_cast<double>(values.size() - 1) + 0.5);
    std::nth_element(values.begin(), at, values.end());
    return static_cast<double>(*at);
  };
  double low = quantile(0.005), high = quantile(0.995);
  if (low == high) {  // nearly all values are one: show them all
    low = quantile(0);
    high = quantile(1);
  }
  const double margin = low < high ? (high - low) / 5 : std::max(1.0, std::abs(low) / 2);
  return {low - margin, high + margin};
}

// It takes a while where there are a million, and everybody asks for it.
Window windowOf(const std::shared_ptr<const Points>& points) {
  static std::mutex mutex;
  static std::vector<std::pair<std::weak_ptr<const Points>, Window>> known;
  {
    const std::scoped_lock lock(mutex);
    std::erase_if(known, [](const auto& entry) { return entry.first.expired(); });
    for (const auto& [of, window] : known)
      if (of.lock() == points) return window;
  }
  Window window;
  std::tie(window.x0, window.x1) = range(*points, 0);
  std::tie(window.y0, window.y1) = range(*points, 1);
  const std::scoped_lock lock(mutex);
  known.emplace_back(points, window);
  return window;
}

class PointsTarget final : public Target {
 public:
  PointsTarget(std::shared_ptr<const Points> points, const std::string& file) : points_(std::move(points)) {
    const std::string name = std::filesystem::path(file).filename().string();
    info_ = {"points", name.empty() ? "Points" : name, grouped(points_->rows()) + " points",
             file.empty() ? "your own points" : file, pointsSettings()};
    window_ = windowOf(points_);
  }
  const TargetInfo& info() const override { return info_; }
  std::array<double, 2> sample(Rng& rng) const override {
    const auto row = rng.index(static_cast<int>(points_->rows()));
    return {static_cast<double>((*points_)(row, 0)), static_cast<double>((*points_)(row, 1))};
  }
  double logDensity(double, double) const override { return kNone; }
  std::array<double, 2> score(double, double) const override { return {kNone, kNone}; }
  std::optional<double> entropy() const override { return std::nullopt; }
  bool hasDensity() const override { return false; }
  bool positiveEverywhere() const override { return false; }
  Window window() const override { return window_; }

 private:
  std::shared_ptr<const Points> points_;
  TargetInfo info_;
  Window window_;
};

}  // namespace

const std::vector<Setting>& pointsSettings() {
  static const std::vector<Setting> settings = [] {
    std::vector<Setting> all;
    for (const auto& [key, label] : {std::pair{"x", "Column of x"}, {"y", "Column of y"}}) {
      Setting column;
      column.key = key;
      column.label = label;
      column.type = Setting::Type::text;
      column.standard = "auto";
      column.help =
          "Of the file: its name in the header, or its number, from 1; auto: the one called so, or the first.";
      all.push_back(column);
    }
    all.push_back(choiceSetting("scale", "Scaling", {"standardise", "none"},
                                "Whether the flow sees the points with mean 0 and standard deviation 1."));
    all.push_back(realSetting("held_out", "Held out", 0.05, 0.5, "0.2",
                              "Share of the points that training never sees: the NLL is measured on them."));
    all.push_back(
        integerSetting("split_seed", "Seed of the split", 0, 1'000'000, "1", "Another seed holds out other points."));
    return all;
  }();
  return settings;
}

std::shared_ptr<const Target> makePointsTarget(std::shared_ptr<const Points> points, const std::string& file) {
  return std::make_shared<PointsTarget>(std::move(points), file);
}

}  // namespace core
