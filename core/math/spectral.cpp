#include "core/math/spectral.h"

#include <cmath>
#include <limits>

namespace core {

// Power iteration on the Gram matrix A of the shorter side. Squaring A doubles the number of iterations done, so that
// even neighbouring singular values part within a dozen products; the iteration on w itself then takes the rounding
// errors off. The start is the column with the largest entry on the diagonal, which the leading vector never avoids.
Real spectralNorm(const Real* w, int rows, int columns, Real* u, Real* v) {
  using Matrix = Eigen::Matrix<Real, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
  using Vector = Eigen::Matrix<Real, Eigen::Dynamic, 1>;
  const Eigen::Map<const Matrix> W(w, rows, columns);
  Eigen::Map<Vector> left(u, rows), right(v, columns);
  left.setZero();
  right.setZero();
  const Real largest = W.cwiseAbs().maxCoeff();
  if (!(largest > 0) || !std::isfinite(largest)) return 0;
  const Matrix scaled = W / largest;  // no square of it overflows or vanishes
  Matrix A = rows < columns ? Matrix(scaled * scaled.transpose()) : Matrix(scaled.transpose() * scaled);
  A /= A.trace();
  for (int squarings = 0; squarings < 14; ++squarings) {
    A = (A * A).eval();
    const Real trace = A.trace();  // the sum of the squared eigenvalues, whose own sum was 1
    A /= trace;
    if (1 - trace < 4 * std::numeric_limits<Real>::epsilon()) break;
  }
  Eigen::Index start = 0;
  A.diagonal().maxCoeff(&start);
  if (rows < columns) {
    left = A.col(start).normalized();
  } else {
    right = A.col(start).normalized();
    left = (scaled * right).normalized();
  }
  Real sigma = 0;
  for (int polish = 0; polish < 3; ++polish) {
    right = scaled.transpose() * left;
    right /= right.norm();
    left = scaled * right;
    sigma = left.norm();
    left /= sigma;
  }
  return largest * sigma;
}

}  // namespace core
