// How the tables of conditioners are made, once per theta, and where their gradient goes. Twin of
// core/layers/conditioner.cpp. See table.glsl, prepare.glsl.

#ifndef TABLE_PREPARE_GLSL
#define TABLE_PREPARE_GLSL

#include "network.glsl"
#include "table.glsl"

#ifdef WITH_PREPARE

// --- tabulated: the coefficients are the network's outputs at as many sites, a tile of them at a time

float tableSite(Program p, int row) {
  return 2.0 * kTableReach / float(tableIntervals(p)) * (float(row) - 0.5 * float(tableOrder(p) - 1)) - kTableReach;
}

void runAtSites(Program p, int first) {
  sync();
  if (lane() < TILE) setCell(0, lane(), tableSite(p, first + int(lane())));
  sync();
  networkForward(p);
}

void tabulate(Program p) {
  int stride = tableStride(p);
  int outputs = networkOutputs(p);
  for (int first = 0; first < tableRows(p); first += TILE) {
    runAtSites(p, first);
    for (uint at = role(); at < TILE; at += ROLES) {
      int row = first + int(at);
      for (int j = int(spot()); j < stride && row < tableRows(p); j += TILE)
        work[p.first + row * stride + j] = j < p.c ? cell(outputs + j, at) : 0.0;
    }
  }
}

void tabulateBackward(Program p) {
  int stride = tableStride(p);
  int outputs = networkOutputs(p);
  for (int first = 0; first < tableRows(p); first += TILE) {
    runAtSites(p, first);
    for (uint at = role(); at < TILE; at += ROLES) {
      int row = first + int(at);
      for (int j = int(spot()); j < p.c; j += TILE)
        setCell(outputs + j, at, row < tableRows(p) ? gWork[p.first + row * stride + j] : 0.0);
    }
    sync();
    networkBackward(p);
  }
}

// --- grid: the coefficients are a sum over levels, from 4 intervals on, each refined to the next; TILE columns at a
// time, those of different shares side by side. The levels but the finest take turns in two halves of the shared memory.

const int kHalf = SHARED_UNITS * TILE / 2;

int levelRows(Program p, int level) { return (4 << level) + tableOrder(p); }
// Number of rows of the levels before.
int levelFirst(Program p, int level) { return 4 * ((1 << level) - 1) + level * tableOrder(p); }
float levelScale(Program p, int level) { return expOf(-0.693147180559945 * float(level) * intBitsToFloat(p.f)); }
float levelValue(int i) { return narrowCells[i / 4][i % 4]; }
void setLevel(int i, float value) { narrowCells[i / 4][i % 4] = value; }
int levelCell(int level, int row) { return (level & 1) * kHalf + row * TILE + int(spot()); }

// Row `row` of level `level` + 1, refined from `level`.
float prolonged(Program p, int level, int row) {
  int i = levelCell(level, row / 2);
  if (tableOrder(p) == 2) {
    float near = (row & 1) == 0 ? 0.75 : 0.25;
    return near * levelValue(i) + (1.0 - near) * levelValue(i + TILE);
  }
  if ((row & 1) == 0) return 0.5 * (levelValue(i) + levelValue(i + TILE));
  return 0.125 * (levelValue(i) + 6.0 * levelValue(i + TILE) + levelValue(i + 2 * TILE));
}

void prepareGrid(Program p) {
  int stride = tableStride(p);
  int finest = tableLevels(p) - 1;
  for (int column = share() * TILE; column < stride; column += PREPARE_SHARES * TILE) {
    int j = column + int(spot());
    for (int level = 0; level <= finest; ++level) {
      float scale = levelScale(p, level);
      for (int row = int(role()); row < levelRows(p, level); row += ROLES) {
        float value = j < p.c ? scale * parameters[p.theta + (levelFirst(p, level) + row) * p.c + j] : 0.0;
        if (level > 0) value += prolonged(p, level - 1, row);
        if (level < finest) {
          setLevel(levelCell(level, row), value);
        } else {
          work[p.first + row * stride + j] = value;
        }
      }
      barrier();
    }
  }
}

// dL/d(row) of a level, of column j.
float levelGradient(Program p, int level, int row, int j) {
  if (level == tableLevels(p) - 1) return gWork[p.first + row * tableStride(p) + j];
  return levelValue(levelCell(level, row));
}

// dL/d(row) of level `level` by way of level + 1: the transpose of `prolonged`.
float restricted(Program p, int level, int row, int j) {
  int last = levelRows(p, level) - 1;
  float sum = 0.0;
  if (tableOrder(p) == 2) {
    if (row < last)
      sum += 0.75 * levelGradient(p, level + 1, 2 * row, j) + 0.25 * levelGradient(p, level + 1, 2 * row + 1, j);
    if (row > 0)
      sum += 0.25 * levelGradient(p, level + 1, 2 * row - 2, j) + 0.75 * levelGradient(p, level + 1, 2 * row - 1, j);
    return sum;
  }
  if (row < last) sum += 0.5 * levelGradient(p, level + 1, 2 * row, j);
  if (row > 0) sum += 0.5 * levelGradient(p, level + 1, 2 * row - 2, j);
  if (row > 0 && row < last) sum += 0.75 * levelGradient(p, level + 1, 2 * row - 1, j);
  if (row + 1 < last) sum += 0.125 * levelGradient(p, level + 1, 2 * row + 1, j);
  if (row > 1) sum += 0.125 * levelGradient(p, level + 1, 2 * row - 3, j);
  return sum;
}

void prepareGridBackward(Program p) {
  int finest = tableLevels(p) - 1;
  for (int column = share() * TILE; column < tableStride(p); column += PREPARE_SHARES * TILE) {
    int j = column + int(spot());
    for (int level = finest; level >= 0; --level) {
      float scale = levelScale(p, level);
      for (int row = int(role()); row < levelRows(p, level); row += ROLES) {
        float value = level == finest ? levelGradient(p, level, row, j) : restricted(p, level, row, j);
        if (level < finest) setLevel(levelCell(level, row), value);
        if (j < p.c) setGradient(p.theta + (levelFirst(p, level) + row) * p.c + j, scale * value);
      }
      barrier();
    }
  }
}

#endif

#endif
