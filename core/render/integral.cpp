#include "core/render/integral.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <vector>

#include "core/stage/mass.h"

namespace core {

namespace {

constexpr int kFewestRimPoints = 256, kMostRimPoints = 1024;
constexpr size_t kCrowd = 16;  // more samples than this in a cell: it is cut before anything is evaluated
constexpr int kFinest = 20;    // a cell is then about as small as single precision can tell places apart

struct Cell {
  double x, y;  // its centre
  int cuts;
  double mass;
  size_t first, last;  // the samples in it
};

struct Box {
  double x0, x1, y0, y1;
  double width(int cuts) const { return std::ldexp(x1 - x0, -cuts); }
  double height(int cuts) const { return std::ldexp(y1 - y0, -cuts); }
};

using Point = std::array<double, 2>;

// The quarters of a cell, each with its part of the samples, which are put in their order.
std::array<Cell, 4> quartersOf(const Box& box, const Cell& cell, std::vector<Point>& samples) {
  const double dx = box.width(cell.cuts) / 4;
  const double dy = box.height(cell.cuts) / 4;
  const auto split = [&](size_t first, size_t last, int axis, double at) {
    const auto middle =
        std::partition(samples.begin() + static_cast<long>(first), samples.begin() + static_cast<long>(last),
                       [=](const Point& p) { return p[static_cast<size_t>(axis)] < at; });
    return static_cast<size_t>(middle - samples.begin());
  };
  const size_t x = split(cell.first, cell.last, 0, cell.x);
  const size_t left = split(cell.first, x, 1, cell.y);
  const size_t right = split(x, cell.last, 1, cell.y);
  const int cuts = cell.cuts + 1;
  return {{{cell.x - dx, cell.y - dy, cuts, 0, cell.first, left},
           {cell.x - dx, cell.y + dy, cuts, 0, left, x},
           {cell.x + dx, cell.y - dy, cuts, 0, x, right},
           {cell.x + dx, cell.y + dy, cuts, 0, right, cell.last}}};
}

// Cuts a cell until few of the samples are in it.
void plant(const Box& box, const Cell& cell, int coarsest, std::vector<Point>& samples, std::vector<Cell>& leaves) {
  if (cell.cuts == kFinest || (cell.cuts >= coarsest && cell.last - cell.first <= kCrowd)) {
    leaves.push_back(cell);
    return;
  }
  for (const Cell& part : quartersOf(box, cell, samples)) plant(box, part, coarsest, samples, leaves);
}

// Sets the masses by the density at the centres.
void weigh(Engine& engine, const Frozen& frozen, const Box& box, bool forget, std::vector<Cell>& cells) {
  Points centres(static_cast<Eigen::Index>(cells.size()), 2);
  for (size_t i = 0; i < cells.size(); ++i) {
    centres(static_cast<Eigen::Index>(i), 0) = static_cast<Real>(cells[i].x);
    centres(static_cast<Eigen::Index>(i), 1) = static_cast<Real>(cells[i].y);
  }
  Values logDensity;
  shownLogDensity(engine, frozen, centres, forget, logDensity);
  for (size_t i = 0; i < cells.size(); ++i) {
    cells[i].mass = std::exp(static_cast<double>(logDensity(static_cast<Eigen::Index>(i)))) * box.width(cells[i].cuts) *
                    box.height(cells[i].cuts);
  }
}

std::vector<Cell> quarters(const Box& box, const std::vector<Cell>& cells, std::vector<Point>& samples) {
  std::vector<Cell> out;
  out.reserve(4 * cells.size());
  for (const Cell& cell : cells) {
    for (const Cell& part : quartersOf(box, cell, samples)) out.push_back(part);
  }
  return out;
}

// A filament thinner than the cell lies between the places where the density was asked for: the samples in the cell say
// that there must be more than was found.
bool misses(const Cell& cell, double mass, int samples) {
  return static_cast<double>(cell.last - cell.first) > 4 * mass * samples;
}

Points rim(double radius, int count) {
  Points points(count, 2);
  for (int i = 0; i < count; ++i) {
    const double angle = 6.283185307179586 * i / count;
    points(i, 0) = static_cast<Real>(radius * std::cos(angle));
    points(i, 1) = static_cast<Real>(radius * std::sin(angle));
  }
  return points;
}

}  // namespace

double integralOf(Engine& engine, const Frozen& frozen, const IntegralEffort& effort, bool forget) {
  engine.setFlow(frozen.flow);
  const Base& base = frozen.flow->base();
  Points edge, image;
  Values logDet;
  engine.toData(frozen.theta, rim(base.reach(), std::clamp(effort.samples / 2, kFewestRimPoints, kMostRimPoints)), edge,
                logDet, frozen.layers);
  engine.toData(frozen.theta, base.cloud(effort.samples, 1), image, logDet, frozen.layers);
  if (!edge.allFinite() || !image.allFinite()) return std::numeric_limits<double>::quiet_NaN();
  // The image of the disk lies inside the image of its rim.
  const Eigen::Array2d low = edge.colwise().minCoeff().cast<double>();
  const Eigen::Array2d high = edge.colwise().maxCoeff().cast<double>();
  const Eigen::Array2d margin = 0.01 * (high - low);
  const Box box{low(0) - margin(0), high(0) + margin(0), low(1) - margin(1), high(1) + margin(1)};
  std::vector<Point> samples;
  for (Eigen::Index i = 0; i < image.rows(); ++i) samples.push_back({double(image(i, 0)), double(image(i, 1))});

  std::vector<Cell> cells;
  plant(box, {(box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2, 0, 0, 0, samples.size()}, effort.coarsest, samples, cells);
  weigh(engine, frozen, box, forget, cells);
  double total = 0;
  for (size_t spent = cells.size(); !cells.empty();) {
    std::vector<Cell> parts = quarters(box, cells, samples);
    weigh(engine, frozen, box, forget, parts);
    spent += parts.size();
    std::vector<Cell> next;
    for (size_t i = 0; i < cells.size(); ++i) {
      const Cell* part = &parts[4 * i];
      const double mass = part[0].mass + part[1].mass + part[2].mass + part[3].mass;
      const double change = mass - cells[i].mass;
      if ((std::abs(change) > effort.tolerance || (!forget && misses(cells[i], mass, effort.samples))) &&
          part->cuts < kFinest && spent < effort.mostCells) {
        next.insert(next.end(), part, part + 4);
      } else {
        total += mass + change / 3;  // the midpoint rule's error falls to a quarter: Richardson
      }
    }
    cells = std::move(next);
  }
  return total;
}

}  // namespace core
