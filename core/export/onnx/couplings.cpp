// Couplings as ONNX graphs. A bin of a spline is found by comparisons and sums alone: the one-hot row of a point's bin
// picks what belongs to it.

#include <cmath>

#include "core/export/onnx/layers.h"
#include "core/export/tensors.h"
#include "core/math/spline_grid.h"

namespace core::onnx {

namespace {

constexpr int kLogisticRounds = 30;
constexpr double kMinSize = 1e-3, kMinSlope = 1e-3;  // core/layers/spline_coupling.cpp

// A place and the log-slope of the map that led there.
struct Moved {
  Wire to, logDet;
};

class Graphs {
 public:
  Graphs(const LayerSpec& card, ConstTheta work, Builder& builder)
      : card_(card), work_(work), b_(builder), outputs_(couplingShape(card).outputs) {}

  // [n, outputs] from the coordinate that conditions.
  Wire conditioner(const Wire& x) {
    if (card_.settings.at("conditioner") == "mlp") return network(x);
    const SplineGrid grid(intOf(card_.settings, "levels"), intOf(card_.settings, "order"), outputs_);
    std::vector<Real> rows(static_cast<size_t>(grid.rows() * outputs_));
    for (int r = 0; r < grid.rows(); ++r)
      std::copy_n(work_.begin() + r * grid.stride(), outputs_, rows.begin() + r * outputs_);
    return look(grid, b_.tensor(rows, {grid.rows(), outputs_}), x);
  }

  // The free parameters of an autoregressive coupling, a row for all points.
  Wire free() { return b_.tensor(work_.subspan(work_.size() - static_cast<size_t>(outputs_)), {1, outputs_}); }

  Moved move(const Wire& raw, Way way, const Wire& x) {
    if (card_.key == "additive") {
      const Wire m = column(raw, 0);
      return {way == Way::apply ? x + m : x - m, b_.constant(0)};
    }
    if (card_.key == "logistic") return logistic(raw, way, x);
    if (card_.settings.contains("bins")) return spline(raw, way, x);
    const Wire s = bounded(column(raw, 0)), t = column(raw, 1);
    if (way == Way::apply) return {x * exp(s) + t, s};
    return {(x - t) * exp(-s), -s};
  }

 private:
  double bound() const { return realOf(card_.settings, "bound"); }
  Wire bounded(const Wire& raw) const { return bound() * tanh(raw / bound()); }

  ConstTheta take(int count) {
    const ConstTheta part = work_.subspan(static_cast<size_t>(used_), static_cast<size_t>(count));
    used_ += count;
    return part;
  }

  Wire network(const Wire& x) {
    Wire h = asColumn(x);
    int in = 1;
    std::vector<int> widths = sizesOf(card_.settings, "hidden");
    widths.push_back(outputs_);
    for (size_t i = 0; i < widths.size(); ++i) {
      const Wire weights = b_.tensor(take(widths[i] * in), {widths[i], in});
      const Wire biases = b_.tensor(take(widths[i]), {widths[i]});
      h = b_.op("Gemm", {h, weights, biases}, {attribute("transB", 1)});
      if (i + 1 < widths.size()) h = card_.settings.at("activation") == "silu" ? h / (1 + exp(-h)) : tanh(h);
      in = widths[i];
    }
    return h;
  }

  Wire look(const SplineGrid& grid, const Wire& coefficients, const Wire& x) {
    const double reach = SplineGrid::kReach;
    const int intervals = grid.intervals();
    const Wire u = (clamp(x, -reach, reach) + reach) * (intervals / (2 * reach));
    const Wire row = clamp(b_.op("Floor", {u}), 0, intervals - 1);
    const Wire t = u - row;
    const Wire s = 1 - t;
    std::vector<Wire> weights{0.5 * s * s, 0.5 + t * s, 0.5 * t * t};
    if (grid.order() == 3)
      weights = {s * s * s / 6, ((3 * t - 6) * t * t + 4) / 6, (((3 - 3 * t) * t + 3) * t + 1) / 6, t * t * t / 6};
    const Wire at = b_.op("Cast", {row}, {attribute("to", static_cast<int>(Type::int64))});
    Wire sum;
    for (size_t j = 0; j < weights.size(); ++j) {
      const Wire rows = b_.op("Gather", {coefficients, at + b_.index(static_cast<int>(j))}, {attribute("axis", 0)});
      const Wire part = asColumn(weights[j]) * rows;
      sum = j == 0 ? part : sum + part;
    }
    return sum;
  }

