#pragma once
// A subcommand: adds its options to the parser and gives back what to run once they are read.

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <charconv>
#include <cstdint>
#include <functional>
#include <string>

namespace app::cli {

/// Returns the exit status; throws core::InputError for bad input, WorkError (output.h) for failed work.
using Action = std::function<int()>;

/// For a seed: digits alone, below 2^64.
inline CLI::Validator seedCheck() {
  return CLI::Validator(
      [](std::string& text) -> std::string {
        std::uint64_t value = 0;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
        if (error == std::errc() && end == text.data() + text.size()) return {};
        return "must be a whole number from 0 to 18446744073709551615, not '" + text + "'";
      },
      "");
}

Action addTargets(CLI::App& command);
Action addLayers(CLI::App& command);
Action addPresets(CLI::App& command);
Action addDevices(CLI::App& command);
Action addTrain(CLI::App& command);
Action addEval(CLI::App& command);
Action addSample(CLI::App& command);
Action addDensity(CLI::App& command);
Action addCheck(CLI::App& command);
Action addExport(CLI::App& command);
Action addRender(CLI::App& command);
Action addBench(CLI::App& command);

}  // namespace app::cli
