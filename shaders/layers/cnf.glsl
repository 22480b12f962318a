// dx/dt = g(x, t), t from 0 to a duration, by steps of Runge-Kutta: Grathwohl et al. 2019. The passes of field_flow.glsl.
// After the network's parameters come the duration and how often the steps are doubled.

#include "field.glsl"

const bool cnf_isCoupling = false;

void cnf_apply(Program p) { fieldApply(p); }
void cnf_invert(Program p) { fieldInvert(p); }
void cnf_backward(Program p, bool applied) { fieldFlowBackward(p, applied); }
