#pragma once
// A flow as shaders read it: eight words a layer, and the sizes that decide where things lie. Data, not a pipeline.

#include <cstdint>
#include <vector>

#include "core/flow/flow.h"

namespace gpu {

struct Program {
  std::vector<std::int32_t> words;
  int depth = 0;
  int parameters = 0;
  /// Numbers a point that the hungriest layer keeps in the tile's cells.
  int units = 0;

  /// Whether the cells do not fit into shared memory.
  bool wide() const;
  /// Numbers that one workgroup's cells take in a buffer; 0 if they fit into shared memory.
  std::uint32_t wideStride() const;
};

Program programOf(const core::Flow& flow);

}  // namespace gpu
