#include "core/line/strips.h"

#include <cmath>

#include "core/line/line_form.h"
#include "core/targets/quadrature.h"
#include "core/util/error.h"

namespace core {

namespace {

constexpr int kNodes = 12;
constexpr double kPiece = 1;  // of z, at most, to a piece of the integral at first
constexpr double kTolerance = 1e-10;
constexpr int kMostHalvings = 10;
constexpr int kMostStrips = 200;

void checkCount(int n) {
  if (n < 1 || n > kMostStrips)
    throw InputError("There can be 1 to " + std::to_string(kMostStrips) + " strips; here are " + std::to_string(n) +
                     ".");
}

double gauss(const LineFlow& flow, double x0, double x1) {
  static const std::vector<QuadratureNode> rule = gaussLegendre(kNodes, 0, 1);
  double sum = 0;
  for (const QuadratureNode& node : rule) sum += node.weight * flow.density(x0 + node.t * (x1 - x0));
  return std::abs(x1 - x0) * sum;
}

// Where the map is nearly flat p(x) has a needle: a piece is halved until its halves agree with it. They meet at the image
// of the middle between z0 and z1, which is where needles are; what is integrated is p(x) over x all the same.
double areaOfPiece(const LineFlow& flow, double z0, double z1, double whole, int halvings) {
  const double z = (z0 + z1) / 2, x = flow.toData(z);
  const double left = gauss(flow, flow.toData(z0), x), right = gauss(flow, x, flow.toData(z1));
  if (halvings == 0 || std::abs(left + right - whole) < kTolerance) return left + right;
  return areaOfPiece(flow, z0, z, left, halvings - 1) + areaOfPiece(flow, z, z1, right, halvings - 1);
}

double areaOnData(const LineFlow& flow, double z0, double z1) {
  const int pieces = static_cast<int>(std::ceil((z1 - z0) / kPiece));
  double sum = 0;
  for (int i = 0; i < pieces; ++i) {
    const double from = z0 + (z1 - z0) * i / pieces, to = z0 + (z1 - z0) * (i + 1) / pieces;
    sum += areaOfPiece(flow, from, to, gauss(flow, flow.toData(from), flow.toData(to)), kMostHalvings);
  }
  return sum;
}

LineStrip stripOf(const LineFlow& flow, double z0, double z1) {
  // By the tail that both ends lie in, so that small masses keep their digits.
  const double mass = z0 > 0 ? baseMass(-z0) - baseMass(-z1) : baseMass(z1) - baseMass(z0);
  return {z0, z1, flow.toData(z0), flow.toData(z1), mass, areaOnData(flow, z0, z1)};
}

}  // namespace

std::vector<LineStrip> stripsOfEqualWidth(const LineFlow& flow, int n, double from, double to) {
  checkCount(n);
  if (!std::isfinite(from) || !std::isfinite(to) || !(from < to))
    throw InputError("Strips need an interval of z to lie in; [" + inWords(from) + ", " + inWords(to) + "] is none.");
  std::vector<LineStrip> strips;
  for (int i = 0; i < n; ++i)
    strips.push_back(stripOf(flow, from + (to - from) * i / n, from + (to - from) * (i + 1) / n));
  return strips;
}

std::vector<LineStrip> stripsOfEqualMass(const LineFlow& flow, int n) {
  checkCount(n);
  const auto end = [n](int i) {
    return i == 0 ? -kLineEnd : i == n ? kLineEnd : 2 * i == n ? 0.0 : baseQuantile(static_cast<double>(i) / n);
  };
  std::vector<LineStrip> strips;
  for (int i = 0; i < n; ++i) strips.push_back(stripOf(flow, end(i), end(i + 1)));
  return strips;
}

double measuredMass(const LineFlow& flow) { return areaOnData(flow, -kLineEnd, kLineEnd); }

}  // namespace core
