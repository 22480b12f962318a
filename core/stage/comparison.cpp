#include "core/stage/comparison.h"

#include <array>

namespace core {

namespace {

constexpr std::array<std::string_view, 4> kNames{"off", "contours", "difference", "beside"};

}  // namespace

std::string_view name(Comparison comparison) { return kNames[static_cast<size_t>(comparison)]; }

std::optional<Comparison> comparisonNamed(std::string_view name) {
  for (size_t i = 0; i < kNames.size(); ++i) {
    if (kNames[i] == name) return static_cast<Comparison>(i);
  }
  return std::nullopt;
}

Comparison possible(Comparison wanted, bool hasDensity) {
  return hasDensity || wanted == Comparison::beside ? wanted : Comparison::off;
}

}  // namespace core
