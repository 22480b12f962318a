#include "core/math/plane_table.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "core/math/oct.h"

namespace core {

namespace {

// Nodes beyond each edge: the filters start somewhere, and what is wrong there has died away by the edge.
constexpr int kMargin = 14;
constexpr int kTaps = 6;      // nodes each way that a place reads: 2 before it, 3 behind
constexpr int kWidth = kOct;  // numbers of a row that are read at once
// What the six nodes count at the place t in [0, 1] between the third and the fourth: sum of kBasis[k] t^k.
constexpr Real kOver = Real(1.0 / 120);
const std::array<Oct, 6> kBasis = {kOver * Oct{1, 26, 66, 26, 1, 0},   kOver* Oct{-5, -50, 0, 50, 5, 0},
                                   kOver* Oct{10, 20, -60, 20, 10, 0}, kOver* Oct{-10, 20, 0, -20, 10, 0},
                                   kOver* Oct{5, -20, 30, -20, 5, 0},  kOver* Oct{-1, 5, -10, 10, -5, 1}};

struct Weights {
  Oct value, slope;  // slope: by t
};
inline Weights weightsAt(Real t) {
  Weights w{kBasis[5], 5 * kBasis[5]};
  for (size_t k = 4; k >= 1; --k) {
    w.value = w.value * t + kBasis[k];
    w.slope = w.slope * t + static_cast<Real>(k) * kBasis[k];
  }
  w.value = w.value * t + kBasis[0];
  return w;
}

// Lane i is the sum of all lanes of v[i].
inline Oct fold(const Oct (&v)[kWidth]) {
  const Oct a = foldPair<2>(foldPair<1>(v[0], v[1]), foldPair<1>(v[2], v[3]));
  const Oct b = foldPair<2>(foldPair<1>(v[4], v[5]), foldPair<1>(v[6], v[7]));
  return foldPair<4>(a, b);
}

// In place, from values at the nodes to coefficients of quintic B-splines: n numbers, `step` apart.
void interpolate(double* c, int n, int step) {
  constexpr double kPoles[2] = {-0.43057534709997379, -0.04309628820326465};
  for (const double z : kPoles) {
    const double gain = (1 - z) * (1 - 1 / z);
    for (int i = 0; i < n; ++i) c[i * step] *= gain;
    // As if the values were mirrored at both ends.
    double power = z, start = c[0];
    for (int i = 1; i < std::min(n, 40); ++i, power *= z) start += power * c[i * step];
    c[0] = start;
    for (int i = 1; i < n; ++i) c[i * step] += z * c[(i - 1) * step];
    c[(n - 1) * step] = z / (z * z - 1) * (c[(n - 1) * step] + z * c[(n - 2) * step]);
    for (int i = n - 2; i >= 0; --i) c[i * step] = z * (c[(i + 1) * step] - c[i * step]);
  }
}

}  // namespace

PlaneTable::PlaneTable(const Function& function, int intervals)
    : intervals_(intervals), nodes_(intervals + 1 + 2 * kMargin), stride_(nodes_ + kWidth) {
  for (auto& c : coefficients_) c.assign(static_cast<size_t>(nodes_ + 1) * stride_, 0);
  const Real h = 2 * kReach / static_cast<Real>(intervals_);
  const auto place = [&](int node) { return static_cast<Real>(node - kMargin) * h - kReach; };
  Block x, d;
  const int all = nodes_ * nodes_;
  for (int first = 0; first < all; first += kBlock) {
    const auto node = [&](int i) { return std::min(first + i, all - 1); };
    for (int i = 0; i < kBlock; ++i) {
      x.x1[i] = place(node(i) % nodes_);
      x.x2[i] = place(node(i) / nodes_);
    }
    function(x, d);
    for (int i = 0; i < std::min(kBlock, all - first); ++i) {
      const size_t at = static_cast<size_t>(node(i) / nodes_) * stride_ + static_cast<size_t>(node(i) % nodes_);
      coefficients_[0][at] = d.x1[i];
      coefficients_[1][at] = d.x2[i];
    }
  }
  filter();
}

void PlaneTable::filter() {
  std::vector<double> work(static_cast<size_t>(nodes_) * nodes_);
  for (auto& c : coefficients_) {
    for (int j = 0; j < nodes_; ++j) {
      for (int i = 0; i < nodes_; ++i)
        work[static_cast<size_t>(j) * nodes_ + i] = c[static_cast<size_t>(j) * stride_ + i];
    }
    for (int j = 0; j < nodes_; ++j) interpolate(work.data() + static_cast<size_t>(j) * nodes_, nodes_, 1);
    for (int i = 0; i < nodes_; ++i) interpolate(work.data() + i, nodes_, nodes_);
    for (int j = 0; j < nodes_; ++j) {
      for (int i = 0; i < nodes_; ++i)
        c[static_cast<size_t>(j) * stride_ + i] = static_cast<Real>(work[static_cast<size_t>(j) * nodes_ + i]);
    }
  }
}

bool PlaneTable::covers(const Block& x) {
  int within = 0;  // counted without a branch; a NaN is not within
  for (int i = 0; i < kBlock; ++i) within += std::abs(x.x1[i]) < kReach && std::abs(x.x2[i]) < kReach ? 1 : 0;
  return within == kBlock;
}

void PlaneTable::look(const Block& x, Jet& jet) const {
  const Real scale = static_cast<Real>(intervals_) / (2 * kReach);
  struct Quantities {
    Oct v[kWidth];
  };
  for (int first = 0; first < kBlock; first += kWidth) {
    // Of d1 and d2: the value, the slope along x1 and along x2; lanes still to be summed.
    Quantities value[2], along1[2], along2[2];
    for (int i = 0; i < kWidth; ++i) {
      const Real u = (x.x1[first + i] + kReach) * scale;
      const Real v = (x.x2[first + i] + kReach) * scale;
      const int column = std::min(static_cast<int>(u), intervals_ - 1);
      const int row = std::min(static_cast<int>(v), intervals_ - 1);
      const Weights across = weightsAt(u - static_cast<Real>(column));
      const Weights down = weightsAt(v - static_cast<Real>(row));
      const size_t at = static_cast<size_t>(row + kMargin - 2) * stride_ + static_cast<size_t>(column + kMargin - 2);
      for (int o = 0; o < 2; ++o) {
        const Real* c = coefficients_[o].data() + at;
        Oct sum{}, slope{};
        for (int k = 0; k < kTaps; ++k) {
          const Oct line = loadOct(c + static_cast<size_t>(k) * stride_);
          sum += down.value[k] * line;
          slope += down.slope[k] * line;
        }
        value[o].v[i] = across.value * sum;
        along1[o].v[i] = across.slope * sum;
        along2[o].v[i] = across.value * slope;
      }
    }
    const auto put = [first](Real* to, Oct from) { storeOct(to + first, from); };
    put(jet.value.x1, loadOct(x.x1 + first) + fold(value[0].v));
    put(jet.value.x2, loadOct(x.x2 + first) + fold(value[1].v));
    put(jet.slope[0].x1, scale * fold(along1[0].v));
    put(jet.slope[0].x2, scale * fold(along1[1].v));
    put(jet.slope[1].x1, scale * fold(along2[0].v));
    put(jet.slope[1].x2, scale * fold(along2[1].v));
  }
}

}  // namespace core
