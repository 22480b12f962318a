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
    layer.words[1] = flow.workOffset(k);
    layer.words[3] = flow.offset(k);
    layer.words[2] = (flow.wayToBase(k) == core::Way::apply ? 1 : 0) | (flow.enabled(k) ? 2 : 0);
    program.words.insert(program.words.end(), std::begin(layer.words), std::end(layer.words));
    program.units = std::max(program.units, flow.layer(k).cellCount());
  }
  return program;
}

}  // namespace gpu
