#pragma once
// A saved flow: what a .pushforward file holds, ready to be evaluated at a depth.

#include <CLI/App.hpp>
#include <memory>
#include <optional>
#include <string>

#include "core/flow/frozen.h"
#include "core/flow/scaling.h"
#include "core/project/project_file.h"

namespace app::cli {

struct SavedFlow {
  core::Document document;
  std::shared_ptr<const core::Flow> flow;
  double c = 0;                              ///< of a conditional flow: where it is evaluated
  std::shared_ptr<const core::Theta> theta;  ///< the averaged one, given c

  /// `given`: what the user said of c, or empty. Throws InputError.
  explicit SavedFlow(const std::string& path, const std::string& given = {});

  const core::Scaling& scaling() const { return document.project.scaling; }
  /// The flow cut off at `depth`, or whole; throws InputError if there is no such depth.
  core::Frozen at(std::optional<double> depth) const;
};

/// The option --given of a subcommand that evaluates a saved flow.
void addGiven(CLI::App& command, std::string& given);

}  // namespace app::cli
