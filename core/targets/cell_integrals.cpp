#include "core/targets/cell_integrals.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <numeric>

#include "core/targets/quadrature.h"
#include "core/util/error.h"
#include "core/util/parallel.h"

namespace core {

namespace {

// Cells where 16 and 4 nodes do not agree, as along a jump, are cut into kParts^2; so many times the lattice's side of
// them, those that disagree most.
constexpr int kParts = 8, kMostCut = 10;
constexpr double kAgreed = 1e-7;     // of all mass
constexpr double kLargestLog = 1e9;  // beyond, the normalised log p loses its last six digits
constexpr double kMostDoubt = 0.05;  // of all mass: what may change with more nodes

std::string numberText(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.3g", value);
  return text;
}

std::string placeText(double x, double y) { return "(" + numberText(x) + ", " + numberText(y) + ")"; }

// Of one cell, in its own area and beside exp(top), so that no sum overflows.
struct Cell {
  double top = -INFINITY;
  double mass = 0, massOfLogs = 0;  // integrals of p and p (log p - top)
  double doubt = 0;                 // what the mass differs by from that of fewer nodes
};

struct Trouble {
  bool infinite = false, none = false;
  double x = 0, y = 0;
};

using Rule = std::vector<QuadratureNode>;

class Integrator {
 public:
  Integrator(const Formula& formula, const Window& window, int cells)
      : formula_(formula),
        window_(window),
        cells_(cells),
        width_((window.x1 - window.x0) / cells),
        height_((window.y1 - window.y0) / cells) {}

  CellIntegrals integrals() {
    all_.resize(static_cast<size_t>(cells_) * static_cast<size_t>(cells_));
    std::vector<int> which(all_.size());
    std::iota(which.begin(), which.end(), 0);
    integrate(which, 1, gaussLegendre(4, 0, 1), gaussLegendre(2, 0, 1));
    cut();
    return summed();
  }

 private:
  // The cells of `which`, each in parts x parts parts, by a rule and for comparison by one with fewer nodes.
  void integrate(const std::vector<int>& which, int parts, const Rule& rule, const Rule& fewer) {
    const int count = static_cast<int>(which.size());
    std::vector<Trouble> troubles(static_cast<size_t>((count + kTogether - 1) / kTogether));
    inParallel(static_cast<int>(troubles.size()), [&](int task) {
      Formula::Hand hand(formula_);
      std::vector<double> logs;
      for (int i = task * kTogether; i < std::min(count, (task + 1) * kTogether); ++i) {
        const int cell = which[static_cast<size_t>(i)];
        all_[static_cast<size_t>(cell)] =
            integrated(hand, cell, parts, rule, fewer, logs, troubles[static_cast<size_t>(task)]);
      }
    });
    for (const Trouble& t : troubles)
      if (t.infinite) throw InputError("formula: log p is infinite at " + placeText(t.x, t.y));
    for (const Trouble& t : troubles)
      if (t.none) throw InputError("formula: log p is no number at " + placeText(t.x, t.y));
  }

  Cell integrated(Formula::Hand& hand, int cell, int parts, const Rule& rule, const Rule& fewer,
                  std::vector<double>& logs, Trouble& trouble) const {
    const double x0 = window_.x0 + cell % cells_ * width_, y0 = window_.y0 + cell / cells_ * height_;
    logs.clear();
    for (const Rule* r : {&rule, &fewer}) {
      forEachNode(*r, parts, [&](double u, double v, double) {
        const double x = x0 + u * width_, y = y0 + v * height_;
        const double log = hand.at(x, y);
        if ((std::isnan(log) || log == INFINITY) && !trouble.infinite && !trouble.none)
          trouble = {log == INFINITY, std::isnan(log), x, y};
        logs.push_back(std::isnan(log) ? -INFINITY : log);
      });
    }
    Cell out;
    out.top = *std::max_element(logs.begin(), logs.end());
    if (!std::isfinite(out.top)) return out;
    const double* log = logs.data();
    forEachNode(rule, parts, [&](double, double, double weight) {
      const double under = *log++ - out.top, p = weight * std::exp(under);
      out.mass += p;
      if (p > 0) out.massOfLogs += p * under;
    });
    double other = 0;
    forEachNode(fewer, parts, [&](double, double, double weight) { other += weight * std::exp(*log++ - out.top); });
    out.doubt = std::abs(out.mass - other);
    return out;
  }

