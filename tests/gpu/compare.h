#pragma once
// How far a device is from the CPU engine.

#include "core/flow/flow.h"
#include "tests/gpu/vulkan_fixture.h"
#include "tests/support/random_flow.h"

namespace testing_support {

/// One pass of an engine.
struct Pass {
  core::Points out;
  core::Values logDet;
};
Pass pass(core::Engine& engine, const core::Theta& theta, const core::Points& in, bool toBase, int layers = -1);

/// The largest deviation of the device from the CPU, relative to 1 + |value| + sensitivity.
double deviation(core::Engine& device, std::shared_ptr<const core::Flow> flow, const core::Theta& theta,
                 const core::Points& in, bool toBase, int layers = -1);

/// The largest deviation of the device's gradient, relative to the largest entry of the same layer (a thousandth of the
/// largest of all at least: a rotation next to the base, to which the loss is blind, has nothing but rounding errors).
/// What points jolted by rounding errors change in the CPU's gradient is forgiven: the narrowest bins of a spline are
/// a hundredth wide, and against double precision either engine is off by up to 5e-3 of the largest entry there.
double gradientDeviation(core::Engine& device, const std::shared_ptr<const core::Flow>& flow, const core::Theta& theta,
                         const core::Points& points, int batch = 512);

}  // namespace testing_support
