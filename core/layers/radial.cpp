// Radial flow: y = x + beta h (x - z0), h = 1/(alpha + r), r = |x - z0|. Rezende, Mohamed: "Variational inference
// with normalizing flows" (2015), equation 14 and appendix A.2. alpha = softplus(a) > 0 and alpha + beta =
// softplus(b) > 0, so that r (r + alpha + beta)/(alpha + r), the new distance from z0, grows with r.
//
// The Jacobian stretches by (r + sp) h across the ray from z0 and by (r^2 + 2 alpha r + alpha sp) h^2 along it, with
// sp = alpha + beta: sums of positive terms, so nothing cancels where the plane is nearly folded into z0 (sp near 0).

#include <cmath>
#include <limits>

#include "core/layers/layer.h"
#include "core/math/lanes.h"
#include "core/math/softplus.h"

namespace core {

namespace {

// alpha and sp stay above this, so that alpha * sp is not rounded to 0.
constexpr Real kLeast = sizeof(Real) == 4 ? Real(1e-18) : Real(1e-150);

struct Shape {
  Real z1, z2, alpha, sp, beta;
};

Shape shapeOf(ConstTheta t) {
  const Real alpha = std::max(softplusOf(t[2]), kLeast);
  const Real sp = std::max(softplusOf(t[3]), kLeast);
  return {t[0], t[1], alpha, sp, sp - alpha};
}

// A point seen from the centre.
struct Ray {
  Lanes d1, d2, r;  // difference and distance
  Lanes n1, n2;     // direction; 0 at the centre, where nothing has a preferred one
};

Ray rayTo(const Shape& f, Lanes x1, Lanes x2) {
  Ray ray{x1 - f.z1, x2 - f.z2, {}, {}, {}};
  ray.r = sqrt(ray.d1 * ray.d1 + ray.d2 * ray.d2);
  const LaneInts away = ray.r > std::sqrt(std::numeric_limits<Real>::min());
  const Lanes divisor = select(away, ray.r, lanes(1));
  ray.n1 = select(away, ray.d1 / divisor, Lanes{});
  ray.n2 = select(away, ray.d2 / divisor, Lanes{});
  return ray;
}

// The numerator of the stretch along the ray.
Lanes along(const Shape& f, Lanes r) { return r * (r + 2 * f.alpha) + f.alpha * f.sp; }

// One logarithm a factor: their product may leave the range of Real.
Lanes logDetAt(const Shape& f, Lanes r) { return log(r + f.sp) + log(along(f, r)) - 3 * log(f.alpha + r); }

class Radial final : public Layer {
 public:
  int parameterCount() const override { return 4; }
  std::string parameterName(int i) const override {
    static const char* const names[] = {"z1", "z2", "a", "b"};
    return names[i];
  }

  void initialise(MutableTheta theta, Rng& rng) const override {
    // alpha = 1, and b = a makes beta 0: the identity.
    theta[0] = static_cast<Real>(rng.normal());
    theta[1] = static_cast<Real>(rng.normal());
    theta[2] = theta[3] = static_cast<Real>(std::log(std::expm1(1.0)));
  }

  void path(ConstTheta theta, Real s, MutableTheta out) const override {
    // beta is scaled: alpha + s beta lies between alpha and sp, both positive.
    const Shape f = shapeOf(theta);
    std::copy(theta.begin(), theta.end(), out.begin());
    if (s != 1) out[3] = inverseSoftplus((1 - s) * f.alpha + s * f.sp);
  }

  void apply(ConstTheta theta, const Block& x, Block& y, BlockValues& logDet, Real*) const override {
    const Shape f = shapeOf(theta);
    for (int i = 0; i < kBlock; i += kLanes) {
      const Lanes x1 = load(x.x1 + i);
      const Lanes x2 = load(x.x2 + i);
      const Ray ray = rayTo(f, x1, x2);
      const Lanes pull = f.beta / (f.alpha + ray.r);
      store(y.x1 + i, x1 + pull * ray.d1);
      store(y.x2 + i, x2 + pull * ray.d2);
      store(logDet.v + i, logDetAt(f, ray.r));
    }
  }

  void invert(ConstTheta theta, const Block& y, Block& x, BlockValues& logDet, Real*) const override {
    const Shape f = shapeOf(theta);
    for (int i = 0; i < kBlock; i += kLanes) {
      const Lanes y1 = load(y.x1 + i);
      const Lanes y2 = load(y.x2 + i);
      const Ray ray = rayTo(f, y1, y2);
      // r^2 - B r - alpha |y - z0| = 0, by the formula that does not cancel.
      const Lanes B = ray.r - f.sp;
      const Lanes product = f.alpha * ray.r;
      const Lanes root = sqrt(B * B + 4 * product);
      const Lanes r = select(B < 0, 2 * product / (root + abs(B)), (B + root) * Real(0.5));
      const Lanes pull = f.beta / (r + f.sp);
      store(x.x1 + i, y1 - pull * ray.d1);
      store(x.x2 + i, y2 - pull * ray.d2);
      store(logDet.v + i, -logDetAt(f, r));
    }
  }

