#include <cmath>
#include <cstdio>

#include "app/cli/check_double.h"
#include "app/cli/command.h"
#include "app/cli/interrupt.h"
#include "app/cli/output.h"
#include "app/cli/progress.h"
#include "app/cli/saved_flow.h"
#include "app/devices.h"
#include "core/render/integral.h"

namespace app::cli {

namespace {

constexpr double kIntegralTolerance = 1e-3;
constexpr double kRoundTripTolerance = 1e-4;  // of the 99 % quantile, relative to 1 + |x|
constexpr double kLogDetTolerance = 1e-3;     // of the 99 % quantile
constexpr int kPartsOfALayer = 4;

struct Options {
  std::string flow, given;
  int threads = 0;
  bool json = false, quiet = false;
};

struct Row {
  double depth;
  double integral;
  MapErrors errors;

  // What is out of tolerance; empty if nothing is.
  std::string complaint() const {
    const auto say = [&](const std::string& what, double value) {
      std::string text = "out of tolerance at depth " + fixed(depth, 2) + ": " + what + " ";
      append(text, value);
      return text;
    };
    if (!(std::abs(integral - 1) <= kIntegralTolerance)) return say("the integral is", integral);
    if (!(errors.roundTrip.p99 <= kRoundTripTolerance)) return say("the round trip errs by", errors.roundTrip.p99);
    if (!(errors.logDet.p99 <= kLogDetTolerance)) return say("the log-det errs by", errors.logDet.p99);
    return {};
  }
};

Json numberOrNull(double value) { return std::isfinite(value) ? Json(value) : Json(); }

Json jsonOf(const Spread& spread) { return {{"p99", numberOrNull(spread.p99)}, {"max", numberOrNull(spread.max)}}; }

std::vector<Row> measure(const Options& o) {
  const SavedFlow saved(o.flow, o.given);
  const auto engine = makeEngine("cpu", o.threads);
  core::Document flow = saved.document;
  flow.project.link.reset();  // the data as it is here, whatever it is
  DoubleCheck inDouble(core::toJson(flow), saved.c);
  core::Freezer freezer;
  Progress progress(o.quiet);
  std::vector<Row> rows;
  const int parts = kPartsOfALayer * saved.flow->depth();
  for (int i = 0; i <= parts; ++i) {
    stopIfInterrupted();
    const double depth = static_cast<double>(i) / kPartsOfALayer;
    progress.show(static_cast<double>(i) / (parts + 1), "depth " + fixed(depth, 2));
    const double integral =
        core::integralOf(*engine, freezer.freeze(saved.flow, saved.theta, depth), core::kCheckIntegral);
    rows.push_back({depth, integral, inDouble.at(depth)});
  }
  return rows;
}

int run(const Options& o) {
  const std::vector<Row> rows = measure(o);
  std::string complaint;
  Json depths = Json::array();
  std::string table = " depth   integral   round trip: p99       max   log-det: p99       max\n";
  for (const Row& row : rows) {
    if (complaint.empty()) complaint = row.complaint();
    const MapErrors& e = row.errors;
    depths.push_back({{"depth", row.depth},
                      {"integral", numberOrNull(row.integral)},
                      {"round_trip", jsonOf(e.roundTrip)},
                      {"log_det_error", jsonOf(e.logDet)}});
    char line[120];
    std::snprintf(line, sizeof line, "%6.2f   %8.6f         %9.2e %9.2e      %9.2e %9.2e%s\n", row.depth, row.integral,
                  e.roundTrip.p99, e.roundTrip.max, e.logDet.p99, e.logDet.max,
                  row.complaint().empty() ? "" : "   out of tolerance");
    table += line;
  }
  if (o.json) {
    print(Json{{"depths", depths}, {"ok", complaint.empty()}});
  } else {
    print(table);
  }
  flushStandardOutput();
  if (!complaint.empty()) throw WorkError(o.flow + ": " + complaint);
  return 0;
}

}  // namespace

Action addCheck(CLI::App& command) {
  auto o = std::make_shared<Options>();
  command.add_option("FLOW", o->flow, "A .pushforward file, or a flow exported as .json or .npz")->required();
  addGiven(command, o->given);
  command.add_option("--threads", o->threads, "0: one a core")->check(CLI::Range(0, 256));
  command.add_flag("--json", o->json, "One object");
  command.add_flag("--quiet", o->quiet, "No progress bar");
  command.footer("Tolerances: integral 1 +- 1e-3; 99 % quantiles: round trip 1e-4 (1 + |x|), log-det 1e-3.");
  return [o] { return run(*o); };
}

}  // namespace app::cli
