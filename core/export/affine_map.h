#pragma once
// The simple layers in numbers: what planar, radial and Sylvester layers make of their raw parameters, and the layers that
// are affine maps as such. For exporters that fold parameters.

#include "core/layers/layer.h"

namespace core {

/// y = x + u tanh(w.x + b), slope = 1 + w.u.
struct PlanarShape {
  double w1, w2, u1, u2, b, slope;
};
PlanarShape planarShape(ConstTheta theta);

/// y = x + beta (x - z)/(alpha + r), total = alpha + beta.
struct RadialShape {
  double z1, z2, alpha, total, beta;
};
RadialShape radialShape(ConstTheta theta);

/// y = x + Q R tanh(P Q^T x + b), Q = [c -s; s c], slopes 1 + r_ii p_ii.
struct SylvesterShape {
  double c, s, r1, r2, r12, slope1, slope2, p11, p12, p22, b1, b2;
};
SylvesterShape sylvesterShape(ConstTheta theta);

/// y = A x + b.
struct AffineMap {
  double a11, a12, a21, a22, b1, b2, logDet;
};
/// Of an actnorm, a linear layer or a rotation, the way `way`.
AffineMap affineMap(const Layer& layer, ConstTheta theta, Way way);

}  // namespace core
