#pragma once
// Flow matching (Lipman, Chen, Ben-Hamu, Nickel, Le 2023): regression of vector fields on straight ways from base to data.
//
// z ~ N(0, I) and x from the data, t uniform on [0, 1]: the loss is the mean of |u(x_t, t) - (x - z)|^2 at
// x_t = (1 - t) z + t x. K cards from base to data share the time: card k moves the points while t is in
// [k/K, (k+1)/K], so that its own time s = K t - k runs from 0 to 1 and u = K v. A card that stands in the direction of
// density runs from data to base: s = 1 - (K t - k) and u = -K v.

#include "core/engine/objectives.h"

namespace core {

void addFlowMatching(const Batch& batch, int first, int count, Worker& worker);

}  // namespace core
