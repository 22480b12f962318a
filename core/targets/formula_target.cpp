#include "core/targets/formula_target.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <utility>

#include "core/targets/cell_masses.h"
#include "core/targets/formula.h"
#include "core/targets/quadrature.h"
#include "core/util/error.h"
#include "core/util/parallel.h"

namespace core {

namespace {

// Gauss and Legendre's rule with kNodes^2 nodes in each of kCells^2 cells. A density that is smooth at the scale of a
// cell, 1/192 of the window, is integrated to some 1e-10; one with a jump to about the mass of a cell, 1e-5.
constexpr int kCells = 192, kNodes = 4;
constexpr double kHeadroom = 1.3;  // of the largest node of a cell over all of it
constexpr int kMostTries = 1000;

std::string placeText(double x, double y) {
  char text[64];
  std::snprintf(text, sizeof text, "(%.3g, %.3g)", x, y);
  return text;
}

class FormulaTarget final : public Target {
 public:
  FormulaTarget(const std::string& text, const Settings& settings) : formula_(text) {
    const double x = realOf(settings, "x"), y = realOf(settings, "y");
    const double width = realOf(settings, "width") / 2, height = realOf(settings, "height") / 2;
    const Window window{x - width, x + width, y - height, y + height};
    info_ = {"formula", "Formula", "log p = " + text + ", normalised on its window", "your own formula",
             formulaSettings()};
    tabulate(window);
  }

  const TargetInfo& info() const override { return info_; }
  std::array<double, 2> sample(Rng& rng) const override {
    Formula::Hand hand(formula_);
    // A cell by its mass, a place in it by rejection. The bound is the largest of the cell's nodes with headroom; where a
    // density rises above it between the nodes it is cut there, for what it was would need more cells.
    for (;;) {
      const int cell = cells_->draw(rng);
      const double top = tops_[static_cast<size_t>(cell)] + std::log(kHeadroom);
      for (int i = 0; i < kMostTries; ++i) {
        const double u = rng.uniform();
        const auto at = cells_->place(cell, u, rng.uniform());
        if (std::log(rng.uniform()) < hand.at(at[0], at[1]) - top) return at;
      }
    }
  }
  double logDensity(double x, double y) const override {
    if (cells_->cellAt(x, y) < 0) return -INFINITY;
    const double v = formula_.at(x, y) - logZ_;
    return std::isnan(v) ? -INFINITY : v;
  }
  std::array<double, 2> score(double, double) const override { return {0, 0}; }
  std::optional<double> entropy() const override { return entropy_; }
  bool positiveEverywhere() const override { return false; }
  Window window() const override { return cells_->window(); }

 private:
  void tabulate(const Window& w) {
    const double cellWidth = (w.x1 - w.x0) / kCells, cellHeight = (w.y1 - w.y0) / kCells;
    const std::vector<QuadratureNode> rule = gaussLegendre(kNodes, 0, 1);
    constexpr size_t kInCell = kNodes * kNodes;
    std::vector<double> logs(kCells * kCells * kInCell);
    struct Trouble {
      bool found = false;
      double x = 0, y = 0;
    };
    std::vector<Trouble> infinite(kCells), none(kCells);
    inParallel(kCells, [&](int row) {
      Formula::Hand hand(formula_);
      double* out = logs.data() + static_cast<size_t>(row) * kCells * kInCell;
      for (int column = 0; column < kCells; ++column) {
        for (const QuadratureNode& v : rule) {
          for (const QuadratureNode& u : rule) {
            const double x = w.x0 + (column + u.t) * cellWidth, y = w.y0 + (row + v.t) * cellHeight;
            const double value = hand.at(x, y);
            Trouble& trouble = std::isnan(value) ? none[static_cast<size_t>(row)] : infinite[static_cast<size_t>(row)];
            if ((std::isnan(value) || value == INFINITY) && !trouble.found) trouble = {true, x, y};
            *out++ = std::isnan(value) ? -INFINITY : value;
          }
        }
      }
    });
    for (const Trouble& t : infinite)
      if (t.found) throw InputError("formula: log p is infinite at " + placeText(t.x, t.y));
    for (const Trouble& t : none)
      if (t.found) throw InputError("formula: log p is no number at " + placeText(t.x, t.y));

    const double top = *std::max_element(logs.begin(), logs.end());
    if (top == -INFINITY)
      throw InputError("formula: there is no mass in the window, log p is minus infinity everywhere");
    std::vector<double> masses(kCells * kCells);
    tops_.assign(masses.size(), -INFINITY);
    double sum = 0, sumOfLogs = 0;
    for (size_t cell = 0; cell < masses.size(); ++cell) {
      const double* at = logs.data() + cell * kInCell;
      for (int j = 0; j < kNodes; ++j) {
        for (int i = 0; i < kNodes; ++i) {
          const double log = *at++;
          if (log == -INFINITY) continue;
          const double weight = rule[static_cast<size_t>(i)].weight * rule[static_cast<size_t>(j)].weight;
          const double p = std::exp(log - top);
          masses[cell] += weight * p;
          sumOfLogs += weight * p * (log - top);
          tops_[cell] = std::max(tops_[cell], log);
        }
      }
      sum += masses[cell];
    }
    const double area = cellWidth * cellHeight;
    logZ_ = top + std::log(sum * area);
    entropy_ = std::log(sum * area) - sumOfLogs / sum;
    cells_ = std::make_unique<CellMasses>(w, kCells, kCells, masses);
  }

  Formula formula_;
  TargetInfo info_;
  std::unique_ptr<CellMasses> cells_;
  std::vector<double> tops_;  // of each cell, the largest log p at a node, as typed
  double logZ_ = 0, entropy_ = 0;
};

}  // namespace

const std::vector<Setting>& formulaSettings() {
  static const std::vector<Setting> settings = {
      realSetting("x", "Centre x", -100, 100, "0", "Middle of the window that log p is normalised on."),
      realSetting("y", "Centre y", -100, 100, "0", "Middle of the window that log p is normalised on."),
      realSetting("width", "Width", 0.1, 100, "8", "Of the window; outside of it p is 0."),
      realSetting("height", "Height", 0.1, 100, "8", "Of the window; outside of it p is 0.")};
  return settings;
}

std::shared_ptr<const Target> makeFormulaTarget(const std::string& formula, const Settings& settings) {
  return std::make_shared<const FormulaTarget>(formula, settings);
}

}  // namespace core
