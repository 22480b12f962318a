#pragma once
// An exported flow: what leaves the program and comes back, the stack with one theta and the scaling to the user's units.

#include "core/flow/flow.h"
#include "core/flow/scaling.h"

namespace core {

struct ExportedFlow {
  FlowSpec spec;
  Theta theta;  ///< of all layers, the disabled ones included
  Scaling scaling;
};

/// The flow that is shown, with solvers settled: other programs take the steps that theta says, and no others. Throws
/// InputError if a number is not finite. Of a conditional flow, p(x | c) at one c: a flow without a condition.
ExportedFlow exportedFlow(const FlowSpec& spec, const Theta& average, const Scaling& scaling, double c = 0);

}  // namespace core
