#include "app/stage/ledger_check.h"

#include <cmath>
#include <limits>
#include <system_error>

#include "app/stage/numerical_jacobian.h"
#include "core/util/thread_clock.h"

namespace app {

namespace {

constexpr int kLookEvery = 40;  // milliseconds

}  // namespace

LedgerCheck::LedgerCheck(QObject* parent) : QObject(parent) {
  clock_.setInterval(kLookEvery);
  connect(&clock_, &QTimer::timeout, this, &LedgerCheck::look);
}

LedgerCheck::~LedgerCheck() {
  if (running_.valid()) running_.wait();
}

void LedgerCheck::ask(std::shared_ptr<const core::Flow> flow, std::shared_ptr<const core::Theta> theta,
                      const core::Ledger& ledger) {
  next_ = Wish{std::move(flow), std::move(theta), ledger};
  clock_.start();
  look();
}

void LedgerCheck::look() {
  if (running_.valid()) {
    if (running_.wait_for(std::chrono::seconds(0)) != std::future_status::ready) return;
    const double difference = running_.get();
    if (!next_) emit checked(difference);  // else it is of a ledger that is gone
  }
  if (!next_) {
    clock_.stop();
    return;
  }
  try {
    running_ = std::async(std::launch::async, [wish = *next_] {
      core::beNice();  // a check may wait, the picture may not
      return differenceOf(*wish.flow, *wish.theta, wish.ledger);
    });
    next_.reset();
  } catch (const std::system_error&) {
    // No thread to be had now: tried again at the next look.
  }
}

double LedgerCheck::differenceOf(const core::Flow& flow, const core::Theta& theta, const core::Ledger& ledger) {
  std::vector<NumericalLayer> layers;
  for (int k = 0; k < flow.depth(); ++k) {
    const core::LayerSpec& card = flow.spec().layers[static_cast<size_t>(k)];
    const core::ConstTheta part = flow.slice(core::view(theta), k);
    layers.push_back({card.key, card.settings, card.enabled, {part.begin(), part.end()}});
  }
  std::vector<std::array<double, 2>> places;
  for (const core::Ledger::Row& row : ledger.rows) places.push_back({row.at.x(), row.at.y()});
  double worst = 0;
  const std::vector<double> numerical = numericalLogDets(layers, places);
  for (size_t k = 0; k < numerical.size(); ++k) {
    const double difference = std::abs(numerical[k] - ledger.rows[k + 1].logDet);
    // A NaN is no agreement.
    worst = difference <= worst ? worst : std::isnan(difference) ? std::numeric_limits<double>::infinity() : difference;
  }
  return worst;
}

}  // namespace app
