#include "core/targets/points_target.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <limits>
#include <tuple>
#include <utility>
#include <vector>

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

class PointsTarget final : public Target {
 public:
  PointsTarget(std::shared_ptr<const Points> points, const std::string& file) : points_(std::move(points)) {
    const std::string name = std::filesystem::path(file).filename().string();
    info_ = {"points", name.empty() ? "Points" : name, std::to_string(points_->rows()) + " points",
             file.empty() ? "your own points" : file};
    std::tie(window_.x0, window_.x1) = range(*points_, 0);
    std::tie(window_.y0, window_.y1) = range(*points_, 1);
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

std::shared_ptr<const Target> makePointsTarget(std::shared_ptr<const Points> points, const std::string& file) {
  return std::make_shared<PointsTarget>(std::move(points), file);
}

}  // namespace core
