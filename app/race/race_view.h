#pragma once
// The race: two stacks side by side on one target and seed, in the place of the canvas.
//
// Between `start` and `stop` it has two lanes, each with threads of its own; else it has none. Every change of what runs
// takes both back to the start line.

#include <QTimer>
#include <QWidget>
#include <array>
#include <future>
#include <memory>
#include <vector>

#include "app/race/race_lane.h"

namespace app {

class RaceBar;
class RaceChart;
class RacePane;
class RaceTable;
class RaceTableView;

class RaceView : public QWidget {
  Q_OBJECT

 public:
  explicit RaceView(QWidget* parent = nullptr);
  ~RaceView() override;

  /// To the start line, with target, settings and seed of `project`; its stack is "the stack on screen". Which stacks were
  /// chosen last time stays.
  void start(const core::Project& project);
  /// Ends all threads. They finish the step or the measurement at hand; nobody waits for that but the destructor.
  void stop();
  bool started() const { return lanes_[0] != nullptr; }

  void setRunning(bool running);
  bool running() const { return running_; }
  void reset();
  void setSeed(std::uint64_t seed);
  void setMode(core::RaceMode mode);
  core::RaceMode mode() const { return terms_.mode; }
  /// The key of a preset, or empty for the stack on screen.
  void choose(int place, const std::string& key);
  void swap();
  /// The place, 0 or 1, of the lane that is ahead; -1: none is.
  int winner() const;

  /// Of the place 0 or 1. Only while started.
  const RaceLane& lane(int place) const { return *lanes_[static_cast<size_t>(place)]; }
  /// The race so far, or the last one that has moved, for a film; null if there was none in which both lanes ran.
  std::shared_ptr<const RaceRecord> record();
  RacePane* pane(int place) const { return panes_[static_cast<size_t>(place)]; }
  RaceTable* table() const { return table_; }
  RaceChart* chart() const { return chart_; }
  RaceBar* bar() const { return bar_; }
  QSize sizeHint() const override { return {880, 560}; }

 signals:
  /// The user wants this stack to be the one on screen.
  void stackChosen(const core::FlowSpec& flow);
  /// The user wants to go back to the canvas.
  void closed();

 protected:
  void paintEvent(QPaintEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;
  void hideEvent(QHideEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  void changeEvent(QEvent* event) override;

 private:
  RaceEntry entryOf(int choice) const;
  QString subject() const;
  void begin();
  void tick();
  void showNames();
  void showNumbers();
  void showPicture(size_t place);
  std::array<std::shared_ptr<const core::Standing>, 2> standings() const;

  RaceTerms terms_;
  bool running_ = false, fresh_ = false;
  std::array<int, 2> choices_{0, -1};  // 0: the stack on screen, i: preset i - 1; -1: not chosen yet
  std::array<std::unique_ptr<RaceLane>, 2> lanes_;
  std::vector<std::future<void>> ending_;  // lanes that are at their last step
  std::shared_ptr<const RaceRecord> record_;
  std::array<std::shared_ptr<const core::Standing>, 2> recorded_;  // the standings that it was made of
  RaceBar* bar_;
  std::array<RacePane*, 2> panes_;
  RaceChart* chart_;
  RaceTable* table_;
  RaceTableView* tableView_;
  QTimer clock_;
  QElapsedTimer sinceNumbers_;
};

}  // namespace app
