#include "core/math/block_matrix.h"

#include <algorithm>

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

// What a sum starts from. What is there already is added when the sum is made: nothing waits for it to come from further
// than the nearest cache.
enum class From { zero, bias, sum };

// c[R][C vectors] = start + sum over k of a[r * rowStride + k * columnStride] * b[k * bStride + ...]; depth >= 1.
//
// The loops over the sums are unrolled by order: the compiler would do it too late to keep the sums in registers at both
// ends, and would copy them through the stack.
template <int R, int C, From from>
inline void tile(const Real* a, int rowStride, int columnStride, int depth, const Real* b, int bStride, Real* c,
                 int cStride, const Real* bias) {
  Lanes sums[R][C];
#pragma GCC unroll 8
  for (int r = 0; r < R; ++r) {
#pragma GCC unroll 8
    for (int j = 0; j < C; ++j) {
      sums[r][j] = from == From::bias ? lanes(bias[r]) : Lanes{};
    }
  }
  int k = 0;
  do {
    Lanes column[C];
#pragma GCC unroll 8
    for (int j = 0; j < C; ++j) column[j] = load(b + k * bStride + j * kLanes);
#pragma GCC unroll 8
    for (int r = 0; r < R; ++r) {
      const Lanes factor = lanes(a[r * rowStride + k * columnStride]);
#pragma GCC unroll 8
      for (int j = 0; j < C; ++j) sums[r][j] += factor * column[j];
    }
  } while (++k < depth);
#pragma GCC unroll 8
  for (int r = 0; r < R; ++r) {
#pragma GCC unroll 8
    for (int j = 0; j < C; ++j) {
      Real* at = c + r * cStride + j * kLanes;
      store(at, from == From::sum ? load(at) + sums[r][j] : sums[r][j]);
    }
  }
}

// Asks for what is wanted next: right after a step of training half of all weights are in other cores' caches, which may be
// far away.
inline void fetch(const Real* from, int count) {
  for (int i = 0; i < count; i += 64 / static_cast<int>(sizeof(Real))) __builtin_prefetch(from + i);
}

template <int C, From from>
void strip(const Real* a, int rowStride, int columnStride, int rows, int depth, const Real* b, int bStride, Real* c,
           int cStride, const Real* bias) {
  for (int r = 0; r < rows;) {
    const Real* ar = a + r * rowStride;
    Real* cr = c + r * cStride;
    const Real* br = bias != nullptr ? bias + r : nullptr;
    const int left = rows - r;
    if (columnStride == 1) fetch(ar + kRows * rowStride, std::min(left - kRows, kRows) * rowStride);
    if (left >= kRows) {
      tile<kRows, C, from>(ar, rowStride, columnStride, depth, b, bStride, cr, cStride, br);
      r += kRows;
    } else if (left >= 4) {
      tile<4, C, from>(ar, rowStride, columnStride, depth, b, bStride, cr, cStride, br);
      r += 4;
    } else if (left >= 2) {
      tile<2, C, from>(ar, rowStride, columnStride, depth, b, bStride, cr, cStride, br);
      r += 2;
    } else {
      tile<1, C, from>(ar, rowStride, columnStride, depth, b, bStride, cr, cStride, br);
      r += 1;
    }
  }
}

// `columns` is a multiple of kLanes.
template <From from>
void product(const Real* a, int rowStride, int columnStride, int rows, int depth, const Real* b, int bStride, Real* c,
             int cStride, int columns, const Real* bias) {
  int j = 0;
  for (; j + kColumns * kLanes <= columns; j += kColumns * kLanes)
    strip<kColumns, from>(a, rowStride, columnStride, rows, depth, b + j, bStride, c + j, cStride, bias);
  for (; j < columns; j += kLanes)
    strip<1, from>(a, rowStride, columnStride, rows, depth, b + j, bStride, c + j, cStride, bias);
}

// out[kBlock][rows] from in[rows][kBlock]; rows is a multiple of kLanes.
void turn(const Real* in, int rows, Real* out) {
  for (int r = 0; r < rows; r += kLanes) {
    for (int p = 0; p < kBlock; p += kLanes) {
      Lanes square[kLanes];
      for (int i = 0; i < kLanes; ++i) square[i] = load(in + (r + i) * kBlock + p);
      transpose(square);
      for (int i = 0; i < kLanes; ++i) store(out + (p + i) * rows + r, square[i]);
    }
  }
}

// g[i * gStride] += sum over the block of a[i][.] b[.], i < rows; of a[i][.] if b is null.
void addDots(const Real* a, int rows, const Real* b, Real* g, int gStride) {
  const auto dot = [b](const Real* row) {
    Lanes total{};
    for (int p = 0; p < kBlock; p += kLanes) total += b != nullptr ? load(row + p) * load(b + p) : load(row + p);
    return total;
  };
  int i = 0;
  for (; i + kLanes <= rows; i += kLanes) {
    Lanes totals[kLanes];
    for (int j = 0; j < kLanes; ++j) totals[j] = dot(a + (i + j) * kBlock);
    const Lanes all = sums(totals);
    for (int j = 0; j < kLanes; ++j) g[(i + j) * gStride] += all[j];
  }
  for (; i < rows; ++i) g[i * gStride] += sum(dot(a + i * kBlock));
}

constexpr int kFew = 4;      // rows or columns that are quicker done one by one
constexpr int kStripe = 64;  // rows of h handled at a time, so that the transpose lives on the stack

}  // namespace

void multiply(const Real* a, const Real* bias, int m, int k, const Real* b, Real* c) {
  if (bias != nullptr) {
    product<From::bias>(a, k, 1, m, k, b, kBlock, c, kBlock, kBlock, bias);
  } else {
    product<From::zero>(a, k, 1, m, k, b, kBlock, c, kBlock, kBlock, nullptr);
  }
}

void multiplyTransposed(const Real* a, int m, int k, const Real* b, Real* c) {
  product<From::zero>(a, 1, k, k, m, b, kBlock, c, kBlock, kBlock, nullptr);
}

void addOuter(const Real* d, int m, const Real* h, int k, Real* g) {
  if (m <= kFew) {
    for (int i = 0; i < m; ++i) addDots(h, k, d + i * kBlock, g + i * k, 1);
    return;
  }
  if (k <= kFew) {
    for (int j = 0; j < k; ++j) addDots(d, m, h + j * kBlock, g + j, k);
    return;
  }
  // A product with the transpose of h: sums stay in registers, where dot products would have to be folded one by one.
  alignas(64) Real turned[kBlock * kStripe];
  for (int first = 0; first < k; first += kStripe) {
    const int width = std::min(kStripe, k - first) / kLanes * kLanes;
    if (width > 0) {
      turn(h + first * kBlock, width, turned);
      product<From::sum>(d, kBlock, 1, m, kBlock, turned, width, g + first, k, width, nullptr);
    }
    for (int j = first + width; j < std::min(k, first + kStripe); ++j) addDots(d, m, h + j * kBlock, g + j, k);
  }
}

void addRowSums(const Real* d, int m, Real* g) { addDots(d, m, nullptr, g, 1); }

}  // namespace core
