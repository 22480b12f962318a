#pragma once
// A condition: what a conditional target and a conditional flow are given, a number c from 0 to 1. It says which of two
// classes, or where a slider stands.

#include <Eigen/Core>
#include <string>
#include <vector>

namespace core {

struct Condition {
  enum class Kind { none, classes, slider };
  Kind kind = Kind::none;
  std::string label;                      ///< what c is, as on screen: "Crescent", "Radius"
  std::vector<std::string> classes = {};  ///< the names of the two: that of c = 0 and that of c = 1
  /// At c: "upper", or "c = 0.25".
  std::string textAt(double c) const;

  bool exists() const { return kind != Kind::none; }
  /// The c that is shown unless something else is asked for.
  double standard() const { return kind == Kind::slider ? 0.5 : 0; }
  /// Values of c for read-outs: the classes, or both ends and the middle.
  std::vector<double> marks() const;
  /// Where training draws c from: the classes, or a fine and even grid over (0, 1).
  std::vector<double> trained() const;
  /// Where held-out points are: the classes, or an even grid over [0, 1] with its ends.
  std::vector<double> heldOut() const;
  /// `text` as c: a number or the name of a class. Throws InputError that says what it may be.
  double read(const std::string& text) const;
  /// Whether c is one of the classes, or on the slider.
  bool allows(double c) const;
};

/// Rows [first, first + count) of some points, all at the same c.
struct DataPart {
  double c = 0;
  Eigen::Index first = 0, count = 0;
};

}  // namespace core
