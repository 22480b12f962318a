// The spectral norm of a matrix; twin of core/math/spectral.cpp. For one workgroup, in uniform control flow.
//
// Cells, an array of floats here: the Gram matrix of the shorter side and its square, by turns, their rows padded to a
// multiple of four; then u and v.

#ifndef SPECTRAL_GLSL
#define SPECTRAL_GLSL

#include "prepare.glsl"

#ifdef WITH_PREPARE

const int kSpectralMost = 128;  // the longest side

float flatCell(int i) { return cell(i / TILE, uint(i % TILE)); }
void setFlatCell(int i, float value) { setCell(i / TILE, uint(i % TILE), value); }
vec4 flatCells(int i) { return cells(i / TILE, uint(i % TILE) / 4u); }

struct Spectral {
  int weights, rows, columns;  // row-major in `parameters`
  int n, padded;               // the shorter side
  int u, v;                    // where in the cells
};
Spectral spectralOf(int weights, int rows, int columns) {
  Spectral s;
  s.weights = weights;
  s.rows = rows;
  s.columns = columns;
  s.n = min(rows, columns);
  s.padded = (s.n + 3) / 4 * 4;
  // All of one layer's matrices share the places.
  s.u = 2 * s.padded * s.padded;
  s.v = s.u + kSpectralMost;
  return s;
}

float groupSum(float value) {
  sync();
  terms[lane()].x = value;
  sync();
  float total = 0.0;
  for (int i = 0; i < GROUP; ++i) total += terms[i].x;
  return total;
}
float groupMax(float value) {
  sync();
  terms[lane()].x = value;
  sync();
  float most = 0.0;
  for (int i = 0; i < GROUP; ++i) most = max(most, terms[i].x);
  return most;
}

// Divides `length` cells by their norm, which it returns.
float normalise(Spectral s, int from, int length) {
  float squares = 0.0;
  for (int i = int(lane()); i < length; i += GROUP) squares += flatCell(from + i) * flatCell(from + i);
  float norm = sqrt(groupSum(squares));
  for (int i = int(lane()); i < length; i += GROUP) setFlatCell(from + i, flatCell(from + i) / norm);
  sync();
  return norm;
}
// u = w v / |w v|, v = w^T u / |w^T u|, w divided by `largest`; the norm.
float spectralLeft(Spectral s, float largest) {
  for (int r = int(lane()); r < s.rows; r += GROUP) {
    float sum = 0.0;
    for (int c = 0; c < s.columns; ++c) sum += parameters[s.weights + r * s.columns + c] / largest * flatCell(s.v + c);
    setFlatCell(s.u + r, sum);
  }
  return normalise(s, s.u, s.rows);
}
float spectralRight(Spectral s, float largest) {
  for (int c = int(lane()); c < s.columns; c += GROUP) {
    float sum = 0.0;
    for (int r = 0; r < s.rows; ++r) sum += parameters[s.weights + r * s.columns + c] / largest * flatCell(s.u + r);
    setFlatCell(s.v + c, sum);
  }
  return normalise(s, s.v, s.columns);
}

// Sum of the diagonal of the matrix that begins in cell `from`.
float spectralTrace(Spectral s, int from) {
  float sum = 0.0;
  for (int i = 0; i < s.n; ++i) sum += flatCell(from + i * (s.padded + 1));
  return sum;
}

// sigma; u and v are left in the cells.
float spectralNorm(Spectral s) {
  float own = 0.0;
  for (int i = int(lane()); i < s.rows * s.columns; i += GROUP) own = max(own, abs(parameters[s.weights + i]));
  float largest = groupMax(own);
  for (int i = int(lane()); i < 2 * kSpectralMost; i += GROUP) setFlatCell(s.u + i, 0.0);
  sync();
  if (!(largest > 0.0) || !finite(largest)) return 0.0;
  // The Gram matrix of the shorter side.
  bool byRows = s.rows < s.columns;
  int depth = byRows ? s.columns : s.rows;
  int across = byRows ? s.columns : 1;  // from one row of the factor to the next
  int along = byRows ? 1 : s.columns;
  for (int e = int(lane()); e < s.padded * s.padded; e += GROUP) {
    int r = e / s.padded, c = e % s.padded;
    float sum = 0.0;
    if (r < s.n && c < s.n) {
      for (int k = 0; k < depth; ++k) {
        sum += parameters[s.weights + r * across + k * along] / largest *
               (parameters[s.weights + c * across + k * along] / largest);
      }
    }
    setFlatCell(e, sum);
  }
  sync();
  int from = 0, into = s.padded * s.padded;
  float scale = 1.0 / spectralTrace(s, from);
  int quarters = s.padded / 4;
  for (int squarings = 0; squarings < 14; ++squarings) {
    // Symmetric: entry (r, c) of the square is the product of rows r and c. Four by four entries at a time.
    for (int e = int(lane()); e < quarters * quarters; e += GROUP) {
      int r = e / quarters * 4, c = e % quarters * 4;
      mat4 sum = mat4(0);
      for (int k = 0; k < s.padded; k += 4) {
        mat4 rows, columns;
        for (int i = 0; i < 4; ++i) {
          rows[i] = flatCells(from + (r + i) * s.padded + k);
          columns[i] = flatCells(from + (c + i) * s.padded + k);
        }
        sum += transpose(columns) * rows;
      }
      for (int i = 0; i < 4; ++i) {
        for (int j = 0; j < 4; ++j) setFlatCell(into + (r + i) * s.padded + c + j, scale * scale * sum[i][j]);
      }
    }
    sync();
    int swapped = from;
    from = into;
    into = swapped;
    float trace = spectralTrace(s, from);
    scale = 1.0 / trace;
    if (1.0 - trace < 4.8e-7) break;
  }
  int start = 0;
  for (int i = 1; i < s.n; ++i) {
    if (flatCell(from + i * (s.padded + 1)) > flatCell(from + start * (s.padded + 1))) start = i;
  }
  for (int i = int(lane()); i < s.n; i += GROUP) setFlatCell((byRows ? s.u : s.v) + i, flatCell(from + start * s.padded + i));
  sync();
  normalise(s, byRows ? s.u : s.v, s.n);
  if (!byRows) spectralLeft(s, largest);
  float sigma = 0.0;
  for (int polish = 0; polish < 3; ++polish) {
    spectralRight(s, largest);
    sigma = spectralLeft(s, largest);
  }
  return largest * sigma;
}

#endif

#endif
