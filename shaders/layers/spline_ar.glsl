// The spline coupling, and a spline of the other coordinate beside it. Durkan, Bekasov, Murray, Papamakarios 2019,
// section 3.

#include "layers/spline.glsl"

const bool spline_ar_isCoupling = true;

void spline_ar_apply(Program p) { spline_apply(p); }
void spline_ar_invert(Program p) { spline_invert(p); }
void spline_ar_backward(Program p, bool applied) { spline_backward(p, applied); }
