// Residual layers and continuous flows as ONNX graphs: points are matrices [n, 2] here, and with them goes the Jacobian
// as two more, one a direction.

#include <cmath>

#include "core/export/cnf_steps.h"
#include "core/export/onnx/layers.h"

namespace core::onnx {

namespace {

constexpr int kResidualRounds = 24;  // of a Newton step and one of Banach's
constexpr int kStepRounds = 3;       // the start is as near as a step of the solver is exact

// How far a map moves points, and the derivatives of that along both axes.
struct Push {
  Wire way, along1, along2;
};

class FieldGraph {
 public:
  FieldGraph(const LayerSpec& card, ConstTheta theta, bool timed, Builder& b) : b_(b) {
    std::vector<int> widths = sizesOf(card.settings, "hidden");
    widths.push_back(2);
    int in = 2;
    size_t at = 0;
    for (const int width : widths) {
      const int columns = in + (timed && layers_.empty() ? 1 : 0);
      std::vector<Real> turned(static_cast<size_t>(in * width)), time(static_cast<size_t>(width));
      for (int row = 0; row < width; ++row) {
        for (int c = 0; c < columns; ++c) {
          const Real value = theta[at++];
          (c < in ? turned[static_cast<size_t>(c * width + row)] : time[static_cast<size_t>(row)]) = value;
        }
      }
      layers_.push_back({b.tensor(turned, {in, width}),
                         b.tensor(theta.subspan(at, static_cast<size_t>(width)), {width}),
                         columns > in ? b.tensor(time, {width}) : Wire{}});
      at += static_cast<size_t>(width);
      in = width;
    }
  }

  Wire axis(int i) const {
    const Real e[2] = {Real(i == 0), Real(i == 1)};
    return b_.tensor(e, {1, 2});
  }

  // `t`: a number without axes, or null for a field without time.
  Push at(Wire x, Wire v1, Wire v2, const Wire* t) const {
    for (size_t i = 0; i < layers_.size(); ++i) {
      const Dense& layer = layers_[i];
      x = product(x, layer.weights) + layer.biases;
      if (i == 0 && t != nullptr) x = x + *t * layer.time;
      v1 = product(v1, layer.weights);
      v2 = product(v2, layer.weights);
      if (i + 1 == layers_.size()) break;
      x = tanh(x);
      const Wire slope = 1 - x * x;
      v1 = slope * v1;
      v2 = slope * v2;
    }
    return {x, v1, v2};
  }

 private:
  struct Dense {
    Wire weights, biases, time;
  };
  Builder& b_;
  std::vector<Dense> layers_;
};

// 1 plus the derivatives: J - I = [a c; b d] with a direction a pair.
struct Derivatives {
  Wire a, b, c, d;
  explicit Derivatives(const Push& p)
      : a(column(p.along1, 0)), b(column(p.along1, 1)), c(column(p.along2, 0)), d(column(p.along2, 1)) {}
  Wire excess() const { return a + d + (a * d - b * c); }  // det - 1
  // log det; log(1 + e) with the digits of a small e (Kahan's correction).
  Wire logDet() const {
    const Wire e = excess();
    const Wire sum = 1 + e;
    const Wire rounded = sum - 1;
    const Wire whole = abs(rounded) < rounded.builder->constant(1e-30);
    return select(whole, e, log(sum) * (e / select(whole, rounded.builder->constant(1), rounded)));
  }
  // J^-1 r.
  Wire solve(const Wire& r) const {
    const Wire r1 = column(r, 0), r2 = column(r, 1), det = 1 + excess();
    return beside({asColumn((r1 + d * r1 - c * r2) / det), asColumn((r2 + a * r2 - b * r1) / det)});
  }
};

Wire matrixOf(const Points& p) { return beside({asColumn(p.x1), asColumn(p.x2)}); }
Points pointsOf(const Wire& matrix, const Wire& logDet) { return {column(matrix, 0), column(matrix, 1), logDet}; }

}  // namespace

Points throughResidual(const LayerSpec& card, ConstTheta work, Way way, const Points& in) {
  Builder& b = *in.x1.builder;
  const FieldGraph field(card, work, false, b);
  const auto push = [&](const Wire& x) { return field.at(x, field.axis(0), field.axis(1), nullptr); };
  const Wire y = matrixOf(in);
  if (way == Way::apply) {
    const Push p = push(y);
    return pointsOf(y + p.way, in.logDet + Derivatives(p).logDet());
  }
  // Newton's step where it brings the image nearer; Banach's, which always does, where Newton's did not.
  const auto size = [](const Wire& r) { return sumOfColumns(r * r); };
  const auto out = b.loop(kResidualRounds, {y - push(y).way}, [&](const Wire&, const std::vector<Wire>& carried) {
    const Wire& x = carried[0];
    const Push p = push(x);
    const Wire miss = x + p.way - y;
    const Wire newton = x - Derivatives(p).solve(miss);
    const Wire left = newton + push(newton).way - y;
    return std::vector<Wire>{select(asColumn(size(left) < size(miss)), newton, x - miss)};
  });
  return pointsOf(out[0], in.logDet - Derivatives(push(out[0])).logDet());
}

Points throughCnf(const LayerSpec& card, ConstTheta theta, Way way, const Points& in) {
  Builder& b = *in.x1.builder;
  const FieldGraph field(card, theta, true, b);
  const CnfSteps steps = cnfSteps(card.settings, theta);
  // Equal steps, but the last one, which ends with the duration.
  const auto push = [&](const Wire& x, const Wire& t, const Wire& h, bool onward) {
    const Wire length = onward ? h : -h;
    const Wire half = 0.5 * length, third = length / 6;
    const Wire middle = t + half, end = t + length;
    const Wire e1 = field.axis(0), e2 = field.axis(1);
    const Push k1 = field.at(x, e1, e2, &t);
    const Push k2 = field.at(x + half * k1.way, e1 + half * k1.along1, e2 + half * k1.along2, &middle);
    const Push k3 = field.at(x + half * k2.way, e1 + half * k2.along1, e2 + half * k2.along2, &middle);
    const Push k4 = field.at(x + length * k3.way, e1 + length * k3.along1, e2 + length * k3.along2, &end);
    return Push{third * (k1.way + 2 * k2.way + 2 * k3.way + k4.way),
                third * (k1.along1 + 2 * k2.along1 + 2 * k3.along1 + k4.along1),
                third * (k1.along2 + 2 * k2.along2 + 2 * k3.along2 + k4.along2)};
  };
  const auto out =
      b.loop(steps.count, {matrixOf(in), in.logDet}, [&](const Wire& number, const std::vector<Wire>& carried) {
        const Wire n = way == Way::apply ? number : (steps.count - 1.0) - number;
        const Wire t = steps.h * n;
        const Wire last = n < b.constant(steps.count - 1.5);
        const Wire h = select(last, b.constant(steps.h), b.constant(steps.last));
        if (way == Way::apply) {
          const Push p = push(carried[0], t, h, true);
          return std::vector<Wire>{carried[0] + p.way, carried[1] + Derivatives(p).logDet()};
        }
        const Wire y = carried[0];
        const Wire start = y + push(y, t + h, h, false).way;
        const auto found = b.loop(kStepRounds, {start}, [&](const Wire&, const std::vector<Wire>& at) {
          const Push p = push(at[0], t, h, true);
          return std::vector<Wire>{at[0] - Derivatives(p).solve(at[0] + p.way - y)};
        });
        return std::vector<Wire>{found[0], carried[1] - Derivatives(push(found[0], t, h, true)).logDet()};
      });
  return pointsOf(out[0], out[1]);
}

}  // namespace core::onnx
