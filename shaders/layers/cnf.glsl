// dx/dt = g(x, t), t from 0 to a duration, by steps of Runge-Kutta: Grathwohl et al. 2019. The passes of field_flow.glsl.
// After the network's parameters come the duration and how often the steps are doubled.

#include "field.glsl"

const bool cnf_isCoupling = false;
const bool cnf_isField = true;
