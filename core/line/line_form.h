#pragma once
// The form of a kind of line map: its mathematics as functions of the parameters, of which it holds none. Only for .cpp
// files of core/line.

#include "core/line/line_map.h"

namespace core {

class LineForm {
 public:
  using Parameters = std::span<const double>;

  virtual ~LineForm() = default;
  virtual const LineKindInfo& info() const = 0;
  virtual std::vector<LineParameter> describe(Parameters p) const = 0;
  virtual std::vector<double> standard() const = 0;
  /// Throws InputError where p, all finite, gives no bijection.
  virtual void check(Parameters p) const = 0;
  /// The value nearest to `wanted` that parameter i can have beside the others.
  virtual double nearest(Parameters p, int i, double wanted) const = 0;
  virtual double value(Parameters p, double z) const = 0;
  virtual double derivative(Parameters p, double z) const = 0;
  virtual double inverse(Parameters p, double x) const = 0;
  virtual std::vector<double> path(Parameters p, double s) const = 0;
};

extern const LineForm& affineLine;
extern const LineForm& planarLine;
extern const LineForm& splineLine;

/// A number as a sentence about it wants it: "-2", "0.25".
std::string inWords(double value);

}  // namespace core
