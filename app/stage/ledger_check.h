#pragma once
// The ledger's check: compares its log-dets with those of numerical Jacobians in double precision, in a thread of its own;
// the newest wish wins.

#include <QObject>
#include <QTimer>
#include <future>
#include <memory>
#include <optional>

#include "core/flow/flow.h"
#include "core/stage/ledger.h"

namespace app {

class LedgerCheck : public QObject {
  Q_OBJECT

 public:
  explicit LedgerCheck(QObject* parent = nullptr);
  ~LedgerCheck() override;

  /// Compares this ledger soon; the answer comes by `checked`.
  void ask(std::shared_ptr<const core::Flow> flow, std::shared_ptr<const core::Theta> theta,
           const core::Ledger& ledger);

  /// Largest difference over the layers, in nats.
  static double differenceOf(const core::Flow& flow, const core::Theta& theta, const core::Ledger& ledger);

 signals:
  void checked(double difference);

 private:
  struct Wish {
    std::shared_ptr<const core::Flow> flow;
    std::shared_ptr<const core::Theta> theta;
    core::Ledger ledger;
  };
  void look();

  std::optional<Wish> next_;
  std::future<double> running_;
  QTimer clock_;
};

}  // namespace app
