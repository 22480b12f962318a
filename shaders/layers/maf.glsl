// The affine coupling, and an affine map of the other coordinate beside it. Papamakarios, Pavlakou, Murray 2017, in the
// plane.

#include "layers/affine.glsl"

const bool maf_isCoupling = true;

void maf_apply(Program p) { affine_apply(p); }
void maf_invert(Program p) { affine_invert(p); }
void maf_backward(Program p, bool applied) { affine_backward(p, applied); }
