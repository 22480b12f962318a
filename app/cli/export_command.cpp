#include <filesystem>

#include "app/cli/command.h"
#include "app/cli/interrupt.h"
#include "app/cli/output.h"
#include "app/cli/saved_flow.h"
#include "core/export/exporter.h"

namespace app::cli {

namespace {

struct Options {
  std::string flow, format, out, given;
};

int run(const Options& o) {
  core::exporter(o.format);  // before anything is read: an unknown format is told first
  const SavedFlow saved(o.flow, o.given);
  checkWritable(o.out);
  const core::ExportedFlow flow =
      core::exportedFlow(saved.document.project.flow, saved.document.state.average, saved.scaling(), saved.c);
  const auto files = core::exportFlow(flow, o.format, o.out);
  for (const core::ExportedFile& file : files) checkWritable(file.path);
  stopIfInterrupted();
  // What lies beside comes first: whoever sees the file that was asked for finds it complete.
  std::vector<std::string> fresh;  // what was not there before, and must not be left behind if the rest fails
  try {
    for (auto file = files.rbegin(); file != files.rend(); ++file) {
      const bool isNew = !std::filesystem::exists(file->path);
      write(file->path, file->bytes);
      if (isNew) fresh.push_back(file->path);
    }
  } catch (...) {
    for (const std::string& path : fresh) std::filesystem::remove(path);
    throw;
  }
  std::string text = "saved to";
  for (const core::ExportedFile& file : files) text += " " + file.path;
  print(text + "\n");
  return 0;
}

std::string formats() {
  std::string text;
  for (const core::Exporter& e : core::exporters())
    text += (text.empty() ? "" : "; ") + e.key + " (" + e.ending + "): " + e.summary;
  return text;
}

}  // namespace

Action addExport(CLI::App& command) {
  auto o = std::make_shared<Options>();
  command.add_option("FLOW", o->flow, "A .pushforward file, or a flow exported as .json or .npz")->required();
  command.add_option("--format", o->format, formats())->required();
  addGiven(command, o->given);
  command.add_option("--out", o->out, "Where to write it, with the format's ending")->required();
  return [o] { return run(*o); };
}

}  // namespace app::cli
