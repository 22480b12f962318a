#include "core/targets/formula_target.h"

#include <cmath>
#include <utility>

#include "core/targets/cell_integrals.h"
#include "core/targets/cell_masses.h"
#include "core/targets/formula.h"

namespace core {

namespace {

// A density that is smooth at the scale of a cell, 1/192 of the window, is integrated to some 1e-10; one with a jump to
// about 1e-4. Long formulas have to do with larger cells, or a target would take seconds.
constexpr int kCells = 192, kFewerCells = 96;
constexpr size_t kLongFormula = 400;
constexpr double kHeadroom = 1.3;  // of the largest node of a cell over all of it
constexpr int kMostTries = 1000;

class FormulaTarget final : public Target {
 public:
  FormulaTarget(const std::string& text, const Settings& settings) : formula_(text) {
    const double x = realOf(settings, "x"), y = realOf(settings, "y");
    const double width = realOf(settings, "width") / 2, height = realOf(settings, "height") / 2;
    const Window window{x - width, x + width, y - height, y + height};
    info_ = {"formula", "Formula", "log p = " + text + ", normalised on its window", "your own formula",
             formulaSettings()};
    const int cells = text.size() > kLongFormula ? kFewerCells : kCells;
    CellIntegrals integrals = integrateCells(formula_, window, cells);
    cells_ = std::make_unique<CellMasses>(window, cells, cells, integrals.masses);
    tops_ = std::move(integrals.tops);
    logZ_ = integrals.logZ;
    entropy_ = integrals.entropy;
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
