#pragma once
// A figure's source: all that is needed to draw a flow, immutable and cheap to copy, so that any thread may draw it.

#include <QString>
#include <array>
#include <memory>
#include <optional>

#include "core/flow/flow.h"
#include "core/flow/scaling.h"
#include "core/project/project.h"

namespace app {

struct FigureSource {
  std::shared_ptr<const core::Flow> flow;    ///< at the temperature at which it is shown
  std::shared_ptr<const core::Theta> theta;  ///< given c
  core::Scaling scaling;
  std::shared_ptr<const core::Target> target;  ///< given c
  core::Reading reading = core::Reading::sampling;
  QString name;                                   ///< of the target
  QString given;                                  ///< what a conditional flow is given: "upper"; else empty
  std::array<QString, 2> axes{"x₁", "x₂"};        ///< what runs along them
  std::shared_ptr<const core::Points> data = {};  ///< points of the target, if they are to be drawn
  int step = -1;                                  ///< of its training; -1: unknown
  std::optional<double> nll = {}, entropy = {};   ///< nats
  bool operator==(const FigureSource&) const = default;
};

/// The flow of a project with the average `theta` of its training, at c where it is conditional and at the view's
/// temperature.
FigureSource figureSource(const core::Project& project, const core::Theta& theta, double c, int step);

/// Held-out NLL of what is drawn, in the user's units: the one that `train` reports; at c, of a conditional flow.
void measure(FigureSource& source, const core::Project& project);

}  // namespace app
