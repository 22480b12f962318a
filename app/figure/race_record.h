#pragma once
// A race's record: what each lane was like at some moments of its training, on one clock; and a moment of it.

#include <memory>
#include <vector>

#include "app/figure/figure_source.h"

namespace app {

struct RaceRecord {
  static constexpr size_t kMostLanes = 6;

  struct Moment {
    double at = 0;  ///< on the clock of the race
    FigureSource source;
  };
  struct Lane {
    QString name;
    std::vector<Moment> moments;  ///< from step 0 on, at least one
  };

  bool bySeconds = false;  ///< the clock counts seconds of training, else steps
  QString subject;         ///< "Two moons, seed 1"
  std::vector<Lane> lanes;

  /// When the last lane is done.
  double end() const;
};

struct RaceMoment {
  std::shared_ptr<const RaceRecord> record;
  double at = 0;
  std::vector<FigureSource> lanes;  ///< as they are then; a lane that has come to its end stays there

  /// Whether lane i runs no longer though others do.
  bool done(size_t i) const;
  /// The lane with the lowest held-out NLL, as far as three decimals show it; -1: none.
  int leader() const;
  bool operator==(const RaceMoment&) const = default;
};

RaceMoment raceAt(const std::shared_ptr<const RaceRecord>& record, double at);

/// NLL minus entropy, nats; nothing if one of them is not known.
std::optional<double> gapOf(const FigureSource& source);

/// Throws InputError unless it can be played: two to kMostLanes lanes that have been trained.
void check(const RaceRecord* record);

}  // namespace app
