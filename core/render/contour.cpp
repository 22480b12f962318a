#include "core/render/contour.h"

#include <array>
#include <cmath>
#include <cstdint>
#include <utility>

namespace core {

namespace {

using Edge = std::int32_t;  // between two neighbouring centres: those along x come first, then those along y
constexpr Edge kNone = -1;

// Which crossings lie next to each other; each has one neighbour in either of the squares at its edge.
struct Links {
  std::vector<std::array<Edge, 2>> next;

  explicit Links(size_t edges) : next(edges, {kNone, kNone}) {}
  void join(Edge a, Edge b) {
    for (const auto& [from, to] : {std::pair{a, b}, std::pair{b, a}}) {
      auto& n = next[static_cast<size_t>(from)];
      n[n[0] == kNone ? 0 : 1] = to;
    }
  }
};

struct Grid {
  const Window& window;
  int width, height;
  std::span<const float> values;

  float at(int i, int j) const { return values[static_cast<size_t>(j) * static_cast<size_t>(width) + i]; }
  Edge along(int i, int j) const { return j * width + i; }
  Edge up(int i, int j) const { return (height + j) * width + i; }
  // Where the function crosses zero on an edge.
  Vec2 crossing(Edge edge) const {
    const bool vertical = edge >= width * height;
    const Edge cell = vertical ? edge - width * height : edge;
    const int i = cell % width, j = cell / width;
    const double a = at(i, j), b = vertical ? at(i, j + 1) : at(i + 1, j);
    const double t = std::isfinite(a - b) && a != b ? a / (a - b) : 0.5;
    const double x = i + 0.5 + (vertical ? 0 : t), y = j + 0.5 + (vertical ? t : 0);
    return {window.x0 + x * (window.x1 - window.x0) / width, window.y0 + y * (window.y1 - window.y0) / height};
  }
};

void march(const Grid& g, int i, int j, Links& links) {
  const bool a = g.at(i, j) > 0, b = g.at(i + 1, j) > 0, c = g.at(i + 1, j + 1) > 0, d = g.at(i, j + 1) > 0;
  const int signs = a + 2 * b + 4 * c + 8 * d;
  if (signs == 0 || signs == 15) return;
  const Edge low = g.along(i, j), high = g.along(i, j + 1), left = g.up(i, j), right = g.up(i + 1, j);
  switch (signs) {
    case 1:
    case 14: links.join(low, left); return;
    case 2:
    case 13: links.join(low, right); return;
    case 4:
    case 11: links.join(high, right); return;
    case 8:
    case 7: links.join(high, left); return;
    case 3:
    case 12: links.join(left, right); return;
    case 6:
    case 9: links.join(low, high); return;
    default: break;
  }
  // A saddle: the two corners of the middle's sign are joined through it.
  const bool middle = g.at(i, j) + g.at(i + 1, j) + g.at(i + 1, j + 1) + g.at(i, j + 1) > 0;
  const bool aroundA = middle != a;  // a line cuts off corner a, and with it c
  links.join(low, aroundA ? left : right);
  links.join(high, aroundA ? right : left);
}

double distance(const Vec2& p, const Vec2& from, const Vec2& to) {
  const Vec2 way = to - from;
  const double length2 = way.squaredNorm();
  const double t = length2 > 0 ? std::clamp((p - from).dot(way) / length2, 0.0, 1.0) : 0;
  return (p - from - t * way).norm();
}

}  // namespace

Mesh contour(const Window& window, int width, int height, std::span<const float> values) {
  const Grid g{window, width, height, values};
  Links links(2 * static_cast<size_t>(width) * static_cast<size_t>(height));
  for (int j = 0; j + 1 < height; ++j) {
    for (int i = 0; i + 1 < width; ++i) march(g, i, j, links);
  }
  std::vector<Vec2> points;
  Mesh lines{{0}, {}};
  // Follows a line, and takes its links away.
  const auto trace = [&](Edge edge) {
    const Edge start = edge;
    points.push_back(g.crossing(edge));
    for (;;) {
      auto& here = links.next[static_cast<size_t>(edge)];
      const Edge to = here[0] != kNone ? here[0] : here[1];
      if (to == kNone) break;
      (here[0] == to ? here[0] : here[1]) = kNone;
      auto& there = links.next[static_cast<size_t>(to)];
      (there[0] == edge ? there[0] : there[1]) = kNone;
      edge = to;
      points.push_back(edge == start ? points[static_cast<size_t>(lines.first.back())] : g.crossing(edge));
    }
    lines.first.push_back(static_cast<Eigen::Index>(points.size()));
  };
  // Those that leave the window have ends; what is left then is closed.
  const auto edges = static_cast<Edge>(links.next.size());
  for (const bool open : {true, false}) {
    for (Edge e = 0; e < edges; ++e) {
      const auto& n = links.next[static_cast<size_t>(e)];
      if (n[0] != kNone || n[1] != kNone) {
        if (!open || n[0] == kNone || n[1] == kNone) trace(e);
      }
    }
  }
  lines.points.resize(static_cast<Eigen::Index>(points.size()), 2);
  for (size_t k = 0; k < points.size(); ++k)
    lines.points.row(static_cast<Eigen::Index>(k)) = points[k].transpose().cast<Real>();
  return lines;
}

Mesh simplified(const Mesh& lines, double tolerance) {
  const auto at = [&](Eigen::Index k) -> Vec2 { return lines.points.row(k).matrix().transpose().cast<double>(); };
  std::vector<char> kept(static_cast<size_t>(lines.points.rows()), 0);
  std::vector<std::pair<Eigen::Index, Eigen::Index>> pieces;
  for (size_t l = 0; l + 1 < lines.first.size(); ++l) {
    const Eigen::Index first = lines.first[l], last = lines.first[l + 1] - 1;
    if (last < first) continue;
    kept[static_cast<size_t>(first)] = kept[static_cast<size_t>(last)] = 1;
    pieces.emplace_back(first, last);
    while (!pieces.empty()) {
      const auto [from, to] = pieces.back();
      pieces.pop_back();
      double farthest = tolerance;
      Eigen::Index worst = -1;
      for (Eigen::Index k = from + 1; k < to; ++k) {
        const double d = distance(at(k), at(from), at(to));
        if (d > farthest) farthest = d, worst = k;
      }
      if (worst < 0) continue;
      kept[static_cast<size_t>(worst)] = 1;
      pieces.emplace_back(from, worst);
      pieces.emplace_back(worst, to);
    }
  }
  Mesh out{{0}, Points(lines.points.rows(), 2)};
  Eigen::Index count = 0;
  for (size_t l = 0; l + 1 < lines.first.size(); ++l) {
    for (Eigen::Index k = lines.first[l]; k < lines.first[l + 1]; ++k) {
      if (kept[static_cast<size_t>(k)] != 0) out.points.row(count++) = lines.points.row(k);
    }
    out.first.push_back(count);
  }
  out.points.conservativeResize(count, 2);
  return out;
}

}  // namespace core
