#include "app/cli/cli.h"

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <iterator>

#include "app/cli/command.h"
#include "app/cli/interrupt.h"
#include "app/cli/output.h"
#include "core/util/error.h"

namespace app {

namespace {

constexpr int kFailed = 1;
constexpr int kBadInput = 2;

struct Command {
  const char* name;
  const char* summary;
  cli::Action (*add)(CLI::App&);
};

const Command commands[] = {
    {"targets", "The distributions that a flow can learn", cli::addTargets},
    {"layers", "The kinds of layer and their settings", cli::addLayers},
    {"presets", "The stacks to start from", cli::addPresets},
    {"devices", "The devices that can train, and which is the default", cli::addDevices},
    {"train", "Trains a flow and saves it", cli::addTrain},
    {"eval", "Log-densities and base points of a file of points", cli::addEval},
    {"sample", "Draws points from a flow", cli::addSample},
    {"density", "The log-density on a grid of pixels, as a NumPy file", cli::addDensity},
    {"check", "Integral, round trip and log-determinant at every depth", cli::addCheck},
    {"render", "Draws a flow: a picture, or a film of how it warps or learns", cli::addRender},
    {"export", "Writes a flow for PyTorch, ONNX, NumPy and others", cli::addExport},
    {"bench", "How fast it is here; how well the presets learn", cli::addBench},
};

int complain(const std::string& message, int status) {
  std::fprintf(stderr, "pushforward: %s\n", cli::oneLine(message).c_str());
  return status;
}

int parseAndRun(int argc, char** argv) {
  CLI::App parser{"Shows how normalizing flows turn a Gaussian into other distributions of the plane.", "pushforward"};
  parser.set_version_flag("--version", std::string("pushforward ") + PUSHFORWARD_VERSION);
  parser.require_subcommand(1);
  parser.footer("Without a command: the window. pushforward COMMAND --help tells the options of one.");
  cli::Action chosen;
  for (const Command& command : commands) {
    CLI::App* subcommand = parser.add_subcommand(command.name, command.summary);
    subcommand->parse_complete_callback([&chosen, action = command.add(*subcommand)] { chosen = action; });
  }
  try {
    parser.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) return parser.exit(error);  // --help and --version
    return complain(error.what(), kBadInput);
  }
  const int status = chosen();
  cli::flushStandardOutput();
  return status;
}

}  // namespace

bool isCommand(const char* word) {
  for (const char* flag : {"--help", "-h", "--version"}) {
    if (std::strcmp(word, flag) == 0) return true;
  }
  return std::any_of(std::begin(commands), std::end(commands),
                     [&](const Command& command) { return std::strcmp(word, command.name) == 0; });
}

int runCli(int argc, char** argv) {
  cli::watchForInterrupts();
  try {
    return parseAndRun(argc, argv);
  } catch (const cli::Interrupted&) {
    return cli::interruptStatus();
  } catch (const core::InputError& error) {
    return complain(error.what(), kBadInput);
  } catch (const std::bad_alloc&) {
    return complain("out of memory", kFailed);
  } catch (const std::exception& error) {
    return complain(error.what(), kFailed);
  }
}

}  // namespace app
