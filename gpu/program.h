#pragma once
// A flow as shaders read it: twelve words an entry. An entry is a layer, or a part of a composite one. Data, not a
// pipeline.

#include <cstdint>
#include <vector>

#include "core/flow/flow.h"
#include "gpu/kernel.h"

namespace gpu {

struct Program {
  std::vector<std::int32_t> words;
  int entries = 0;
  /// entriesOf[k]: how many entries the first k layers have.
  std::vector<int> entriesOf;
  int parameters = 0;
  int workSize = 0;
  /// Numbers a point that the hungriest layer keeps in the tile's cells, in passes and in its preparation.
  int units = 0;
  int prepareUnits = 0;
  core::BaseProgram base;
  /// Of every parameter, where it is copied to in the work and in the work's transposed half (shaders/prepare.glsl); -1
  /// where a shader makes something else of it.
  std::vector<std::int32_t> homes;
  /// Numbers of either half: the two together are read in fours.
  int workHalf() const { return (workSize + 1) / 2 * 2; }
  /// Of every number of the work, the parameter that its gradient is the gradient of; -1 if there is none.
  std::vector<std::int32_t> owners;
  /// Whether the work is nothing but such copies.
  bool copied = true;
  /// What holds for all layers, as in shaders/tile.glsl: what kinds there are, the packed widths of all networks and the
  /// outputs of all conditioners (0 if they differ), and what conditioners there are.
  std::uint32_t kinds = 0, traits = 0;
  int widths = 0, outputs = 0;
  /// Size of the largest network that passes run, with what an autoregressive layer adds.
  int largestNetwork = 0;
};

Program programOf(const core::Flow& flow);

/// What a kernel is to be made for.
struct KernelWish {
  int units = 0;       ///< numbers a point that its layers keep in cells
  bool tape = false;   ///< whether what networks compute is kept for the way back
  bool passes = true;  ///< whether it runs passes, and so wants networks close at hand
};
/// The constants of a kernel, which is made for flows of the same traits alone if the device is one that specialises.
Constants constantsOf(const Device& device, const Program& program, const KernelWish& wish);

/// Whether cells of so many units do not fit into shared memory.
bool isWide(int units);
/// Fours of numbers that one workgroup's cells of so many units take in a buffer; 0 if they fit into shared memory.
std::uint32_t wideStride(int units);

}  // namespace gpu
