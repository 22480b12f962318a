#include "gpu/program.h"

#include <algorithm>

#include "shaders/sizes.glsl"

namespace gpu {

bool Program::wide() const { return units > SHARED_UNITS; }

std::uint32_t Program::wideStride() const { return wide() ? static_cast<std::uint32_t>(units) * TILE : 0; }

Program programOf(const core::Flow& flow) {
  Program program;
  program.depth = flow.depth();
  program.parameters = flow.parameterCount();
  for (int k = 0; k < flow.depth(); ++k) {
    core::LayerProgram layer;
    flow.layer(k).describe(layer);
    layer.words[0] = core::layerNumber(flow.spec().layers[static_cast<size_t>(k)].key);
    layer.words[1] = flow.offset(k);
    layer.words[2] = (flow.wayToBase(k) == core::Way::apply ? 1 : 0) | (flow.enabled(k) ? 2 : 0);
    program.words.insert(program.words.end(), std::begin(layer.words), std::end(layer.words));
    // One more than what a layer's twin keeps on its tape for a point is what its shader may keep in cells.
    program.units = std::max(program.units, 1 + (flow.layer(k).tapeSize() + core::kBlock - 1) / core::kBlock);
  }
  return program;
}

}  // namespace gpu
