#pragma once
// A lane of the race: one stack that is trained by a runner of its own, what has been measured of it, and its picture.

#include <QElapsedTimer>
#include <QSize>
#include <QString>
#include <memory>
#include <optional>

#include "app/race/lane_record.h"
#include "core/race/runner.h"
#include "core/render/renderer.h"

namespace app {

/// A stack with its name, or the reason why there is none.
struct RaceEntry {
  QString name, brief;  ///< "Neural spline flow", "NSF"
  core::FlowSpec flow;
  QString refusal;
};

/// What both lanes have in common.
struct RaceTerms {
  core::Project project;  ///< its stack does not matter
  core::RaceMode mode = core::RaceMode::sameSteps;
  int round = 1;
};

/// Half of the machine's threads, at least one.
int raceThreads();

class RaceLane {
 public:
  /// `number` 0 or 1: its place in the pace, wherever it is shown.
  RaceLane(int number, std::shared_ptr<core::Pace> pace);

  /// To the start line, at step 0.
  void begin(const RaceEntry& entry, const RaceTerms& terms);
  void setRunning(bool running);
  /// Its threads come to their end; the destructor waits for that.
  void close() { runner_.close(); }

  /// Takes what has arrived and asks for the next picture, if one is due. Never waits.
  struct News {
    bool standing = false, picture = false;
  };
  News poll();
  /// Device pixels and part of the plane that the picture is to have.
  void setPicture(const QSize& pixels, const core::Window& window);

  const RaceEntry& entry() const { return entry_; }
  /// Of this round; null until there is one.
  const std::shared_ptr<const core::Standing>& standing() const { return standing_; }
  const std::shared_ptr<const core::Frame>& frame() const { return frame_; }
  /// Of this round, for a film; nothing before it has moved.
  std::optional<RaceRecord::Lane> record() const;
  /// One sentence why it does not run; empty if it does.
  QString refusal() const;
  /// One sentence about what has happened on the way, if anything has.
  QString message() const;

 private:
  void requestPicture();

  const int number_;
  const std::shared_ptr<core::Pace> pace_;
  RaceEntry entry_;
  core::RaceOrder order_;
  std::shared_ptr<const core::Standing> standing_;
  std::shared_ptr<const core::Frame> frame_;
  LaneRecord record_;
  QSize pixels_;
  core::Window window_;
  std::shared_ptr<const core::Theta> asked_;  // whose picture was asked for last
  bool fine_ = false, awaiting_ = false, moved_ = false;
  QElapsedTimer sinceAsked_;
  core::Renderer renderer_;
  core::Runner runner_;
};

}  // namespace app
