#pragma once
// Progress: a bar on standard error while work goes on; only on a terminal, and gone when the work is done.

#include <chrono>
#include <string>

namespace app::cli {

class Progress {
 public:
  explicit Progress(bool quiet);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  /// `part` of the work in [0, 1] is done; `note` stands behind the bar. Draws ten times a second at most.
  void show(double part, const std::string& note);
  /// A line on standard error that stays, quiet or not.
  void tell(const std::string& sentence);

 private:
  void erase();

  bool on_;
  bool drawn_ = false;
  std::chrono::steady_clock::time_point last_{};
};

}  // namespace app::cli
