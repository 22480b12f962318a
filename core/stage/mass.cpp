#include "core/stage/mass.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace core {

namespace {

constexpr int kFirstPieces = 24;  // of an edge
constexpr double kBend = 2e-3;    // how far a piece of an outline may bend aside, of the region's size

Points asPoints(const std::vector<Vec2>& places) {
  Points points(static_cast<Eigen::Index>(places.size()), 2);
  for (size_t i = 0; i < places.size(); ++i)
    points.row(static_cast<Eigen::Index>(i)) << static_cast<Real>(places[i].x()), static_cast<Real>(places[i].y());
  return points;
}

std::vector<Vec2> asPlaces(const Points& points) {
  std::vector<Vec2> places;
  for (Eigen::Index i = 0; i < points.rows(); ++i)
    places.emplace_back(static_cast<double>(points(i, 0)), static_cast<double>(points(i, 1)));
  return places;
}

// A region's outline where it was brushed, in the base and on screen, corner by corner; flow's units.
struct Outlines {
  std::vector<Vec2> brushed, base, shown;
};

struct Maps {
  Engine& engine;
  const Frozen& shown;
  const Frozen& brushed;
  double depth, brushDepth;

  void carry(const std::vector<Vec2>& at, std::vector<Vec2>& base, std::vector<Vec2>& image) const {
    Values ignored;
    base = at;
    if (brushDepth > 0) {
      Points z;
      engine.setFlow(brushed.flow);
      engine.toBase(brushed.theta, asPoints(at), z, ignored, brushed.layers);
      base = asPlaces(z);
    }
    image = at;
    if (depth != brushDepth) {
      Points x;
      engine.setFlow(shown.flow);
      engine.toData(shown.theta, asPoints(base), x, ignored, shown.layers);
      image = asPlaces(x);
    }
  }
};

double sizeOf(const std::vector<Vec2>& outline) {
  Vec2 low = outline.front(), high = outline.front();
  for (const Vec2& p : outline) {
    low = low.cwiseMin(p);
    high = high.cwiseMax(p);
  }
  return (high - low).norm();
}

// Halves the pieces of the outline whose images are bent, and all of them at first.
Outlines carried(const Maps& maps, const std::vector<Vec2>& corners, int most) {
  Outlines o;
  for (size_t i = 0; i < corners.size(); ++i) {
    const Vec2 from = corners[i], to = corners[(i + 1) % corners.size()];
    const int pieces = corners.size() > 16 ? 2 : kFirstPieces;  // one drawn by hand has short edges
    for (int p = 0; p < pieces; ++p) o.brushed.push_back(from + (to - from) * p / pieces);
  }
  maps.carry(o.brushed, o.base, o.shown);
  while (o.brushed.size() < static_cast<size_t>(most)) {
    // A corner that lies off the line between its neighbours: the pieces beside it are halved.
    const size_t n = o.brushed.size();
    const double bendBase = kBend * sizeOf(o.base), bendShown = kBend * sizeOf(o.shown);
    const auto bent = [&](const std::vector<Vec2>& line, size_t i, double limit) {
      const Vec2 a = line[(i + n - 1) % n], b = line[i], c = line[(i + 1) % n];
      return (b - (a + c) / 2).norm() > limit;
    };
    std::vector<bool> cut(n, false);
    for (size_t i = 0; i < n; ++i) {
      if (bent(o.base, i, bendBase) || bent(o.shown, i, bendShown)) cut[i] = cut[(i + n - 1) % n] = true;
    }
    std::vector<Vec2> added, addedBase, addedShown;
    for (size_t i = 0; i < n; ++i) {
      if (cut[i]) added.push_back((o.brushed[i] + o.brushed[(i + 1) % n]) / 2);
    }
    if (added.empty() || (added.size() < 3 && n > 3000)) break;
    maps.carry(added, addedBase, addedShown);
    Outlines finer;
    size_t next = 0;
    for (size_t i = 0; i < n; ++i) {
      finer.brushed.push_back(o.brushed[i]);
      finer.base.push_back(o.base[i]);
      finer.shown.push_back(o.shown[i]);
      if (!cut[i]) continue;
      finer.brushed.push_back(added[next]);
      finer.base.push_back(addedBase[next]);
      finer.shown.push_back(addedShown[next++]);
    }
    o = std::move(finer);
  }
  return o;
}

// The region's share of horizontal lines, `rows` of them: for each its height and the intervals inside (even-odd).
struct Row {
  double y;
  std::vector<double> ends;  // x of the crossings, in order; an even number
};
struct Rows {
  double height;  // from one line to the next
  std::vector<Row> rows;
};

Rows rowsOf(const std::vector<Vec2>& outline, int count) {
  double low = outline.front().y(), high = low;
  for (const Vec2& p : outline) {
    low = std::min(low, p.y());
    high = std::max(high, p.y());
  }
  Rows all{(high - low) / count, {}};
  for (int i = 0; i < count; ++i) all.rows.push_back({low + (i + 0.5) * all.height, {}});
  if (!(high > low)) return {0, {}};
  for (size_t i = 0; i < outline.size(); ++i) {
    Vec2 a = outline[i], b = outline[(i + 1) % outline.size()];
    if (a.y() > b.y()) std::swap(a, b);
    const int first = std::max(0, static_cast<int>(std::floor((a.y() - low) / all.height - 0.5)));
    for (int r = first; r < count && all.rows[static_cast<size_t>(r)].y < b.y(); ++r) {
      Row& row = all.rows[static_cast<size_t>(r)];
      if (row.y < a.y()) continue;
      row.ends.push_back(a.x() + (b.x() - a.x()) * (row.y - a.y()) / (b.y() - a.y()));
    }
  }
  for (Row& row : all.rows) std::sort(row.ends.begin(), row.ends.end());
  return all;
}

// Along a row in closed form.
double baseMass(const Base& base, const Rows& region) {
  double sum = 0;
  for (const Row& row : region.rows) {
    for (size_t i = 0; i + 1 < row.ends.size(); i += 2) sum += base.rowMass(row.y, row.ends[i], row.ends[i + 1]);
  }
  return sum * region.height;
}

// Of the density on screen: Gauss's rule of two points on pieces as long as two rows are apart.
double shownMass(Engine& engine, const Frozen& frozen, const Rows& region, bool forget) {
  std::vector<Vec2> places;
  std::vector<double> weights;
  constexpr double kGauss = 0.21132486540518713;
  for (const Row& row : region.rows) {
    for (size_t i = 0; i + 1 < row.ends.size(); i += 2) {
      const double width = row.ends[i + 1] - row.ends[i];
      // A flat region has many short rows: not more pieces than a round one's.
      const double most = 2.0 * static_cast<double>(region.rows.size());
      const int pieces = static_cast<int>(std::clamp(std::ceil(width / (2 * region.height)), 1.0, most));
      const double piece = width / pieces;
      for (int p = 0; p < pieces; ++p) {
        for (const double g : {kGauss, 1 - kGauss}) {
          places.emplace_back(row.ends[i] + (p + g) * piece, row.y);
          weights.push_back(piece / 2);
        }
      }
    }
  }
  if (places.empty()) return 0;
  Values logDensity;
  engine.setFlow(frozen.flow);
  shownLogDensity(engine, frozen, asPoints(places), forget, logDensity);
  double sum = 0;
  for (size_t i = 0; i < weights.size(); ++i)
    sum += weights[i] * std::exp(static_cast<double>(logDensity(static_cast<Eigen::Index>(i))));
  return sum * region.height;
}

}  // namespace

