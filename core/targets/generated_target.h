#pragma once
// What the targets of the registry have in common: the text of their kind, and their entropy, which for other than the
// standard settings is found by quadrature when someone asks.

#include <mutex>

#include "core/targets/target.h"

namespace core {

class GeneratedTarget : public Target {
 public:
  const TargetInfo& info() const final { return info_; }
  std::optional<double> entropy() const final;
  bool positiveEverywhere() const override { return true; }

 protected:
  /// `standardEntropy`: that of the standard settings, if it takes more than a moment to find.
  GeneratedTarget(const TargetInfo& info, const Settings& settings, std::optional<double> standardEntropy = {});

  /// H in nats; by default -p log p summed over the plane. Called once.
  virtual double findEntropy() const;

 private:
  const TargetInfo& info_;
  std::optional<double> known_;
  mutable std::once_flag found_;
  mutable double entropy_ = 0;
};

/// -p log p summed over the plane, on finer and finer grids until two agree to 1e-6. For densities that are smooth at
/// the scale of 1/100 and have all that counts within twice the target's window.
double entropyOnPlane(const Target& target);

/// The least square with a half side of so many halves that holds a rectangle and has the same centre.
Window squareAround(double x0, double x1, double y0, double y1);
/// The same for [-reach, reach]^2.
inline Window squareAround(double reach) { return squareAround(-reach, reach, -reach, reach); }

/// TargetKind::make of a class.
template <class T>
std::shared_ptr<const Target> make(const Settings& settings) {
  return std::make_shared<const T>(settings);
}

}  // namespace core
