#pragma once
// A stage without a screen: it remembers what it was asked for.

#include <QWidget>
#include <vector>

#include "app/lessons/lesson_stage.h"

namespace app {

class FakeStage : public LessonStage {
 public:
  struct Call {
    Scene before, now;
    std::shared_ptr<const core::Snapshot> kept;
  };
  std::vector<Call> calls;
  int entered = 0, left = 0;
  std::optional<double> currentGap;
  std::shared_ptr<const core::Snapshot> current;
  Thing shown;

  const Scene& scene() const { return calls.back().now; }

  void enter() override { ++entered; }
  void leave() override { ++left; }
  void setScene(const Scene& before, const Scene& now, const std::shared_ptr<const core::Snapshot>& kept) override {
    calls.push_back({before, now, kept});
  }
  std::shared_ptr<const core::Snapshot> snapshot() const override { return current; }
  Thing thing(const QString&) const override { return shown; }
  std::optional<double> gap() const override { return currentGap; }
};

}  // namespace app
