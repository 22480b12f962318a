#pragma once
// Transplanting: what an edit of the stack leaves of the parameters.

#include "core/flow/flow.h"

namespace core {

/// Where each layer of `to` finds its values in `from`: the layer number in `from`, or -1 for one that starts anew. A
/// card keeps its values while its id, its kind and the shape of its parameters stay.
std::vector<int> survivors(const Flow& from, const Flow& to);

/// `fresh` with the slices of the surviving layers taken from `values`, an array laid out like from's theta.
Theta transplant(const Flow& from, const Theta& values, const Flow& to, const Theta& fresh);

}  // namespace core
