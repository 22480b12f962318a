// Round Gaussians of equal weight on a square grid.
//
// Five rows of five, centres 2 apart around the origin, standard deviation 0.2: VEEGAN's grid, whose standard deviation
// of 0.05 would be a dot on the screen.
//
// Settings: how many in a row, the spacing, the standard deviation. H = 2.8378743043: -p log p
// summed over grids of spacing 1/32 and 1/64.

#include <cmath>

#include "core/targets/gaussian_mixture.h"
#include "core/targets/generated_target.h"

namespace core {

namespace {

const TargetInfo& gaussianGridInfo() {
  static const TargetInfo info{
      "gaussian_grid",
      "Gaussian Grid",
      "p = 1/n^2 sum N(c, sd^2 I), c = spacing (i - (n - 1)/2, j - (n - 1)/2), i, j in {0, ..., n - 1}",
      "Srivastava et al. 2017, VEEGAN, with wider Gaussians",
      {integerSetting("n", "Rows", 2, 7, "5", "How many Gaussians there are in a row, and how many rows."),
       realSetting("spacing", "Spacing", 0.5, 2, "2", "From one centre to the next."),
       realSetting("sd", "Standard deviation", 0.05, 0.5, "0.2", "Of each Gaussian.")}};
  return info;
}

class GaussianGrid final : public GeneratedTarget {
 public:
  explicit GaussianGrid(const Settings& settings)
      : GeneratedTarget(gaussianGridInfo(), settings, 2.8378743043),
        n_(intOf(settings, "n")),
        spacing_(realOf(settings, "spacing")),
        sd_(realOf(settings, "sd")),
        mixture_(components(), sd_) {}
  std::array<double, 2> sample(Rng& rng) const override {
    const double c1 = place(rng.index(n_));
    const double c2 = place(rng.index(n_));
    const double n1 = rng.normal(0, sd_);
    const double n2 = rng.normal(0, sd_);
    return {c1 + n1, c2 + n2};
  }
  double logDensity(double x1, double x2) const override { return mixture_.logDensity(x1, x2); }
  std::array<double, 2> score(double x1, double x2) const override { return mixture_.score(x1, x2); }
  Window window() const override { return squareAround(place(n_ - 1) + 4 * sd_); }

 private:
  double place(int i) const { return spacing_ * (i - 0.5 * (n_ - 1)); }
  std::vector<GaussianMixture::Component> components() const {
    std::vector<GaussianMixture::Component> all;
    for (int i = 0; i < n_; ++i) {
      for (int j = 0; j < n_; ++j) all.push_back({place(i), place(j), 1.0 / (n_ * n_)});
    }
    return all;
  }

  int n_;
  double spacing_, sd_;
  GaussianMixture mixture_;
};

}  // namespace

extern const TargetKind gaussian_gridKind = {gaussianGridInfo, make<GaussianGrid>};

}  // namespace core
