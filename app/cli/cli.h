#pragma once
// The command line: the same program without a window.

namespace app {

/// Whether `word`, the program's first argument, is for runCli: a subcommand, --help or --version.
bool isCommand(const char* word);
/// Runs a subcommand. 0: done, 1: failed while working, 2: bad input, 130: interrupted.
int runCli(int argc, char** argv);

}  // namespace app
