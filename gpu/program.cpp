#include "gpu/program.h"

#include <algorithm>

#include "core/layers/coupling.h"
#include "shaders/sizes.glsl"

namespace gpu {

bool isWide(int units) { return units > SHARED_UNITS; }

std::uint32_t wideStride(int units) { return isWide(units) ? static_cast<std::uint32_t>(units) * (TILE / 4) : 0; }

namespace {

// Widths of the network that the passes of a copied layer run, from its input on; none if there is no network.
std::vector<int> widthsOf(const core::Layer& layer, const core::LayerProgram& entry) {
  const bool coupling = dynamic_cast<const core::Coupling*>(&layer) != nullptr;
  if (!coupling && layer.asVectorField() == nullptr) return {};
  std::vector<int> widths{coupling ? 1 : 3};
  for (int packed = entry.words[5]; packed != 0; packed >>= 10) widths.push_back(packed & 1023);
  widths.push_back(coupling ? entry.words[6] : 2);
  return widths;
}

// Takes in what a kernel can be made for.
class Common {
 public:
  void add(const core::Layer& layer, const core::LayerProgram& entry) {
    kinds_ |= 1u << entry.words[0];
    const bool coupling = dynamic_cast<const core::Coupling*>(&layer) != nullptr;
    if (entry.words[5] != 0) take(widths_, entry.words[5]);
    if (!coupling) return;
    take(outputs_, entry.words[6]);
    const int a = entry.words[4];
    traits_ |= (a & 12) == 0 ? SOME_NETWORKS : SOME_TABLES;
    if ((a & 12) == 0) largest_ = std::max(largest_, layer.workSize());
    if ((a & 2) != 0) traits_ |= SOME_AUTOREGRESSIVE;
    traits_ |= (a & 16) == 0 ? SOME_TANH : SOME_SILU;
  }
  void tell(Program& program) const {
    program.kinds = kinds_;
    program.traits = traits_;
    program.widths = std::max(widths_, 0);
    program.outputs = std::max(outputs_, 0);
    program.largestNetwork = largest_;
  }

 private:
  // 0: none yet; -1: several.
  static void take(int& common, int value) { common = common == 0 || common == value ? value : -1; }

  std::uint32_t kinds_ = 0, traits_ = 0;
  int widths_ = 0, outputs_ = 0, largest_ = 0;
};

// Copies of a layer: everything to its place, the weights also transposed.
void addHomes(const core::Layer& layer, const core::LayerProgram& entry, Program& program) {
  const int first = entry.words[1], theta = entry.words[3];
  const auto set = [&](int from, int to) {
    program.homes[static_cast<size_t>(2 * (theta + from))] = first + from;
    program.homes[static_cast<size_t>(2 * (theta + from) + 1)] = program.workHalf() + first + to;
    if ((entry.words[2] & 4) != 0) program.owners[static_cast<size_t>(first + from)] = theta + from;
  };
  for (int i = 0; i < layer.parameterCount(); ++i) set(i, i);
  const std::vector<int> widths = widthsOf(layer, entry);
  int at = 0;
  for (size_t l = 1; l < widths.size(); ++l) {
    const int in = widths[l - 1], out = widths[l];
    for (int j = 0; j < out; ++j) {
      for (int k = 0; k < in; ++k) set(at + j * in + k, at + k * out + j);
    }
    at += (in + 1) * out;
  }
}

}  // namespace

Program programOf(const core::Flow& flow) {
  Program program;
  program.parameters = flow.parameterCount();
  program.workSize = flow.workSize();
  program.homes.assign(static_cast<size_t>(2 * program.parameters), -1);
  program.owners.assign(static_cast<size_t>(program.workSize), -1);
  // Only training asks for it, at temperature 1.
  if (flow.spec().base.temperature == 1) program.base = flow.base().program();
  program.entriesOf.push_back(0);
  Common common;
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
      common.add(*part.layer, entry);
      if (part.layer->workIsTheta()) {
        addHomes(*part.layer, entry, program);
      } else {
        program.copied = false;
      }
      program.words.insert(program.words.end(), std::begin(entry.words), std::end(entry.words));
      program.units = std::max(program.units, part.layer->cellCount());
      program.prepareUnits = std::max(program.prepareUnits, part.layer->prepareCellCount());
      ++program.entries;
    }
    program.entriesOf.push_back(program.entries);
  }
  common.tell(program);
  return program;
}

Constants constantsOf(const Device& device, const Program& program, const KernelWish& wish) {
  const std::uint32_t wide = isWide(wish.units) ? 1 : 0;
  if (!device.specialises()) return {wide, ~0u, 0, 0, ~0u, 1, 0};
  // With what a start off a multiple of four adds at both ends.
  const auto room = static_cast<std::uint32_t>((program.largestNetwork + 9) / 4 * 4);
  const bool fits = wish.passes && program.largestNetwork > 0 && room * 4 <= device.spareShared();
  return {wide,
          program.kinds,
          static_cast<std::uint32_t>(program.widths),
          static_cast<std::uint32_t>(program.outputs),
          program.traits,
          fits ? room : 1,
          wish.tape ? 1u : 0u};
}

}  // namespace gpu
