#include "app/figure/race_record.h"

#include <algorithm>
#include <cmath>

#include "app/figure/moments.h"
#include "core/util/error.h"

namespace app {

namespace {

FigureSource laneAt(const RaceRecord::Lane& lane, double at) {
  const auto& all = lane.moments;
  const auto after =
      std::lower_bound(all.begin(), all.end(), at, [](const auto& moment, double value) { return moment.at < value; });
  if (after == all.begin()) return all.front().source;
  if (after == all.end()) return all.back().source;
  const auto &a = *(after - 1), &b = *after;
  return sourceBetween(a.source, b.source, (at - a.at) / (b.at - a.at));
}

}  // namespace

double RaceRecord::end() const {
  double last = 0;
  for (const Lane& lane : lanes) last = std::max(last, lane.moments.back().at);
  return last;
}

bool RaceMoment::done(size_t i) const {
  const double last = record->lanes[i].moments.back().at;
  return last < at && last < record->end();
}

int RaceMoment::leader() const {
  const auto shown = [this](size_t i) { return std::lround(lanes[i].nll.value_or(1e6) * 1000); };
  int best = -1;
  bool alone = false;
  for (size_t i = 0; i < lanes.size(); ++i) {
    if (!lanes[i].nll || !std::isfinite(*lanes[i].nll)) continue;
    if (best >= 0 && shown(i) == shown(static_cast<size_t>(best))) alone = false;
    if (best >= 0 && shown(i) >= shown(static_cast<size_t>(best))) continue;
    best = static_cast<int>(i);
    alone = true;
  }
  return alone ? best : -1;
}

RaceMoment raceAt(const std::shared_ptr<const RaceRecord>& record, double at) {
  RaceMoment moment{record, at, {}};
  for (const RaceRecord::Lane& lane : record->lanes) moment.lanes.push_back(laneAt(lane, at));
  return moment;
}

std::optional<double> gapOf(const FigureSource& source) {
  if (!source.nll || !source.entropy) return std::nullopt;
  return *source.nll - *source.entropy;
}

void check(const RaceRecord* record) {
  if (record == nullptr || record->lanes.size() < 2)
    throw core::InputError("there is no race to play: it takes at least two flows side by side");
  if (record->lanes.size() > RaceRecord::kMostLanes)
    throw core::InputError("a film of a race has at most " + std::to_string(RaceRecord::kMostLanes) + " lanes, not " +
                           std::to_string(record->lanes.size()));
  if (!(record->end() > 0)) throw core::InputError("there is no race to play: nobody has left the start yet");
}

}  // namespace app
