#pragma once
// A flow as shaders read it: twelve words an entry. An entry is a layer, or a part of a composite one. Data, not a
// pipeline.

#include <cstdint>
#include <vector>

#include "core/flow/flow.h"

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
};

Program programOf(const core::Flow& flow);

/// Whether cells of so many units do not fit into shared memory.
bool isWide(int units);
/// Numbers that one workgroup's cells of so many units take in a buffer; 0 if they fit into shared memory.
std::uint32_t wideStride(int units);

}  // namespace gpu
