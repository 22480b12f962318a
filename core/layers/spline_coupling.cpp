#include "core/layers/spline_coupling.h"

namespace core {

namespace {

constexpr Real kMinSize = Real(1e-3);   // least width and height of a bin, as a share of 2B
constexpr Real kMinSlope = Real(1e-3);  // least derivative at a knot
constexpr Real kBeyond = Real(1e6);     // an edge that no place reaches

Real slopeShift() { return static_cast<Real>(std::log(std::expm1(1.0 - kMinSlope))); }

}  // namespace

struct SplineCoupling::Bin {
  Lanes x, y, w, h, d0, d1;
};

// Everything about g at the place xi in [0, 1] of a bin; equations 4, 5 and 22 of the paper.
struct SplineCoupling::Local {
  Lanes xi, t, s, numerator, denominator, q;
};

SplineCoupling::SplineCoupling(const Settings& settings, Form form)
    : Coupling(settings, 3 * intOf(settings, "bins") - 1, form),
      bins_(intOf(settings, "bins")),
      bound_(static_cast<Real>(realOf(settings, "bound"))) {}

// Raw outputs: K widths, K heights (softmax), K - 1 inner slopes (softplus, 1 at raw 0). After `shape`: the softmax
// shares and the slopes.
void SplineCoupling::shape(Real* raw) const {
  softmax(raw);
  softmax(raw + bins_ * kBlock);
  Real* slopes = raw + 2 * bins_ * kBlock;
  for (int k = 0; k < bins_ - 1; ++k) {
    store(slopes + k * kBlock, kMinSlope + softplus(load(slopes + k * kBlock) + slopeShift()));
  }
}

void SplineCoupling::apply1(const Real* p, Lanes x, Lanes& y, Lanes& logDet) const {
  applyIn(find(p, clamp(x, -bound_, bound_), true), x, y, logDet);
}

void SplineCoupling::invert1(const Real* p, Lanes y, Lanes& x, Lanes& logDet) const {
  invertIn(find(p, clamp(y, -bound_, bound_), false), y, x, logDet);
}

void SplineCoupling::applyIn(const Bin& bin, Lanes x, Lanes& y, Lanes& logDet) const {
  const LaneInts inside = (x > -bound_) & (x < bound_);
  const Local f = local(bin, (clamp(x, -bound_, bound_) - bin.x) / bin.w);
  y = select(inside, bin.y + bin.h * f.numerator / f.denominator, x);
  logDet = select(inside, logSlope(f), Lanes{});
}

void SplineCoupling::invertIn(const Bin& bin, Lanes y, Lanes& x, Lanes& logDet) const {
  const LaneInts inside = (y > -bound_) & (y < bound_);
  const Lanes xi = solve(bin, clamp(y, -bound_, bound_));
  x = select(inside, bin.x + bin.w * xi, y);
  logDet = select(inside, -logSlope(local(bin, xi)), Lanes{});
}

std::vector<Handle> SplineCoupling::knots(const Real* p) const {
  std::vector<Handle> all;
  Real x = -bound_, y = -bound_;
  for (int k = 0; k + 1 < bins_; ++k) {
    x += size(p, k)[0];
    y += size(p + bins_ * kBlock, k)[0];
    all.push_back({"knot " + std::to_string(k + 1), x, y});
  }
  return all;
}

// The two bins beside the knot share between them what they had: the logarithm of a share is what softmax adds up.
std::vector<Real> SplineCoupling::knotShift(const Real* p, int i, Real x, Real y) const {
  const auto all = knots(p);
  if (i < 0 || i >= static_cast<int>(all.size())) return {};
  std::vector<Real> shift(static_cast<size_t>(3 * bins_ - 1), Real(0));
  const auto divide = [&](const Real* shares, Real place, Real before, size_t first) {
    const Real whole = 2 * bound_;
    const Real low = before, high = before + size(shares, i)[0] + size(shares, i + 1)[0];
    // A knot that is already nearer to its neighbour than the margin is not pushed away.
    const Real nearest = std::min(size(shares, i)[0], size(shares, i + 1)[0]);
    const Real margin = std::min(Real(0.04) * (high - low), nearest / 2);
    const Real left = std::clamp(place, low + margin, high - margin) - low, right = high - low - left;
    const auto shareOf = [&](Real part) { return std::max((part / whole - kMinSize) / share(), Real(1e-7)); };
    const Real* s = shares + i * kBlock;
    shift[first + static_cast<size_t>(i)] = std::log(shareOf(left) / std::max(s[0], Real(1e-12)));
    shift[first + static_cast<size_t>(i) + 1] = std::log(shareOf(right) / std::max(s[kBlock], Real(1e-12)));
  };
  const Real x0 = i > 0 ? all[static_cast<size_t>(i) - 1].x : -bound_;
  const Real y0 = i > 0 ? all[static_cast<size_t>(i) - 1].y : -bound_;
  divide(p, x, x0, 0);
  divide(p + bins_ * kBlock, y, y0, static_cast<size_t>(bins_));
  return shift;
}

void SplineCoupling::tabulate(const Real* p, Real* row) const {
  const Real* heights = p + bins_ * kBlock;
  const Real* slopes = p + 2 * bins_ * kBlock;
  Lanes x = lanes(-bound_), y = x, d = lanes(1);
  for (int k = 0; k < edges(); ++k, row += kBlock) {
    const bool real = k < bins_;
    store(row, real ? x : lanes(kBeyond));
    store(row + edges() * kBlock, real ? y : lanes(kBeyond));
    if (!real) continue;
    const Lanes w = size(p, k), h = size(heights, k);
    const Lanes next = k < bins_ - 1 ? load(slopes + k * kBlock) : lanes(1);
    Real* bin = row + (2 * edges() + 3 * k) * kBlock;  // 4 * k from the first bin; the row itself walks along
    store(bin, w);
    store(bin + kBlock, h);
    store(bin + 2 * kBlock, d);
    store(bin + 3 * kBlock, next);
    x += w;
    y += h;
    d = next;
  }
}

// The bin of each point and what is known of it: x, y, width, height, both derivatives. Of some hundred outputs only the
// edges along the way in, and those six, are interpolated.
void SplineCoupling::look(const ScalarTable& table, const Real* given, const Real* moved, Way way, Real* p) const {
  ScalarTable::Places places;
  table.find(given, places);
  const int step = places.step;
  const int searched = way == Way::apply ? 0 : edges();
  for (int i = 0; i < kBlock; ++i) {
    const Real* row = places.row(i);
    const Real weights[4] = {places.weights[0][i], places.weights[1][i], places.weights[2][i], places.weights[3][i]};
    const auto at = [&](int o, auto load) {
      return weights[0] * load(row + o) + weights[1] * load(row + step + o) + weights[2] * load(row + 2 * step + o) +
             weights[3] * load(row + 3 * step + o);
    };
    const Lanes v = lanes(std::min(std::max(moved[i], -bound_), bound_));
    int reached = 0;
    for (int e = 0; e < edges(); e += kLanes)
      reached += count(v >= at(searched + e, [](const Real* r) { return load(r); }));
    const int k = std::min(std::max(reached - 1, 0), bins_ - 1);
    // An edge is as large as B: what the weights lack to 1 must not be multiplied by that, but by what edges change by.
    const auto edge = [&](int o) {
      const Real near = row[step + o];
      return near + (weights[0] * (row[o] - near) + weights[2] * (row[2 * step + o] - near) +
                     weights[3] * (row[3 * step + o] - near));
    };
    const ScalarTable::Quad bin = at(2 * edges() + 4 * k, ScalarTable::loadQuad);
    p[i] = edge(k);
    p[kBlock + i] = edge(edges() + k);
    for (int o = 0; o < 4; ++o) p[(2 + o) * kBlock + i] = bin[o];
  }
}

// What `look` has found.
SplineCoupling::Bin SplineCoupling::looked(const Real* p) {
  return {load(p),
          load(p + kBlock),
          load(p + 2 * kBlock),
          load(p + 3 * kBlock),
          load(p + 4 * kBlock),
          load(p + 5 * kBlock)};
}

void SplineCoupling::applyLooked(const Real* p, Lanes x, Lanes& y, Lanes& logDet) const {
  applyIn(looked(p), x, y, logDet);
}

void SplineCoupling::invertLooked(const Real* p, Lanes y, Lanes& x, Lanes& logDet) const {
  invertIn(looked(p), y, x, logDet);
}

Coupling::Slopes SplineCoupling::slopes1(const Real* p, Way way, Lanes x, Lanes y) const {
  const LaneInts inside = way == Way::apply ? (x > -bound_) & (x < bound_) : (y > -bound_) & (y < bound_);
  Bin bin;
  const Local f = at(p, way, x, y, bin);
  const Lanes slope = f.s * f.s * f.q / (f.denominator * f.denominator);
  return {select(inside, slope, lanes(1)), select(inside, dLogSlope(f, bin) / bin.w, Lanes{})};
}

void SplineCoupling::backward1(const Real* p, Way way, Lanes x, Lanes y, Lanes a, Lanes b, Real* gRaw) const {
  const LaneInts inside = way == Way::apply ? (x > -bound_) & (x < bound_) : (y > -bound_) & (y < bound_);
  a = select(inside, a, Lanes{});
  b = select(inside, b, Lanes{});
  Bin bin;
  const Local f = at(p, way, x, y, bin);
  const Lanes A = f.numerator;
  const Lanes D = f.denominator;
  const Lanes t = f.t;
  const Lanes xi = f.xi;
  const Lanes u = 1 - 2 * xi;
  const Lanes bend = bin.d0 + bin.d1 - 2 * f.s;
  const Lanes hD2 = bin.h / (D * D);
  const Lanes rest = 1 - 2 * t;
  // Cotangents of the bin's quantities: y = y_k + h A / D, log slope = 2 log s + log q - 2 log D.
  const Lanes gXi = a * hD2 * ((2 * f.s * xi + bin.d0 * u) * D - A * bend * u) + b * dLogSlope(f, bin);
  const Lanes gS = a * hD2 * (xi * xi * D - A * rest) + b * (2 / f.s + 2 * t / f.q - 2 * rest / D);
  const Lanes gD0 = a * hD2 * t * (D - A) + b * ((1 - xi) * (1 - xi) / f.q - 2 * t / D);
  const Lanes gD1 = -a * hD2 * A * t + b * (xi * xi / f.q - 2 * t / D);
  const Lanes gH = a * A / D + gS / bin.w;          // s = h / w
  const Lanes gW = -(gS * f.s + gXi * xi) / bin.w;  // xi = (x - x_k) / w
  const Lanes gX = -gXi / bin.w;
  const Lanes where = way == Way::apply ? bin.x : bin.y;  // the edge that tells which bin it was
  softmaxBackward(p, p, where, way == Way::apply, gX, gW, gRaw);
  softmaxBackward(p + bins_ * kBlock, p, where, way == Way::apply, a, gH, gRaw + bins_ * kBlock);
  slopesBackward(p, where, way == Way::apply, gD0, gD1, gRaw + 2 * bins_ * kBlock);
}

void SplineCoupling::describeKind(LayerProgram& program) const {
  program.words[7] = bins_;
  program.words[8] = std::bit_cast<std::int32_t>(static_cast<float>(bound_));
}

Real SplineCoupling::share() const { return 1 - kMinSize * static_cast<Real>(bins_); }

void SplineCoupling::softmax(Real* raw) const {
  Lanes top = load(raw);
  for (int k = 1; k < bins_; ++k) top = max(top, load(raw + k * kBlock));
  Lanes total{};
  for (int k = 0; k < bins_; ++k) {
    const Lanes e = exp(load(raw + k * kBlock) - top);
    store(raw + k * kBlock, e);
    total += e;
  }
  const Lanes scale = 1 / total;
  for (int k = 0; k < bins_; ++k) store(raw + k * kBlock, load(raw + k * kBlock) * scale);
}

Lanes SplineCoupling::size(const Real* shares, int k) const {
  return 2 * bound_ * (kMinSize + share() * load(shares + k * kBlock));
}

// The bin that holds v, an x or a y in [-B, B].
SplineCoupling::Bin SplineCoupling::find(const Real* p, Lanes v, bool byX) const {
  const Real* heights = p + bins_ * kBlock;
  const Real* slopes = p + 2 * bins_ * kBlock;
  Lanes x = lanes(-bound_), y = lanes(-bound_), d = lanes(1);
  Bin bin{x, y, size(p, 0), size(heights, 0), d, bins_ > 1 ? load(slopes) : lanes(1)};
  for (int k = 1; k < bins_; ++k) {
    x += size(p, k - 1);
    y += size(heights, k - 1);
    d = load(slopes + (k - 1) * kBlock);
    const LaneInts here = v >= (byX ? x : y);
    bin.x = select(here, x, bin.x);
    bin.y = select(here, y, bin.y);
    bin.w = select(here, size(p, k), bin.w);
    bin.h = select(here, size(heights, k), bin.h);
    bin.d0 = select(here, d, bin.d0);
    bin.d1 = select(here, k < bins_ - 1 ? load(slopes + k * kBlock) : lanes(1), bin.d1);
  }
  return bin;
}

SplineCoupling::Local SplineCoupling::local(const Bin& bin, Lanes xi) {
  Local f;
  f.xi = clamp(xi, 0, 1);
  f.s = bin.h / bin.w;
  f.t = f.xi * (1 - f.xi);
  f.numerator = f.s * f.xi * f.xi + bin.d0 * f.t;
  f.denominator = f.s + (bin.d0 + bin.d1 - 2 * f.s) * f.t;
  f.q = bin.d1 * f.xi * f.xi + 2 * f.s * f.t + bin.d0 * (1 - f.xi) * (1 - f.xi);
  return f;
}

SplineCoupling::Local SplineCoupling::at(const Real* p, Way way, Lanes x, Lanes y, Bin& bin) const {
  const Lanes v = clamp(way == Way::apply ? x : y, -bound_, bound_);
  bin = find(p, v, way == Way::apply);
  return local(bin, way == Way::apply ? (v - bin.x) / bin.w : solve(bin, v));
}

Lanes SplineCoupling::solve(const Bin& bin, Lanes y) {
  const Lanes s = bin.h / bin.w;
  const Lanes delta = y - bin.y;
  const Lanes bend = delta * (bin.d0 + bin.d1 - 2 * s);
  const Lanes a = bin.h * (s - bin.d0) + bend;
  const Lanes b = bin.h * bin.d0 - bend;
  const Lanes c = -s * delta;
  const Lanes root = sqrt(max(b * b - 4 * a * c, Lanes{}));
  const Lanes below = b + root;
  return clamp(-2 * c / select(below == 0, lanes(1), below), 0, 1);
}

Lanes SplineCoupling::logSlope(const Local& f) { return 2 * log(f.s) + log(f.q) - 2 * log(f.denominator); }
// d(log slope)/dxi.
Lanes SplineCoupling::dLogSlope(const Local& f, const Bin& bin) {
  const Lanes u = 1 - 2 * f.xi;
  return 2 * (bin.d1 * f.xi + f.s * u - bin.d0 * (1 - f.xi)) / f.q -
         2 * (bin.d0 + bin.d1 - 2 * f.s) * u / f.denominator;
}

// Which bin is point's: the mask of "edge k lies at or below the found bin's edge" walks along with the sums.
// gEdge flows to every bin before the found one, gSize to the found one; then through the softmax.
void SplineCoupling::softmaxBackward(const Real* shares, const Real* p, Lanes where, bool byX, Lanes gEdge, Lanes gSize,
                                     Real* gRaw) const {
  const Real* walked = byX ? p : p + bins_ * kBlock;
  const Real scale = 2 * bound_ * share();
  Lanes edge = lanes(-bound_);
  Lanes mean{};
  for (int k = 0; k < bins_; ++k) {
    const Lanes g = scale * select(edge < where, select(edge + size(walked, k) <= where, gEdge, gSize),
                                   select(edge == where, gSize, Lanes{}));
    store(gRaw + k * kBlock, g);
    mean += g * load(shares + k * kBlock);
    edge += size(walked, k);
  }
  for (int k = 0; k < bins_; ++k) {
    store(gRaw + k * kBlock, load(shares + k * kBlock) * (load(gRaw + k * kBlock) - mean));
  }
}

void SplineCoupling::slopesBackward(const Real* p, Lanes where, bool byX, Lanes gD0, Lanes gD1, Real* gRaw) const {
  const Real* walked = byX ? p : p + bins_ * kBlock;
  const Real* slopes = p + 2 * bins_ * kBlock;
  Lanes edge = lanes(-bound_);
  for (int k = 0; k < bins_ - 1; ++k) {
    // Inner knot k stands at the right of bin k and at the left of bin k + 1.
    const LaneInts right = edge == where;
    edge += size(walked, k);
    const LaneInts left = edge == where;
    // d = min + softplus(r) and d softplus = 1 - exp(-softplus).
    const Lanes slope = 1 - exp(kMinSlope - load(slopes + k * kBlock));
    store(gRaw + k * kBlock, slope * (select(right, gD1, Lanes{}) + select(left, gD0, Lanes{})));
  }
}

std::string SplineCoupling::outputName(int i) const {
  if (i < bins_) return "width " + std::to_string(i + 1);
  if (i < 2 * bins_) return "height " + std::to_string(i - bins_ + 1);
  return "slope " + std::to_string(i - 2 * bins_ + 1);
}

}  // namespace core
