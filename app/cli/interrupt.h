#pragma once
// Interrupts: Ctrl-C (and a polite kill) as a flag that long work looks at, so that nothing is left half done.

namespace app::cli {

/// Thrown where work stops because of an interrupt.
struct Interrupted {};

void watchForInterrupts();
bool interrupted();
/// Throws Interrupted if there was one.
void stopIfInterrupted();
/// The exit status that tells of the interrupt: 130 for Ctrl-C.
int interruptStatus();

}  // namespace app::cli
