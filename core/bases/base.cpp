#include "core/bases/base.h"

#include <cmath>
#include <utility>

#include "core/util/error.h"

namespace core {

Points Base::cloud(int n, std::uint64_t seed) const {
  if (isGaussian()) return baseCloud(n, seed);
  Points points(n, 2);
  for (int i = 0; i < n; ++i) {
    const auto z = drawn(cloudNumbers(seed, static_cast<std::uint32_t>(i)));
    points(i, 0) = static_cast<Real>(z[0]);
    points(i, 1) = static_cast<Real>(z[1]);
  }
  return points;
}

Values Base::logDensity(const Points& z) const {
  if (isGaussian()) return Real(-0.5) * (z.col(0).square() + z.col(1).square()) - static_cast<Real>(kLog2Pi);
  Values out(z.rows());
  for (Eigen::Index i = 0; i < z.rows(); ++i)
    out(i) = static_cast<Real>(logDensity(static_cast<double>(z(i, 0)), static_cast<double>(z(i, 1))));
  return out;
}

namespace {

// p(z / T) / T^2.
class Tempered final : public Base {
 public:
  Tempered(std::shared_ptr<const Base> base, double temperature) : base_(std::move(base)), t_(temperature) {}

  using Base::logDensity;
  const BaseInfo& info() const override { return base_->info(); }
  double logDensity(double z1, double z2) const override {
    return base_->logDensity(z1 / t_, z2 / t_) - 2 * std::log(t_);
  }
  std::array<double, 2> score(double z1, double z2) const override {
    const auto s = base_->score(z1 / t_, z2 / t_);
    return {s[0] / t_, s[1] / t_};
  }
  std::array<double, 2> drawn(const BaseNumbers& numbers) const override {
    const auto z = base_->drawn(numbers);
    return {t_ * z[0], t_ * z[1]};
  }
  double rowMass(double z2, double from, double to) const override {
    return base_->rowMass(z2 / t_, from / t_, to / t_) / t_;
  }
  double reach() const override { return t_ * base_->reach(); }
  double gridReach() const override { return t_ * base_->gridReach(); }
  BaseProgram program() const override {
    throw InputError("a base at a temperature other than 1 is only looked at, not trained");
  }

 private:
  std::shared_ptr<const Base> base_;
  double t_;
};

}  // namespace

std::shared_ptr<const Base> tempered(const std::shared_ptr<const Base>& base, double temperature) {
  if (!(temperature > 0 && std::isfinite(temperature)))
    throw InputError("a temperature of 0 leaves one point, which has no density: it must be above 0");
  return std::make_shared<const Tempered>(base, temperature);
}

}  // namespace core