void shownLogDensity(Engine& engine, const Frozen& frozen, const Points& x, bool forget, Values& out) {
  if (!forget) {
    engine.logDensity(frozen.theta, x, out, frozen.layers);
    return;
  }
  Points z;
  Values logDet;
  engine.toBase(frozen.theta, x, z, logDet, frozen.layers);
  out = frozen.flow->base().logDensity(z);
}

Mass massOf(Engine& engine, const Frozen& frozen, const Frozen& frozenBrush, const Scaling& scaling, const Brush& brush,
            double depth, bool forget, const MassEffort& effort) {
  std::vector<Vec2> corners;
  for (const Vec2& p : brush.outline) corners.push_back(toFlow(scaling, p));
  const double K = frozen.flow->depth();
  const Maps maps{engine, frozen, frozenBrush, depth, brush.depth < 0 ? K : std::min(brush.depth, K)};
  Outlines outlines = carried(maps, corners, effort.corners);
  // What lies within an outline that runs to infinity cannot be told from what lies without.
  const auto finite = [](const std::vector<Vec2>& outline) {
    return std::all_of(outline.begin(), outline.end(), [](const Vec2& p) { return p.allFinite(); });
  };
  constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
  Mass mass;
  mass.inBase = finite(outlines.base) ? baseMass(frozen.flow->base(), rowsOf(outlines.base, 4 * effort.rows)) : kNone;
  mass.onScreen =
      finite(outlines.shown) ? shownMass(engine, frozen, rowsOf(outlines.shown, effort.rows), forget) : kNone;
  for (const Vec2& p : outlines.base) mass.base.push_back(toUser(scaling, p));
  for (const Vec2& p : outlines.shown) mass.shown.push_back(toUser(scaling, p));
  return mass;
}

}  // namespace core
