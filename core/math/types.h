#pragma once
// The number type and the arrays that everything in core speaks in.

#include <Eigen/Core>
#include <span>
#include <vector>

namespace core {

#ifdef PUSHFORWARD_DOUBLE
using Real = double;  // a second build, for `check` and for gradient tests
#else
using Real = float;
#endif

/// Points of the plane: one row a point, columns x1 and x2, stored column by column.
using Points = Eigen::Array<Real, Eigen::Dynamic, 2>;
/// One value a point.
using Values = Eigen::Array<Real, Eigen::Dynamic, 1>;
/// All parameters of a flow, layer after layer from base to data.
using Theta = Eigen::Array<Real, Eigen::Dynamic, 1>;

/// Room for blocks: begins where a line of the cache does, so that no register is filled from two of them.
using AlignedReals = std::vector<Real, Eigen::aligned_allocator<Real>>;

using ConstTheta = std::span<const Real>;
using MutableTheta = std::span<Real>;

inline ConstTheta view(const Theta& theta) { return {theta.data(), static_cast<size_t>(theta.size())}; }
inline MutableTheta view(Theta& theta) { return {theta.data(), static_cast<size_t>(theta.size())}; }

/// log(2 pi): the normaliser of N(0, I) in the plane.
inline constexpr double kLog2Pi = 1.8378770664093454836;

}  // namespace core
