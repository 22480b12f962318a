#include "gpu/program.h"

#include <algorithm>

#include "shaders/sizes.glsl"

namespace gpu {

bool isWide(int units) { return units > SHARED_UNITS; }

std::uint32_t wideStride(int units) { return isWide(units) ? static_cast<std::uint32_t>(units) * TILE : 0; }

Program programOf(const core::Flow& flow) {
  Program program;
  program.parameters = flow.parameterCount();
  program.workSize = flow.workSize();
  // Only training asks for it, at temperature 1.
  if (flow.spec().base.temperature == 1) program.base = flow.base().program();
  program.entriesOf.push_back(0);
  for (int k = 0; k < flow.depth(); ++k) {
    const bool applied = flow.wayToBase(k) == core::Way::apply;
    std::vector<core::Part> parts = flow.layer(k).parts();
    if (parts.empty()) parts.push_back({flow.spec().layers[static_cast<size_t>(k)].key, &flow.layer(k), 0, 0});
    // Entries go from the base to the data. What is applied towards the base meets the last part first from there.
    if (applied) std::reverse(parts.begin(), parts.end());
    for (const core::Part& part : parts) {
      core::LayerProgram entry;
      part.layer->describe(entry);
      entry.words[0] = core::layerNumber(part.key);
      entry.words[1] = flow.workOffset(k) + part.work;
      entry.words[2] = (applied ? 1 : 0) | (flow.enabled(k) ? 2 : 0) | (flow.learns(k) ? 4 : 0);
      entry.words[3] = flow.offset(k) + part.theta;
      entry.words[10] = part.layer->parameterCount();
      entry.words[11] = part.layer->workSize();
      program.words.insert(program.words.end(), std::begin(entry.words), std::end(entry.words));
      program.units = std::max(program.units, part.layer->cellCount());
      program.prepareUnits = std::max(program.prepareUnits, part.layer->prepareCellCount());
      ++program.entries;
    }
    program.entriesOf.push_back(program.entries);
  }
  return program;
}

}  // namespace gpu
