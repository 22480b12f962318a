#include "app/cli/progress.h"

#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <utility>

#include "app/cli/output.h"

namespace app::cli {

namespace {

constexpr int kWidth = 30;
constexpr auto kPause = std::chrono::milliseconds(100);

}  // namespace

Progress::Progress(bool quiet) : on_(!quiet && ::isatty(STDERR_FILENO) == 1) {}

Progress::~Progress() { erase(); }

void Progress::erase() {
  if (std::exchange(drawn_, false)) std::fputs("\r\x1b[K", stderr);
}

void Progress::tell(const std::string& sentence) {
  erase();
  std::fprintf(stderr, "pushforward: %s\n", oneLine(sentence).c_str());
}

void Progress::show(double part, const std::string& note) {
  const auto now = std::chrono::steady_clock::now();
  if (!on_ || (drawn_ && now - last_ < kPause)) return;
  last_ = now;
  drawn_ = true;
  const int full = static_cast<int>(kWidth * std::clamp(part, 0.0, 1.0));
  std::fprintf(stderr, "\r\x1b[K[%s%s] %s", std::string(static_cast<size_t>(full), '#').c_str(),
               std::string(static_cast<size_t>(kWidth - full), '.').c_str(), note.c_str());
  std::fflush(stderr);
}

}  // namespace app::cli
