#pragma once
// Measures a window at work, for tests/bench: how soon it shows something and has learned something, how long frames are
// apart while it plays and trains, and how fast it trains meanwhile.

#include <QObject>
#include <vector>

#include "app/main_window.h"

namespace app {

class WindowMeter : public QObject {
 public:
  /// To be made before the window is shown. `seconds` of measuring, after two that everything has to settle; then one
  /// line of JSON goes to stdout and the window closes. Times are milliseconds, the first ones since the process began.
  WindowMeter(MainWindow& window, double seconds);

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  void begin();
  void finish();

  MainWindow& window_;
  double seconds_;
  std::vector<double> renderTimes_;
  int firstStep_ = 0;  // the step when measuring began
  double pixel_ = 0, frame_ = 0, step_ = 0, learned_ = 0;
};

}  // namespace app
