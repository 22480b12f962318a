#pragma once
// The feeder: draws a film's frames on all cores ahead of whoever takes them, with a bounded number in store.

#include <QImage>
#include <condition_variable>
#include <deque>
#include <exception>
#include <map>
#include <mutex>
#include <set>
#include <thread>
#include <vector>

#include "app/figure/film_script.h"

namespace app {

class FrameFeeder {
 public:
  /// `threads` 0: one a core.
  explicit FrameFeeder(FilmScript script, int threads = 0);
  ~FrameFeeder();
  FrameFeeder(const FrameFeeder&) = delete;
  FrameFeeder& operator=(const FrameFeeder&) = delete;

  /// Frame i, in any order; whoever goes on with even steps finds the next ones ready. Throws what drawing threw.
  QImage frame(int i);

 private:
  int next() const;
  void work();

  const FilmScript script_;
  int ahead_;  // frames that may be in store or under way
  std::mutex mutex_;
  std::condition_variable wake_;
  int wanted_ = 0, step_ = 1;    // what is asked for, and from there to the next
  std::map<int, QImage> store_;  // what is drawn and not taken
  std::set<int> underWay_;
  std::deque<std::pair<FilmFrame, QImage>> newest_;  // much of a film is at rest: these need not be drawn again
  std::exception_ptr failure_;
  bool stop_ = false;
  std::vector<std::jthread> threads_;
};

}  // namespace app
