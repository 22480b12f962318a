// Eight of the sixteen squares of side 2 that tile [-4, 4]^2, as on a chess board.
//
// x1 = 4 U - 2, x2 = U' - 2 Bernoulli(1/2) + floor(x1) mod 2; then times 2. Uniform on its support.
//
// Settings: how many squares along a side, the width 8 of the board. H = ln 32, the logarithm of the area.

#include <cmath>

#include "core/targets/generated_target.h"

namespace core {

namespace {

const TargetInfo& checkerboardInfo() {
  static const TargetInfo info = [] {
    Setting squares;
    squares.key = "squares";
    squares.label = "Squares";
    squares.type = Setting::Type::choice;
    squares.standard = "4";
    squares.choices = {"2", "4", "6", "8", "10", "12"};
    squares.help = "Along each side of the board; every other one is filled.";
    return TargetInfo{"checkerboard",
                      "Checkerboard",
                      "p = 2/width^2 on [-width/2, width/2]^2 where floor(x1/s) + floor(x2/s) is even, else 0, s = "
                      "width/squares",
                      "FFJORD's toy data (Grathwohl et al. 2019)",
                      {squares, realSetting("width", "Width", 2, 12, "8", "Side of the board.")}};
  }();
  return info;
}

bool isOdd(double whole) { return std::fmod(whole, 2) != 0; }

class Checkerboard final : public GeneratedTarget {
 public:
  explicit Checkerboard(const Settings& settings)
      : GeneratedTarget(checkerboardInfo(), settings),
        half_(intOf(settings, "squares") / 2),
        side_(realOf(settings, "width") / (2 * half_)),
        logArea_(std::log(2 * half_ * half_ * side_ * side_)) {}
  std::array<double, 2> sample(Rng& rng) const override {
    const double x1 = rng.uniform(-half_, half_);
    const bool odd = isOdd(std::floor(x1));
    const int top = odd == (half_ % 2 == 0) ? half_ - 1 : half_ - 2;  // the highest filled row of the column
    const double x2 = rng.uniform() - 2 * rng.index(half_) + top;
    return {side_ * x1, side_ * x2};
  }
  double logDensity(double x1, double x2) const override {
    const bool onBoard = std::abs(x1) <= half_ * side_ && std::abs(x2) <= half_ * side_;
    return onBoard && !isOdd(std::floor(x1 / side_) + std::floor(x2 / side_)) ? -logArea_ : -INFINITY;
  }
  std::array<double, 2> score(double, double) const override { return {0, 0}; }
  bool positiveEverywhere() const override { return false; }
  Window window() const override {
    const double reach = 1.125 * half_ * side_;
    return {-reach, reach, -reach, reach};
  }

 protected:
  double findEntropy() const override { return logArea_; }

 private:
  int half_;  // as many squares lie on either side of the middle
  double side_, logArea_;
};

}  // namespace

extern const TargetKind checkerboardKind = {checkerboardInfo, make<Checkerboard>};

}  // namespace core
