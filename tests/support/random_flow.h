#pragma once
// Random parameters and random stacks for property tests.

#include "core/flow/flow.h"

namespace testing_support {

/// Parameters that are far from the identity but sane: the kind's own start plus normal noise of every trained entry,
/// solvers settled.
inline core::Theta randomTheta(const core::Flow& flow, std::uint64_t seed, double sd) {
  core::Theta theta = flow.initialTheta(seed);
  core::Rng rng(seed ^ 0x9e3779b97f4a7c15u);
  for (int k = 0; k < flow.depth(); ++k) {
    const core::MutableTheta slice = flow.slice(core::view(theta), k);
    const size_t trained = slice.size() - static_cast<size_t>(flow.layer(k).untrained());
    for (size_t i = 0; i < trained; ++i) slice[i] += static_cast<core::Real>(rng.normal(0, sd));
  }
  flow.settle(theta, 1e-6);
  return theta;
}

/// A stack of one card, direction and all.
inline core::FlowSpec oneCard(const std::string& key, const core::Settings& settings) {
  core::FlowSpec spec;
  spec.layers.push_back(core::makeCard(spec, 0, key, settings, core::Objective::maximumLikelihood));
  return spec;
}

/// Every combination of the choices of a kind, with small networks where it has some.
inline std::vector<core::FlowSpec> variantsOf(const core::LayerInfo& info) {
  std::vector<core::Settings> all{{}};
  for (const core::Setting& s : info.settings) {
    std::vector<core::Settings> next;
    for (const core::Settings& base : all) {
      if (s.type == core::Setting::Type::choice) {
        for (const std::string& choice : s.choices) {
          if (choice == "auto") continue;
          core::Settings more = base;
          more[s.key] = choice;
          next.push_back(more);
        }
      } else {
        core::Settings more = base;
        if (s.type == core::Setting::Type::sizes) more[s.key] = "16x12";
        next.push_back(more);
      }
    }
    all = next;
  }
  // Choices that do not count beside the others would only be seen twice.
  std::erase_if(all, [&](const core::Settings& settings) {
    for (const core::Setting& s : info.settings) {
      const bool varied = s.type == core::Setting::Type::choice && settings.at(s.key) != s.standard;
      if (varied && !counts(s, settings)) return true;
    }
    return false;
  });
  std::vector<core::FlowSpec> specs;
  for (const core::Settings& settings : all) specs.push_back(oneCard(info.key, settings));
  return specs;
}

/// A stack of 2 to `most` cards of any kind with any choices.
inline core::FlowSpec randomStack(std::uint64_t seed, int most) {
  core::Rng rng(seed);
  core::FlowSpec spec;
  const auto& infos = core::layerInfos();
  const int count = 2 + rng.index(most - 1);
  for (int k = 0; k < count; ++k) {
    const auto variants = variantsOf(infos[static_cast<size_t>(rng.index(static_cast<int>(infos.size())))]);
    core::LayerSpec card = variants[static_cast<size_t>(rng.index(static_cast<int>(variants.size())))].layers[0];
    card.id = spec.nextId();
    spec.layers.push_back(card);
  }
  return spec;
}

/// n points: most within reach of the data, some far in the tails.
inline core::Points randomPoints(int n, std::uint64_t seed) {
  core::Rng rng(seed);
  core::Points points(n, 2);
  for (int i = 0; i < n; ++i) {
    const double sd = i % 10 == 9 ? 8 : 2;
    points(i, 0) = static_cast<core::Real>(rng.normal(0, sd));
    points(i, 1) = static_cast<core::Real>(rng.normal(0, sd));
  }
  return points;
}

}  // namespace testing_support
