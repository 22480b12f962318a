#pragma once
// The pace: where the two runners of a race tell how far they are, and wait for each other.
//
// Both run at once, each in its own thread. Neither may be more than a little ahead: of the other's steps, or of the
// training time that the other has had. So "same clock" is fair whatever the scheduler does.

#include <array>
#include <chrono>
#include <condition_variable>
#include <mutex>

namespace core {

enum class RaceMode { sameSteps, sameClock };

class Pace {
 public:
  static constexpr int kLeadSteps = 25;
  static constexpr double kLeadSeconds = 0.05;

  /// Where a runner stands; whoever is in an earlier round than the other has not left the start yet.
  struct Place {
    int round = 0;
    int steps = 0;
    double seconds = 0;  ///< of training
    bool out = false;    ///< does not run this round: the other waits no longer
  };
  void report(int lane, const Place& place);

  /// How far a runner may go on from where it stands.
  struct Leave {
    int steps = 0;
    double seconds = 0;
    bool none() const { return steps <= 0 || seconds <= 0; }
  };
  Leave leave(int lane, RaceMode mode) const;
  /// Returns when there is leave, or after `limit`.
  void wait(int lane, RaceMode mode, std::chrono::milliseconds limit) const;

 private:
  Leave leaveOf(int lane, RaceMode mode) const;

  mutable std::mutex mutex_;
  mutable std::condition_variable moved_;
  std::array<Place, 2> places_;
};

}  // namespace core
