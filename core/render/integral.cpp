#include "core/render/integral.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <optional>
#include <vector>

#include "core/stage/mass.h"

namespace core {

namespace {

constexpr int kFewestRimPoints = 256, kMostRimPoints = 1024;
constexpr size_t kCrowd = 16;      // more samples than this in a cell: it is cut before anything is evaluated
constexpr double kNothing = 2e-7;  // of mass in a cell
constexpr double kEvenShare = 0.6;
constexpr double kHopeless = 12;
constexpr int kStrays = 3;
constexpr int kFinestEven = 8;
constexpr int kFinest = 20;  // a cell is then about as small as single precision can tell places apart

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
void plant(const Box& box, const Cell& cell, int coarsest, size_t crowd, std::vector<Point>& samples,
           std::vector<Cell>& leaves) {
  if (cell.cuts == kFinest || (cell.cuts >= coarsest && cell.last - cell.first <= crowd)) {
    leaves.push_back(cell);
    return;
  }
  for (const Cell& part : quartersOf(box, cell, samples)) plant(box, part, coarsest, crowd, samples, leaves);
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
bool misses(const Cell& cell, double mass, int samples, int strays = 0) {
  return static_cast<double>(cell.last - cell.first) > 4 * mass * samples + strays;
}

double massOf(const Cell* quarters) {
  return quarters[0].mass + quarters[1].mass + quarters[2].mass + quarters[3].mass;
}

// Even cells: where the density is not next to nothing all are of one size, and the errors of neighbours cancel, so that the
// sum is right long before each of them is. Quarters them until the sum holds still.
class EvenCells {
 public:
  EvenCells(Engine& engine, const Frozen& frozen, const Box& box, const IntegralEffort& effort, bool forget)
      : engine_(engine), frozen_(frozen), box_(box), effort_(effort), forget_(forget) {}

  // The integral, if it comes to rest with half of the cells that may be looked at.
  std::optional<double> sum(const Cell& whole, std::vector<Point>& samples) {
    std::vector<Cell> cells;
    plant(box_, whole, effort_.coarsest, samples.size(), samples, cells);
    weigh(engine_, frozen_, box_, forget_, cells);
    double left = 0;
    for (size_t spent = cells.size(); cells.front().cuts < kFinestEven;) {
      left += keepActive(cells);
      if (cells.empty()) return left;
      spent += 4 * cells.size();
      if (static_cast<double>(spent) > kEvenShare * static_cast<double>(effort_.mostCells)) return std::nullopt;
      std::vector<Cell> parts = quarters(box_, cells, samples);
      weigh(engine_, frozen_, box_, forget_, parts);
      double change = 0, total = 0;
      bool missed = false;
      for (size_t i = 0; i < cells.size(); ++i) {
        const double mass = massOf(&parts[4 * i]);
        change += std::abs(mass - cells[i].mass);
        total += mass;
        missed = missed || (!forget_ && misses(cells[i], mass, effort_.samples, kStrays));
      }
      // As if the errors of the cells had signs of their own; the quarters' are smaller still.
      const double error = change / std::sqrt(static_cast<double>(cells.size()));
      cells = std::move(parts);
      if (!missed && error < effort_.agreement) return left + total;
      if (error > kHopeless * effort_.agreement) return std::nullopt;
    }
    return std::nullopt;
  }

 private:
  // Takes out the cells that have nearly nothing, as their neighbours; gives back what they have.
  double keepActive(std::vector<Cell>& cells) {
    const int n = 1 << cells.front().cuts, row = n + 2;
    std::vector<char> near(static_cast<size_t>(row * row), 0);
    const double width = box_.width(cells.front().cuts), height = box_.height(cells.front().cuts);
    const auto index = [n](double at) { return std::clamp(static_cast<int>(at), 0, n - 1) + 1; };
    const auto place = [&](const Cell& cell) {
      return index((cell.y - box_.y0) / height) * row + index((cell.x - box_.x0) / width);
    };
    for (const Cell& cell : cells) {
      if (!(cell.mass > kNothing) && cell.first == cell.last) continue;
      const int at = place(cell);
      for (const int down : {-row, 0, row})
        for (const int right : {-1, 0, 1}) near[static_cast<size_t>(at + down + right)] = 1;
    }
    double left = 0;
    std::erase_if(cells, [&](const Cell& cell) {
      if (near[static_cast<size_t>(place(cell))] != 0) return false;
      left += cell.mass;
      return true;
    });
    return left;
  }

  Engine& engine_;
  const Frozen& frozen_;
  const Box& box_;
  const IntegralEffort& effort_;
  bool forget_;
};

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
  const Cell whole{(box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2, 0, 0, 0, samples.size()};
  // A flow may shrink all of the plane to less than its numbers can tell apart.
  if (effort.agreement > 0 && box.x1 > box.x0 && box.y1 > box.y0) {
    if (const auto settled = EvenCells(engine, frozen, box, effort, forget).sum(whole, samples)) return *settled;
  }
  plant(box, whole, effort.coarsest, kCrowd, samples, cells);
  weigh(engine, frozen, box, forget, cells);
  double total = 0;
  for (size_t spent = cells.size(); !cells.empty();) {
    std::vector<Cell> parts = quarters(box, cells, samples);
    weigh(engine, frozen, box, forget, parts);
    spent += parts.size();
    std::vector<Cell> next;
    for (size_t i = 0; i < cells.size(); ++i) {
      const Cell* part = &parts[4 * i];
      const double mass = massOf(part);
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