  void backward(ConstTheta theta, Way way, const Block& x, const Block&, const Real*, Block& g,
                const BlockValues& gLogDet, MutableTheta gradient) const override {
    const Shape f = shapeOf(theta);
    Lanes gz1{}, gz2{}, gAlpha{}, gSp{};
    for (int i = 0; i < kBlock; i += kLanes) {
      const Ray ray = rayTo(f, load(x.x1 + i), load(x.x2 + i));
      const Lanes r = ray.r;
      const Lanes h = 1 / (f.alpha + r);
      const Lanes N = along(f, r);
      const Lanes across = (r + f.sp) * h;
      const Lanes radial = N * h * h;
      const Lanes excess = -f.beta * r * h * h;  // radial - across
      // The log-det's derivatives by r (x alone), sp and alpha.
      const Lanes dr = 1 / (r + f.sp) + 2 * (r + f.alpha) / N - 3 * h;
      const Lanes dSp = 1 / (r + f.sp) + f.alpha / N;
      const Lanes dAlpha = (2 * r + f.sp) / N - 3 * h;
      Lanes a1 = load(g.x1 + i);
      Lanes a2 = load(g.x2 + i);
      Lanes b = load(gLogDet.v + i);
      Lanes out1{}, out2{};
      if (way == Way::invert) {
        // J^-T (g - gLogDet d(log det)/dx); J = across I + excess n n^T is symmetric.
        const Lanes G1 = a1 - b * dr * ray.n1;
        const Lanes G2 = a2 - b * dr * ray.n2;
        const Lanes k = excess / radial * (ray.n1 * G1 + ray.n2 * G2);
        out1 = (G1 - k * ray.n1) / across;
        out2 = (G2 - k * ray.n2) / across;
        a1 = -out1;
        a2 = -out2;
        b = -b;
      }
      const Lanes k = excess * (ray.n1 * a1 + ray.n2 * a2) + b * dr;
      const Lanes moved1 = across * a1 + k * ray.n1;  // by x; by z0 it is a - moved, since only x - z0 counts
      const Lanes moved2 = across * a2 + k * ray.n2;
      if (way == Way::apply) {
        out1 = moved1;
        out2 = moved2;
      }
      store(g.x1 + i, out1);
      store(g.x2 + i, out2);
      gz1 += a1 - moved1;
      gz2 += a2 - moved2;
      const Lanes byBeta = h * (ray.d1 * a1 + ray.d2 * a2);
      gSp += byBeta + b * dSp;
      gAlpha += b * dAlpha - across * byBeta;
    }
    gradient[0] += sum(gz1);
    gradient[1] += sum(gz2);
    gradient[2] += sum(gAlpha) * sigmoidOf(theta[2]);
    gradient[3] += sum(gSp) * sigmoidOf(theta[3]);
  }

  // The centre; the ring of radius alpha, within which most happens; and where that ring goes.
  Sketch sketch(ConstTheta theta, Way) const override {
    const Shape f = shapeOf(theta);
    const Real to = f.alpha + f.beta / 2;  // alpha (1 + beta / (alpha + alpha))
    const auto ring = [&](Real r) {
      std::vector<std::array<Real, 2>> line;
      for (int k = 0; k <= 64; ++k) {
        const double angle = k * 0.09817477042468103;
        line.push_back({f.z1 + r * static_cast<Real>(std::cos(angle)), f.z2 + r * static_cast<Real>(std::sin(angle))});
      }
      return line;
    };
    Sketch s;
    s.lines = {ring(f.alpha), ring(to)};
    s.handles = {{"centre", f.z1, f.z2}, {"alpha", f.z1, f.z2 + f.alpha}, {"beta", f.z1 + to, f.z2}};
    return s;
  }

  void moveHandle(MutableTheta theta, Way, int i, Real x, Real y) const override {
    const Shape f = shapeOf(theta);
    Real alpha = f.alpha, sp = f.sp;
    const Real r = std::hypot(x - f.z1, y - f.z2);
    if (i == 0) {
      theta[0] = x;
      theta[1] = y;
      return;
    }
    if (i == 1) {
      alpha = std::max(r, Real(0.02));
      sp = std::max(alpha + f.beta, Real(0.02));  // beta stays, as far as the map stays invertible
    } else {
      sp = std::max(2 * r - alpha, Real(0.02));  // r = alpha + beta / 2
    }
    theta[2] = inverseSoftplus(alpha);
    theta[3] = inverseSoftplus(sp);
  }
};

LayerInfo describe() {
  LayerInfo info;
  info.key = "radial";
  info.label = "Radial";
  info.card = "radial";
  info.family = Family::planar;
  info.formula = "y = x + β (x − z₀) / (α + |x − z₀|)";
  info.tex = R"(y = x + \frac{\beta\,(x - z_0)}{\alpha + |x - z_0|})";
  info.determinant = "a stretch along the radius times one across it";
  info.summary = "Pulls the plane towards one point or pushes it away, most strongly close by.";
  info.paper = "Rezende, Mohamed 2015, eq. 14";
  return info;
}

}  // namespace

extern const LayerKind radialKind{describe,
                                  [](const Settings&) -> std::unique_ptr<Layer> { return std::make_unique<Radial>(); }};

}  // namespace core
