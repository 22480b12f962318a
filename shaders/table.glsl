// A conditioner as a table: its outputs are B-splines over [-5, 5], constant outside. Twin of core/math/spline_grid.cpp.
//
// Program words: a bits 2-3 = how the table is made, 1 by a network (tabulated), 2 of coefficients of several levels
// (grid); a bit 5 = order 3, else 2; a bits 8-11 = levels; c = outputs P. N = 4 2^(levels - 1) intervals; the work is
// the coefficients [row][stride], N + order rows, P of each row used, the rest zero.
//
// Cells of the tile: the input, then the outputs.

#ifndef TABLE_GLSL
#define TABLE_GLSL

#include "gradient.glsl"
#include "network.glsl"

const float kTableReach = 5.0;

int tableOrder(Program p) { return (p.a & 32) != 0 ? 3 : 2; }
int tableLevels(Program p) { return (p.a >> 8) & 15; }
int tableIntervals(Program p) { return 4 << (tableLevels(p) - 1); }
int tableRows(Program p) { return tableIntervals(p) + tableOrder(p); }
int tableStride(Program p) { return (outputsOf(p) + 15) & ~15; }

// Where a scalar lies: the first of the rows that it touches, how much of each it takes, and the derivatives of that.
struct Place {
  int row;
  vec4 w, dw;
};
Place tablePlace(Program p, float v) {
  int n = tableIntervals(p);
  float perUnit = float(n) / (2.0 * kTableReach);
  float u = (clamp(v, -kTableReach, kTableReach) + kTableReach) * perUnit;
  Place q;
  q.row = clamp(int(u), 0, n - 1);
  float t = u - float(q.row);
  float r = 1.0 - t;
  if (tableOrder(p) == 2) {
    q.w = vec4(0.5 * r * r, 0.5 + t * r, 0.5 * t * t, 0.0);
    q.dw = vec4(-r, r - t, t, 0.0);
  } else {
    q.w = vec4(r * r * r, (3.0 * t - 6.0) * t * t + 4.0, ((3.0 - 3.0 * t) * t + 3.0) * t + 1.0, t * t * t) / 6.0;
    q.dw = vec4(-0.5 * r * r, (1.5 * t - 2.0) * t, (1.0 - 1.5 * t) * t + 0.5, 0.5 * t * t);
  }
  q.dw *= abs(v) <= kTableReach ? perUnit : 0.0;
  return q;
}

// The rows at `place`, weighted, of the column that begins at `column`.
float tableSum(Program p, int row, vec4 w, int column) {
  int stride = tableStride(p);
  int i = column + row * stride;
  float sum = w.x * work[i] + w.y * work[i + stride] + w.z * work[i + 2 * stride];
  if (tableOrder(p) == 3) sum += w.w * work[i + 3 * stride];
  return sum;
}

// Looks the outputs up at what cell 0 holds; on return all see them. To be preceded by sync().
void tableForward(Program p) {
  // An invocation takes every so many outputs for four points: neighbours read neighbours.
  const uint across = GROUP / QUADS;
  uint quad = lane() / across;
  vec4 given = cells(0, quad);
  Place at[4];
  for (int i = 0; i < 4; ++i) at[i] = tablePlace(p, given[i]);
  for (int j = int(lane() % across); j < outputsOf(p); j += int(across)) {
    vec4 sum;
    for (int i = 0; i < 4; ++i) sum[i] = tableSum(p, at[i].row, at[i].w, p.first + j);
    setCells(1 + j, quad, sum);
  }
  sync();
}

// After tableForward, and after dL/doutput was put in place of the outputs: adds dL/dcoefficients and returns dL/dinput
// of this invocation's point. To be preceded by sync().
float tableBackward(Program p) {
  int stride = tableStride(p);
  // An invocation owns columns, and takes the points in turn: sums are made in a fixed order.
  for (int j = int(lane()); j < outputsOf(p); j += GROUP) {
    for (uint at = 0u; at < TILE; ++at) {
      Place q = tablePlace(p, cell(0, at));
      float gOut = cell(1 + j, at);
      int i = p.first + q.row * stride + j;
      addGradient(i, q.w.x * gOut);
      addGradient(i + stride, q.w.y * gOut);
      addGradient(i + 2 * stride, q.w.z * gOut);
      if (tableOrder(p) == 3) addGradient(i + 3 * stride, q.w.w * gOut);
    }
  }
  // The invocations of a point share its sum over the outputs.
  Place own = tablePlace(p, cell(0, spot()));
  float part = 0.0;
  if (role() < SUMMED) {
    for (int j = int(role()); j < outputsOf(p); j += int(SUMMED))
      part += cell(1 + j, spot()) * tableSum(p, own.row, own.dw, p.first + j);
  }
  return roleSum(part);
}

#endif
