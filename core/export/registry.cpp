#include "core/export/cnf_steps.h"
#include "core/export/exporter.h"
#include "core/util/error.h"
#include "core/util/quotes.h"

namespace core {

#define EXPORTER(key) extern const Exporter key##Exporter;
#include "core/export/exporters.def"
#undef EXPORTER

ExportedFlow exportedFlow(const FlowSpec& spec, const Theta& average, const Scaling& scaling, double c) {
  if (!average.allFinite()) throw InputError("the weights are not finite numbers, so there is nothing to export");
  const Flow whole(spec);
  ExportedFlow flow{spec, whole.given(average, c), scaling};
  flow.spec.conditional = false;
  flow.theta.conservativeResize(whole.parameterCount() - whole.slopeCount());  // without the slopes behind them
  const Flow plain(flow.spec);
  plain.settle(flow.theta, kSettled);
  for (int k = 0; k < plain.depth(); ++k) {
    const LayerSpec& card = flow.spec.layers[static_cast<size_t>(k)];
    if (card.key != "cnf") continue;
    const MutableTheta theta = plain.slice(view(flow.theta), k);
    theta.back() = static_cast<Real>(cnfDoublings(card.settings, theta));  // others don't know how far the layer goes
  }
  return flow;
}

const std::vector<Exporter>& exporters() {
  static const std::vector<Exporter> all{
#define EXPORTER(key) key##Exporter,
#include "core/export/exporters.def"
#undef EXPORTER
  };
  return all;
}

const Exporter& exporter(const std::string& key) {
  std::string known;
  for (const Exporter& e : exporters()) {
    if (e.key == key) return e;
    known += (known.empty() ? "" : ", ") + e.key;
  }
  throw InputError("unknown format " + inQuotes(key) + "; known: " + known);
}

std::vector<ExportedFile> exportFlow(const ExportedFlow& flow, const std::string& format, const std::string& path) {
  const Exporter& e = exporter(format);
  if (!path.ends_with(e.ending) || path.size() == e.ending.size())
    throw InputError(path + ": a file of the format " + e.key + " must end in " + e.ending);
  return e.write(flow, path);
}

}  // namespace core
