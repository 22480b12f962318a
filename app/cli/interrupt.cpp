#include "app/cli/interrupt.h"

#include <csignal>
#include <initializer_list>

namespace app::cli {

namespace {

volatile std::sig_atomic_t received = 0;

void note(int signal) { received = signal; }

}  // namespace

void watchForInterrupts() {
  struct sigaction action {};
  action.sa_handler = note;
  sigemptyset(&action.sa_mask);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
    struct sigaction before {};
    // What the parent has told us to ignore (nohup) stays ignored.
    if (sigaction(signal, nullptr, &before) == 0 && before.sa_handler != SIG_IGN) sigaction(signal, &action, nullptr);
  }
}

bool interrupted() { return received != 0; }

void stopIfInterrupted() {
  if (interrupted()) throw Interrupted{};
}

int interruptStatus() { return 128 + received; }

}  // namespace app::cli