  // use(u, v, weight), of the unit square cut into parts x parts.
  template <class Use>
  static void forEachNode(const Rule& rule, int parts, const Use& use) {
    for (int j = 0; j < parts; ++j) {
      for (int i = 0; i < parts; ++i) {
        for (const QuadratureNode& b : rule) {
          for (const QuadratureNode& a : rule)
            use((i + a.t) / parts, (j + b.t) / parts, a.weight * b.weight / (parts * parts));
        }
      }
    }
  }

  double top() const {
    double top = -INFINITY;
    for (const Cell& cell : all_) top = std::max(top, cell.top);
    return top;
  }

  void cut() {
    const double top = this->top();
    const auto doubtOf = [&](const Cell& cell) { return std::exp(cell.top - top) * cell.doubt; };
    double sum = 0;
    for (const Cell& cell : all_) sum += std::exp(cell.top - top) * cell.mass;
    std::vector<int> which;
    for (size_t i = 0; i < all_.size(); ++i)
      if (doubtOf(all_[i]) > kAgreed * sum) which.push_back(static_cast<int>(i));
    const auto most = static_cast<size_t>(kMostCut) * static_cast<size_t>(cells_);
    if (which.size() > most) {
      std::nth_element(
          which.begin(), which.begin() + static_cast<std::ptrdiff_t>(most), which.end(), [&](int a, int b) {
            const double da = doubtOf(all_[static_cast<size_t>(a)]), db = doubtOf(all_[static_cast<size_t>(b)]);
            return da != db ? da > db : a < b;
          });
      which.resize(most);
    }
    integrate(which, kParts, gaussLegendre(2, 0, 1), gaussLegendre(1, 0, 1));
  }

  CellIntegrals summed() const {
    const double top = this->top();
    if (top == -INFINITY)
      throw InputError("formula: there is no mass in the window, log p is minus infinity everywhere");
    if (std::abs(top) > kLargestLog)
      throw InputError("formula: the largest log p in the window is " + numberText(top) +
                       ", beyond what can be normalised; add a constant");
    CellIntegrals out;
    double sum = 0, sumOfLogs = 0, doubt = 0, mostDoubt = 0;
    size_t worst = 0;
    for (size_t i = 0; i < all_.size(); ++i) {
      const Cell& cell = all_[i];
      const double scale = std::exp(cell.top - top);
      out.masses.push_back(scale * cell.mass);
      out.tops.push_back(cell.top);
      sum += out.masses.back();
      if (scale > 0) sumOfLogs += scale * (cell.massOfLogs + cell.mass * (cell.top - top));
      const double here = scale * cell.doubt;
      doubt += here;
      if (here > mostDoubt) {
        mostDoubt = here;
        worst = i;
      }
    }
    if (doubt > kMostDoubt * sum) {
      const int cell = static_cast<int>(worst);
      throw InputError(
          "formula: log p is too steep for its window near " +
          placeText(window_.x0 + (cell % cells_ + 0.5) * width_, window_.y0 + (cell / cells_ + 0.5) * height_) +
          "; make the window smaller or p wider");
    }
    for (double& mass : out.masses) mass /= sum;
    out.logZ = top + std::log(sum * width_ * height_);
    out.entropy = std::log(sum * width_ * height_) - sumOfLogs / sum;
    return out;
  }

  static constexpr int kTogether = 64;  // cells that a thread takes at a time

  const Formula& formula_;
  Window window_;
  int cells_;
  double width_, height_;
  std::vector<Cell> all_;
};

}  // namespace

CellIntegrals integrateCells(const Formula& formula, const Window& window, int cells) {
  return Integrator(formula, window, cells).integrals();
}

}  // namespace core
