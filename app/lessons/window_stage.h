#pragma once
// The window's stage: what a lesson's scene means for document, player, canvas and the page of one dimension.

#include <functional>

#include "app/document.h"
#include "app/lessons/lesson_stage.h"
#include "app/player.h"

namespace app {

class Canvas;
class LineView;

class WindowStage : public LessonStage {
 public:
  /// `showLine(true)` puts the page of one dimension in front, false the canvas; `find` knows the things that are neither
  /// on the canvas nor on that page.
  WindowStage(Document& document, Player& player, Canvas& canvas, LineView& line, std::function<void(bool)> showLine,
              std::function<QWidget*(const QString&)> find);

  /// What the user had, while a lesson is on; nothing else.
  const core::Project* asideProject() const { return aside_ ? &aside_->project : nullptr; }
  std::optional<core::TrainState> asideState() const { return aside_ ? aside_->state : std::nullopt; }

  void enter() override;
  void leave() override;
  void setScene(const Scene& before, const Scene& now, const std::shared_ptr<const core::Snapshot>& kept) override;
  std::shared_ptr<const core::Snapshot> snapshot() const override { return player_.snapshot(); }
  Thing thing(const QString& name) const override;
  std::optional<double> gap() const override;

 private:
  // What the user had.
  struct Aside {
    core::Project project;
    std::optional<core::TrainState> state;  // nothing before anything was trained
    int selected = 0;
    bool training = false, playing = false;
    double depth = 0, speed = 1;
  };
  void setWeights(const Scene& now, const std::shared_ptr<const core::Snapshot>& kept);
  void setLine(const Scene& before, const Scene& now);

  Document& document_;
  Player& player_;
  Canvas& canvas_;
  LineView& line_;
  std::function<void(bool)> showLine_;
  std::function<QWidget*(const QString&)> find_;
  std::optional<Aside> aside_;
};

}  // namespace app
