#include "core/targets/cell_masses.h"

#include <algorithm>
#include <cmath>

namespace core {

CellMasses::CellMasses(const Window& window, int columns, int rows, const std::vector<double>& masses)
    : window_(window),
      columns_(columns),
      rows_(rows),
      cellWidth_((window.x1 - window.x0) / columns),
      cellHeight_((window.y1 - window.y0) / rows),
      upTo_(masses.size()) {
  double sum = 0;
  for (size_t i = 0; i < masses.size(); ++i) upTo_[i] = sum += masses[i];
  for (double& v : upTo_) v /= sum;
  // Cells at the end without mass are never drawn.
  for (auto v = upTo_.rbegin(); v != upTo_.rend() && *v >= 1; ++v) *v = 1;
}

double CellMasses::mass(int cell) const {
  const auto i = static_cast<size_t>(cell);
  return upTo_[i] - (cell > 0 ? upTo_[i - 1] : 0);
}

int CellMasses::cellAt(double x, double y) const {
  const double column = std::floor((x - window_.x0) / cellWidth_), row = std::floor((y - window_.y0) / cellHeight_);
  if (!(column >= 0 && row >= 0 && column < columns_ && row < rows_)) return -1;
  return static_cast<int>(row) * columns_ + static_cast<int>(column);
}

int CellMasses::draw(Rng& rng) const {
  const double u = rng.uniform();
  return static_cast<int>(std::upper_bound(upTo_.begin(), upTo_.end() - 1, u) - upTo_.begin());
}

std::array<double, 2> CellMasses::place(int cell, double u, double v) const {
  return {window_.x0 + (cell % columns_ + u) * cellWidth_, window_.y0 + (cell / columns_ + v) * cellHeight_};
}

}  // namespace core
