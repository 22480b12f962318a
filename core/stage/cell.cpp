#include "core/stage/cell.h"

#include <array>
#include <cmath>

namespace core {

namespace {

constexpr int kPieces = 48;     // of a side of the outline
constexpr double kStep = 0.05;  // of a difference, in sides

// Signed area of a closed polygon, seen from its first corner so that small ones lose no digits.
double areaOf(const std::vector<Vec2>& outline) {
  double twice = 0;
  for (size_t i = 1; i + 1 < outline.size(); ++i) {
    const Vec2 a = outline[i] - outline[0], b = outline[i + 1] - outline[0];
    twice += a.x() * b.y() - a.y() * b.x();
  }
  return twice / 2;
}

}  // namespace

Cell carriedCell(Engine& engine, const Frozen& frozen, Tracer& tracer, const Scaling& scaling,
                 const CellRequest& request, double depth, bool exact) {
  const double K = tracer.depth();
  const double chosenAt = request.centre.depth < 0 ? K : std::min(request.centre.depth, K);
  const Vec2 chosen = toFlow(scaling, request.centre.at);
  if (!tracer.centre || tracer.centre->at != chosen || tracer.centre->depth != chosenAt) {
    const Vec2 base = chosenAt > 0 ? tracer.through(chosen, chosenAt, chosenAt, false).front().from : chosen;
    tracer.centre = {chosen, chosenAt, base};
  }
  const Vec2 z = tracer.centre->z;

  Cell cell;
  cell.z = z;
  const double half = request.side / 2;
  const std::array<Vec2, 4> corners{{{-half, -half}, {half, -half}, {half, half}, {-half, half}}};
  // The outline, then five places at the centre.
  const double h = kStep * request.side;
  Points around(4 * kPieces + 5, 2);
  for (int c = 0; c < 4; ++c) {
    const Vec2 from = corners[static_cast<size_t>(c)], to = corners[static_cast<size_t>((c + 1) % 4)];
    for (int i = 0; i < kPieces; ++i) {
      const Vec2 p = z + from + (to - from) * i / kPieces;
      around.row(c * kPieces + i) << static_cast<Real>(p.x()), static_cast<Real>(p.y());
    }
  }
  const std::array<Vec2, 5> cross{{{0, 0}, {h, 0}, {-h, 0}, {0, h}, {0, -h}}};
  for (int i = 0; i < 5; ++i) {
    const Vec2 p = z + cross[static_cast<size_t>(i)];
    around.row(4 * kPieces + i) << static_cast<Real>(p.x()), static_cast<Real>(p.y());
  }
  engine.setFlow(frozen.flow);
  Points image;
  Values logDets;
  engine.toData(frozen.theta, around, image, logDets, frozen.layers);
  std::vector<Vec2> outline;
  for (Eigen::Index i = 0; i < 4 * kPieces; ++i)
    outline.emplace_back(static_cast<double>(image(i, 0)), static_cast<double>(image(i, 1)));

  Vec2 at = z;
  double logDet = 0;
  cell.jacobian = Mat2::Identity();
  if (exact) {
    for (const Passage& p : tracer.through(z, 0, depth)) {
      at = p.to;
      logDet += p.logDet;
      cell.jacobian = p.jacobian * cell.jacobian;
    }
  } else {
    const auto place = [&](int i) {
      const Eigen::Index row = 4 * kPieces + i;
      return Vec2(static_cast<double>(image(row, 0)), static_cast<double>(image(row, 1)));
    };
    at = place(0);
    logDet = static_cast<double>(logDets(4 * kPieces));
    cell.jacobian << (place(1) - place(2)) / (2 * h), (place(3) - place(4)) / (2 * h);
  }
  cell.before = request.side * request.side;
  cell.after = std::abs(areaOf(outline));
  cell.determinant = std::exp(-logDet);
  cell.densityBefore = std::exp(frozen.flow->base().logDensity(z.x(), z.y()));
  cell.densityAfter = cell.densityBefore / cell.determinant;
  cell.at = toUser(scaling, at);
  for (size_t c = 0; c < 4; ++c) cell.parallelogram[c] = toUser(scaling, at + cell.jacobian * corners[c]);
  for (Vec2& p : outline) p = toUser(scaling, p);
  cell.outline = std::move(outline);
  return cell;
}

}  // namespace core
