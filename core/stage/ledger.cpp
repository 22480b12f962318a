#include "core/stage/ledger.h"

#include <algorithm>

namespace core {

Vec2 toFlow(const Scaling& s, const Vec2& user) {
  return {(user.x() - s.mean[0]) / s.scale[0], (user.y() - s.mean[1]) / s.scale[1]};
}

Vec2 toUser(const Scaling& s, const Vec2& flow) {
  return {flow.x() * s.scale[0] + s.mean[0], flow.y() * s.scale[1] + s.mean[1]};
}

namespace {

// All but what is shown.
Ledger wholeLedger(Tracer& tracer, const Scaling& scaling, const Spot& spot, int pieces, bool jacobians) {
  const double K = tracer.depth();
  const double at = spot.depth < 0 ? K : std::min(spot.depth, K);
  const Vec2 point = toFlow(scaling, spot.at);
  Ledger ledger;
  const std::vector<Passage> passages = tracer.through(point, at, K, jacobians);
  const Vec2 z = passages.empty() ? point : passages.front().from;
  double running = tracer.flow().base().logDensity(z.x(), z.y());
  ledger.rows.push_back({z, 0, running, Mat2::Identity()});
  for (size_t k = 0; k < passages.size(); ++k) {
    const Passage& p = passages[k];
    running += p.logDet;
    ledger.rows.push_back({p.to, p.logDet, running, p.jacobian});
    if (jacobians) ledger.rows.back().trace = tracer.traceOf(static_cast<int>(k), p);
  }
  ledger.x = at >= K ? spot.at : toUser(scaling, ledger.rows.back().at);
  ledger.unitsLogDet = scaling.logDet();
  ledger.logDensity = running + ledger.unitsLogDet;
  ledger.pieces = pieces;
  if (pieces > 1) {
    ledger.path = tracer.path(z, pieces);
  } else {
    for (const Ledger::Row& row : ledger.rows) ledger.path.push_back(row.at);
  }
  for (Vec2& place : ledger.path) place = toUser(scaling, place);
  return ledger;
}

}  // namespace

Ledger ledgerOf(Tracer& tracer, const Scaling& scaling, const Spot& spot, double shown, int pieces, bool jacobians) {
  const double K = tracer.depth();
  Tracer::Kept& kept = tracer.kept;
  // In the same units, too: theta may be an older one than the data's.
  const bool units = kept.ledger != nullptr &&
                     (toUser(scaling, kept.ledger->rows.front().at) - kept.ledger->path.front()).norm() <= 1e-9;
  if (!units || kept.spot != spot || kept.pieces < pieces || (jacobians && !kept.jacobians)) {
    kept = {spot, pieces, jacobians,
            std::make_shared<const Ledger>(wholeLedger(tracer, scaling, spot, pieces, jacobians))};
  }
  Ledger ledger = *kept.ledger;
  // The layers passed wholly are in the rows; the one at work is asked for its part.
  const auto whole = static_cast<size_t>(std::clamp(shown, 0.0, K));
  const double part = std::clamp(shown, 0.0, K) - static_cast<double>(whole);
  Vec2 here = ledger.rows[whole].at;
  ledger.shownLogDensity = ledger.rows[whole].running + ledger.unitsLogDet;
  if (part > 0) {
    const Passage moment = tracer.onward(here, static_cast<int>(whole), part);
    here = moment.to;
    ledger.shownLogDensity += moment.logDet;
  }
  ledger.shown = toUser(scaling, here);
  return ledger;
}

}  // namespace core
