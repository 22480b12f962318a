#include "core/math/block_matrix.h"

#include <algorithm>

#if defined(__SSE__) && !defined(PUSHFORWARD_DOUBLE)
#include <xmmintrin.h>
#endif

namespace core {

namespace {

// Register tiles: kRows x kColumns accumulators, with room left for a column of b. AVX-512 has 32 registers.
#if defined(__AVX512F__)
constexpr int kColumns = 4;
constexpr int kRows = 6;
#else
constexpr int kColumns = 2;
constexpr int kRows = 6;
#endif

// c[R][C vectors] (+)= sum over k of a[r * rowStride + k * columnStride] * b[k * bStride + ...].
template <int R, int C>
inline void tile(const Real* a, int rowStride, int columnStride, int depth, const Real* b, int bStride, Real* c,
                 int cStride, const Real* bias, bool add) {
  Lanes sums[R][C];
  for (int r = 0; r < R; ++r) {
    for (int j = 0; j < C; ++j) {
      if (add) {
        sums[r][j] = load(c + r * cStride + j * kLanes);
      } else {
        sums[r][j] = lanes(bias != nullptr ? bias[r] : Real(0));
      }
    }
  }
  for (int k = 0; k < depth; ++k) {
    Lanes column[C];
    for (int j = 0; j < C; ++j) column[j] = load(b + k * bStride + j * kLanes);
    for (int r = 0; r < R; ++r) {
      const Lanes factor = lanes(a[r * rowStride + k * columnStride]);
      for (int j = 0; j < C; ++j) sums[r][j] += factor * column[j];
    }
  }
  for (int r = 0; r < R; ++r) {
    for (int j = 0; j < C; ++j) store(c + r * cStride + j * kLanes, sums[r][j]);
  }
}

template <int C>
void strip(const Real* a, int rowStride, int columnStride, int rows, int depth, const Real* b, int bStride, Real* c,
           int cStride, const Real* bias, bool add) {
  for (int r = 0; r < rows;) {
    const Real* ar = a + r * rowStride;
    Real* cr = c + r * cStride;
    const Real* br = bias != nullptr ? bias + r : nullptr;
    const int left = rows - r;
    if (left >= kRows) {
      tile<kRows, C>(ar, rowStride, columnStride, depth, b, bStride, cr, cStride, br, add);
      r += kRows;
    } else if (left >= 4) {
      tile<4, C>(ar, rowStride, columnStride, depth, b, bStride, cr, cStride, br, add);
      r += 4;
    } else if (left >= 2) {
      tile<2, C>(ar, rowStride, columnStride, depth, b, bStride, cr, cStride, br, add);
      r += 2;
    } else {
      tile<1, C>(ar, rowStride, columnStride, depth, b, bStride, cr, cStride, br, add);
      r += 1;
    }
  }
}

// `columns` is a multiple of kLanes.
void product(const Real* a, int rowStride, int columnStride, int rows, int depth, const Real* b, int bStride, Real* c,
             int cStride, int columns, const Real* bias, bool add) {
  int j = 0;
  for (; j + kColumns * kLanes <= columns; j += kColumns * kLanes) {
    strip<kColumns>(a, rowStride, columnStride, rows, depth, b + j, bStride, c + j, cStride, bias, add);
  }
  for (; j < columns; j += kLanes) {
    strip<1>(a, rowStride, columnStride, rows, depth, b + j, bStride, c + j, cStride, bias, add);
  }
}

// out[kBlock][rows] from in[rows][kBlock]; rows is a multiple of 4.
void transpose(const Real* in, int rows, Real* out) {
#if defined(__SSE__) && !defined(PUSHFORWARD_DOUBLE)
  for (int r = 0; r < rows; r += 4) {
    for (int p = 0; p < kBlock; p += 4) {
      __m128 a = _mm_loadu_ps(in + (r + 0) * kBlock + p);
      __m128 b = _mm_loadu_ps(in + (r + 1) * kBlock + p);
      __m128 c = _mm_loadu_ps(in + (r + 2) * kBlock + p);
      __m128 d = _mm_loadu_ps(in + (r + 3) * kBlock + p);
      _MM_TRANSPOSE4_PS(a, b, c, d);
      _mm_storeu_ps(out + (p + 0) * rows + r, a);
      _mm_storeu_ps(out + (p + 1) * rows + r, b);
      _mm_storeu_ps(out + (p + 2) * rows + r, c);
      _mm_storeu_ps(out + (p + 3) * rows + r, d);
    }
  }
#else
  for (int r = 0; r < rows; ++r) {
    for (int p = 0; p < kBlock; ++p) out[p * rows + r] = in[r * kBlock + p];
  }
#endif
}

constexpr int kStripe = 64;  // rows of h handled at a time, so that the transpose lives on the stack

}  // namespace

void multiply(const Real* a, const Real* bias, int m, int k, const Real* b, Real* c) {
  product(a, k, 1, m, k, b, kBlock, c, kBlock, kBlock, bias, false);
}

void multiplyTransposed(const Real* a, int m, int k, const Real* b, Real* c) {
  product(a, 1, k, k, m, b, kBlock, c, kBlock, kBlock, nullptr, false);
}

void addOuter(const Real* d, int m, const Real* h, int k, Real* g) {
  // A product with the transpose of h: sums stay in registers, where dot products would have to be folded one by one.
  alignas(64) Real turned[kBlock * kStripe];
  for (int first = 0; first < k; first += kStripe) {
    const int width = std::min(kStripe, k - first) / kLanes * kLanes;
    if (width > 0) {
      transpose(h + first * kBlock, width, turned);
      product(d, kBlock, 1, m, kBlock, turned, width, g + first, k, width, nullptr, true);
    }
    for (int j = first + width; j < std::min(k, first + kStripe); ++j) {
      for (int i = 0; i < m; ++i) {
        Lanes total{};
        for (int p = 0; p < kBlock; p += kLanes) total += load(d + i * kBlock + p) * load(h + j * kBlock + p);
        g[i * k + j] += sum(total);
      }
    }
  }
}

void addRowSums(const Real* d, int m, Real* g) {
  for (int i = 0; i < m; ++i) {
    Lanes total{};
    for (int p = 0; p < kBlock; p += kLanes) total += load(d + i * kBlock + p);
    g[i] += sum(total);
  }
}

}  // namespace core