  Moved spline(const Wire& raw, Way way, const Wire& v) {
    const int K = intOf(card_.settings, "bins");
    const double B = bound();
    const auto sizes = [&](int first) {
      return 2 * B * (kMinSize + (1 - kMinSize * K) * softmax(columns(raw, first, K)));
    };
    const Wire widths = sizes(0), heights = sizes(K);
    // Left edges: -B and the sums of the sizes before.
    std::vector<Real> before(static_cast<size_t>(K * K));
    for (int i = 0; i < K; ++i) {
      for (int j = i + 1; j < K; ++j) before[static_cast<size_t>(i * K + j)] = 1;
    }
    const Wire sums = b_.tensor(before, {K, K});
    const Wire lefts = product(widths, sums) - B, lows = product(heights, sums) - B;
    const Wire slopes = kMinSlope + softplus(columns(raw, 2 * K, K - 1) + std::log(std::expm1(1 - kMinSlope)));
    // Every point is right of the first edge; where it is right of an edge and not of the next one, there is its bin.
    const Wire at = clamp(v, -B, B);
    const Wire passed = 1 - asNumber(asColumn(at) < columns(way == Way::apply ? lefts : lows, 1, K - 1));
    const Wire one = asColumn(at * 0 + 1), none = asColumn(at * 0);
    const Wire bin = beside({one, passed}) - beside({passed, none});
    const auto pick = [&](const Wire& table) { return sumOfColumns(bin * table); };
    const Wire x0 = pick(lefts), y0 = pick(lows), w = pick(widths), h = pick(heights);
    const auto inner = [&](const Wire& hot) { return sumOfColumns(hot * slopes); };
    const Wire d0 = column(bin, 0) + inner(columns(bin, 1, K - 1));
    const Wire d1 = column(bin, K - 1) + inner(columns(bin, 0, K - 1));
    const Wire s = h / w;
    Wire xi, to;
    if (way == Way::apply) {
      xi = clamp((at - x0) / w, 0, 1);
      const Wire t = xi * (1 - xi);
      to = y0 + h * (s * xi * xi + d0 * t) / (s + (d0 + d1 - 2 * s) * t);
    } else {
      const Wire up = at - y0;
      const Wire bow = up * (d0 + d1 - 2 * s);
      const Wire a = h * (s - d0) + bow, b = h * d0 - bow, c = -s * up;
      const Wire root = sqrt(max(b * b - 4 * a * c, b_.constant(1e-30)));
      xi = clamp(-2 * c / (b + root), 0, 1);
      to = x0 + w * xi;
    }
    const Wire t = xi * (1 - xi), rest = 1 - xi;
    const Wire q = d1 * xi * xi + 2 * s * t + d0 * rest * rest;
    const Wire logSlope = 2 * log(s) + log(q) - 2 * log(s + (d0 + d1 - 2 * s) * t);
    const Wire inside = abs(v) < b_.constant(B);
    return {select(inside, to, v), select(inside, way == Way::apply ? logSlope : -logSlope, b_.constant(0))};
  }

  Moved logistic(const Wire& raw, Way way, const Wire& v) {
    const int K = intOf(card_.settings, "components");
    std::vector<Real> falls(static_cast<size_t>(K));
    for (int k = 0; k < K; ++k) falls[static_cast<size_t>(k)] = Real(0.25) * static_cast<Real>(k);
    const Wire unequal = columns(raw, 0, K) - b_.tensor(falls, {1, K});
    const Wire logWeight = unequal - asColumn(logSumExp(unequal));
    const Wire mean = columns(raw, K, K);
    const Wire logScale = 3 * tanh(columns(raw, 2 * K, K) / 3);
    const Wire stretch = bounded(column(raw, 3 * K)), shift = column(raw, 3 * K + 1);
    struct Place {
      Wire logit, logSlope;
    };
    const auto place = [&](const Wire& x) {
      const Wire u = (asColumn(x) - mean) * exp(-logScale);
      const Wire rest = log(1 + exp(-abs(u)));
      const Wire zero = b_.constant(0);
      const Wire below = min(u, zero) - rest, above = min(-u, zero) - rest;
      const Wire logF = logSumExp(logWeight + below), logG = logSumExp(logWeight + above);
      return Place{logF - logG, logSumExp(logWeight + below + above - logScale) - logF - logG};
    };
    if (way == Way::apply) {
      const Place p = place(v);
      return {p.logit * exp(stretch) + shift, p.logSlope + stretch};
    }
    const Wire wanted = (v - shift) * exp(-stretch);
    const Wire edges = mean + exp(logScale) * asColumn(wanted);
    const Wire x = rootBetween(
        minOfColumns(edges), maxOfColumns(edges),
        [&](const Wire& at) {
          const Place p = place(at);
          return Slope{p.logit - wanted, exp(p.logSlope)};
        },
        kLogisticRounds);
    return {x, -(place(x).logSlope + stretch)};
  }

  const LayerSpec& card_;
  ConstTheta work_;
  Builder& b_;
  int outputs_;
  int used_ = 0;
};

}  // namespace

Points throughCoupling(const LayerSpec& card, ConstTheta work, Way way, const Points& in) {
  Graphs graphs(card, work, *in.x1.builder);
  const bool second = card.settings.at("half") == "2";  // x2 is changed, given x1
  Wire given = second ? in.x1 : in.x2, moved = second ? in.x2 : in.x1, logDet = in.logDet;
  const auto moveGiven = [&] {
    if (!couplingShape(card).autoregressive) return;
    const Moved m = graphs.move(graphs.free(), way, given);
    given = m.to;
    logDet = logDet + m.logDet;
  };
  // Applied, both maps read what comes in; inverted, the second reads what the first has made.
  if (way == Way::invert) moveGiven();
  const Moved m = graphs.move(graphs.conditioner(given), way, moved);
  logDet = logDet + m.logDet;
  if (way == Way::apply) moveGiven();
  return second ? Points{given, m.to, logDet} : Points{m.to, given, logDet};
}

}  // namespace core::onnx
