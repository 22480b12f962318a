#pragma once
// A map of the line: one smooth bijection z -> x of the real numbers, as a value of a kind and its parameters.
//
// Double precision throughout, whatever Real is: these maps are for looking at closely, not for training. Every map
// rises, but for the affine one with a < 0, which falls.

#include <span>
#include <string>
#include <vector>

namespace core {

enum class LineKind { affine, planar, spline };
inline constexpr LineKind kLineKinds[] = {LineKind::affine, LineKind::planar, LineKind::spline};

/// What controls need to know of one parameter. The range is what is sensible to offer; a map may have values beyond.
struct LineParameter {
  std::string name;  ///< "a", "w", "z2"
  std::string help;  ///< a sentence
  double low = 0, high = 0, step = 0;
};

struct LineKindInfo {
  std::string key, label;
  std::string formula;  ///< plain text
  std::string paper;    ///< where it is from; empty: everyone's
};

/// An inner knot of a spline: the map takes z to x, with this slope there.
struct LineKnot {
  double z = 0, x = 0, slope = 1;
};

class LineMap {
 public:
  static constexpr int kMostKnots = 8;

  /// x = a z + b, a != 0. Parameters: a, b.
  static LineMap affine(double a, double b);
  /// x = z + u tanh(w z + b), u w > -1: with less it would fold. Parameters: u, w, b.
  /// Rezende, Mohamed: "Variational inference with normalizing flows" (2015), equation 10 in one dimension.
  static LineMap planar(double u, double w, double b);
  /// The planar map of any three numbers, as the planar layer of the plane makes one of its parameters: u is replaced by
  /// (softplus(w u) - 1) / w, so that u w > -1 always. w != 0. Same paper, appendix A.1.
  static LineMap planarOfLayer(double u, double w, double b);
  /// A monotone rational-quadratic spline through (-bound, -bound), the knots and (bound, bound); outside, x = z.
  /// 1 to kMostKnots knots, ascending in z and in x, strictly inside the bound, slopes > 0. Parameters: B, then z, x and
  /// d of each knot. Durkan, Bekasov, Murray, Papamakarios: "Neural spline flows" (2019), equations 4 to 8.
  static LineMap spline(double bound, std::span<const LineKnot> knots);
  /// A good first look at a kind; of the affine one, x = 2z + 3.
  static LineMap standard(LineKind kind);

  /// Throws InputError, in one sentence, where these are no bijection's parameters.
  LineMap(LineKind kind, std::vector<double> parameters);

  LineKind kind() const { return kind_; }
  const LineKindInfo& info() const;
  std::span<const double> parameters() const { return parameters_; }
  /// Beside parameters().
  std::vector<LineParameter> describe() const;
  /// The same map with parameter i at `value`, or as near to it as a bijection fit to be looked at can have it while all
  /// others stay. Never throws for a finite value.
  LineMap with(int i, double value) const;

  /// x = f(z).
  double value(double z) const;
  /// f'(z): never 0, and negative only where the map falls.
  double derivative(double z) const;
  /// z with f(z) = x: in closed form, or by Newton inside a bracket, to 1e-12 of 1 + |z|.
  double inverse(double x) const;
  bool falls() const;

  /// The part s in [0, 1] of the way to this map, by its parameters: at 1 this map, at 0 the identity, between them a
  /// bijection of the same kind. A falling map cannot be reached from the identity through bijections. Its way starts
  /// at the mirror z -> -z, under which N(0, 1) looks the same: the density moves steadily all the same. Throws
  /// InputError for other s.
  LineMap path(double s) const;

  /// Of a spline; empty for others.
  std::vector<LineKnot> knots() const;
  /// Of a spline: with so many knots, 1 to kMostKnots. New ones lie on the graph in the middle of the widest gaps; the last
  /// ones go. Throws InputError for other counts and kinds.
  LineMap withKnots(int count) const;

  bool operator==(const LineMap&) const = default;

 private:
  LineKind kind_;
  std::vector<double> parameters_;
};

const LineKindInfo& lineKindInfo(LineKind kind);
/// From its key; throws InputError with the keys there are.
LineKind parseLineKind(const std::string& key);

}  // namespace core
