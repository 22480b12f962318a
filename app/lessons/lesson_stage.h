#pragma once
// A lesson's stage: the program as far as a lesson can act on it and see it. The window is one; tests have another.

#include <QRect>
#include <QString>
#include <memory>
#include <optional>

#include "app/lessons/scene.h"
#include "core/training/snapshot.h"

class QWidget;

namespace app {

/// Something on screen: a widget, or a part of one in its coordinates.
struct Thing {
  QWidget* widget = nullptr;  ///< null if it is not there
  QRect part;                 ///< empty: all of it
};

class LessonStage {
 public:
  virtual ~LessonStage() = default;

  /// A lesson begins: the document at hand is put aside, marks are taken off.
  virtual void enter() = 0;
  /// It is over: what was put aside comes back.
  virtual void leave() = 0;

  /// Makes the screen show all that `now` has settled; `before` is the scene that was asked for last. What `now` does not
  /// settle stays, but a mark (probe, cell, brush, window, chosen layer) that it does not have goes. Two things happen
  /// only on a change: weights are set anew if `weightsFrom` differs, a warp starts if `warp` does. `kept`: weights and
  /// training as they were when this scene was left, where the lesson goes back to one; else null.
  virtual void setScene(const Scene& before, const Scene& now, const std::shared_ptr<const core::Snapshot>& kept) = 0;

  /// The flow as it is at this moment, for `kept`.
  virtual std::shared_ptr<const core::Snapshot> snapshot() const = 0;
  /// What a step points at, a name of thingsOnScreen().
  virtual Thing thing(const QString& name) const = 0;
  /// Held-out NLL minus entropy, nats; nothing while it is not known.
  virtual std::optional<double> gap() const = 0;
};

}  // namespace app
