#include "core/project/view_json.h"

namespace core {

namespace {

constexpr size_t kMostCorners = 4096;  // of a brushed region

Json pair(const Vec2& p) { return {p.x(), p.y()}; }

Json spotJson(const Spot& spot) { return {{"at", pair(spot.at)}, {"depth", spot.depth}}; }

Json stageJson(const StageRequest& stage) {
  Json out = {
      {"colouring", std::string(name(stage.colouring))}, {"forget", stage.forget}, {"ellipses", stage.ellipses}};
  if (stage.probe) out["probe"] = spotJson(*stage.probe);
  if (stage.cell) out["cell"] = {{"centre", spotJson(stage.cell->centre)}, {"side", stage.cell->side}};
  if (stage.brush) {
    Json outline = Json::array();
    for (const Vec2& p : stage.brush->outline) outline.push_back(pair(p));
    out["brush"] = {{"outline", outline}, {"depth", stage.brush->depth}};
  }
  return out;
}

double readDepth(const JsonNode& node) {
  const double depth = node.number();
  if (depth != -1 && !(depth >= 0 && depth <= FlowSpec::kMaxLayers))
    node.refuse("must be -1 or from 0 to the number of layers");
  return depth;
}

Vec2 readPair(const JsonNode& node) {
  node.listSize(2, 2, "numbers");
  return {node.at(0).number(), node.at(1).number()};
}

Spot readSpot(const JsonNode& node) { return {readPair(node.at("at")), readDepth(node.at("depth"))}; }

StageRequest readStage(const JsonNode& node) {
  StageRequest stage;
  const JsonNode named = node.at("colouring");
  const auto colouring = colouringNamed(named.text());
  if (!colouring) named.refuse("is not a colouring that this version knows");
  stage.colouring = *colouring;
  stage.forget = node.at("forget").flag();
  stage.ellipses = node.at("ellipses").flag();
  if (node.has("probe")) stage.probe = readSpot(node.at("probe"));
  if (node.has("cell")) {
    const JsonNode cell = node.at("cell");
    stage.cell = CellRequest{readSpot(cell.at("centre")), cell.at("side").number(kSmallestCell, kLargestCell)};
  }
  if (node.has("brush")) {
    const JsonNode brush = node.at("brush");
    Brush region{{}, readDepth(brush.at("depth"))};
    const size_t count = brush.at("outline").listSize(3, kMostCorners, "corners");
    for (size_t i = 0; i < count; ++i) region.outline.push_back(readPair(brush.at("outline").at(i)));
    stage.brush = region;
  }
  return stage;
}

}  // namespace

Json viewJson(const View& v) {
  return {{"window", {v.window.x0, v.window.x1, v.window.y0, v.window.y1}},
          {"density", v.density},
          {"grid", v.grid},
          {"particles", v.particles},
          {"data", v.data},
          {"axes", v.axes},
          {"ledger", v.ledger},
          {"stage", stageJson(v.stage)},
          {"comparison", std::string(name(v.comparison))},
          {"reading", v.reading == Reading::sampling ? "sampling" : "density"},
          {"depth", v.depth},
          {"temperature", v.temperature},
          {"given", v.given}};
}

View readView(const JsonNode& node) {
  View v;
  const JsonNode window = node.at("window");
  window.listSize(4, 4, "numbers");
  v.window = {window.at(0).number(), window.at(1).number(), window.at(2).number(), window.at(3).number()};
  const Window& w = v.window;
  if (w != View{}.window && !(w.x0 < w.x1 && w.y0 < w.y1))
    window.refuse("must be x0, x1, y0, y1 with x0 < x1 and y0 < y1");
  v.density = node.at("density").flag();
  v.grid = node.at("grid").flag();
  v.particles = node.at("particles").flag();
  v.data = node.at("data").flag();
  v.depth = readDepth(node.at("depth"));
  if (node.has("temperature")) v.temperature = node.at("temperature").number(kLowestTemperature, kHighestTemperature);
  if (node.has("axes")) v.axes = node.at("axes").flag();
  if (node.has("given")) v.given = node.at("given").number(0, 1);
  if (node.has("ledger")) v.ledger = node.at("ledger").flag();
  if (node.has("stage")) v.stage = readStage(node.at("stage"));
  if (node.has("comparison")) {
    const JsonNode named = node.at("comparison");
    const auto comparison = comparisonNamed(named.text());
    if (!comparison) named.refuse("is not a comparison that this version knows");
    v.comparison = *comparison;
  }
  if (node.has("reading")) {
    const std::string& reading = node.at("reading").text();
    if (reading != "sampling" && reading != "density") node.at("reading").refuse("must be sampling or density");
    v.reading = reading == "sampling" ? Reading::sampling : Reading::density;
  }
  return v;
}

}  // namespace core
