// PyTorch: one module of plain torch, and its weights beside it in the safetensors format. The module holds those of the
// classes in pytorch/*.py that the flow needs.

#include <algorithm>
#include <cctype>
#include <filesystem>

#include "core/export/exporter.h"
#include "core/export/tensors.h"
#include "core/export/text.h"
#include "core/util/error.h"

namespace core {

namespace {

/// The classes that a module needs, each once and after those that it is made from.
class Needed {
 public:
  void add(const std::string& name) {
    if (std::find(names_.begin(), names_.end(), name) == names_.end()) names_.push_back(name);
  }
  std::string text() const {
    std::string out;
    for (const std::string& name : names_) out += "\n\n" + piece("pytorch/" + name + ".py");
    return out;
  }

 private:
  std::vector<std::string> names_;
};

std::string listOf(const std::vector<int>& sizes) {
  std::string text;
  for (const int size : sizes) text += (text.empty() ? "" : ", ") + std::to_string(size);
  return "[" + text + "]";
}

std::string number(const Settings& settings, const std::string& key) { return literal(realOf(settings, key)); }

std::string conditionerText(const Settings& s, int outputs, Needed& needed) {
  const std::string& kind = s.at("conditioner");
  const std::string spline = "levels=" + s.at("levels") + ", order=" + s.at("order");
  if (kind == "grid") {
    needed.add("b_spline");
    needed.add("grid");
    return "Grid(" + spline + ", outputs=" + std::to_string(outputs) + ", smoothness=" + number(s, "smoothness") + ")";
  }
  needed.add("mlp");
  const std::string network = listOf(sizesOf(s, "hidden")) + ", " + std::to_string(outputs) + ", " +
                              (s.at("activation") == "silu" ? "F.silu" : "torch.tanh");
  if (kind == "mlp") return "Mlp(" + network + ")";
  needed.add("b_spline");
  needed.add("tabulated");
  return "Tabulated(" + network + ", " + spline + ")";
}

std::string couplingText(const LayerSpec& card, CouplingShape shape, Needed& needed) {
  const Settings& s = card.settings;
  const std::string common = "half=" + s.at("half") + ", conditioner=" + conditionerText(s, shape.outputs, needed);
  const std::string free = shape.autoregressive ? ", free=" + std::to_string(shape.outputs) : "";
  needed.add("coupling");
  if (card.key == "additive") {
    needed.add("additive");
    return "Additive(" + common + ")";
  }
  if (card.key == "logistic") {
    needed.add("logistic");
    return "Logistic(" + common + ", components=" + s.at("components") + ", bound=" + number(s, "bound") + ")";
  }
  if (s.contains("bins")) {
    needed.add("spline");
    return "Spline(" + common + ", bins=" + s.at("bins") + ", bound=" + number(s, "bound") + free + ")";
  }
  needed.add("affine");
  return "Affine(" + common + ", bound=" + number(s, "bound") + free + ")";
}

// How the module makes the layer of a card.
std::string constructor(const LayerSpec& card, Needed& needed) {
  const Settings& s = card.settings;
  if (const CouplingShape shape = couplingShape(card); shape.outputs > 0) return couplingText(card, shape, needed);
  if (card.key == "glow") {
    needed.add("actnorm");
    needed.add("linear");
    LayerSpec affine = card;
    affine.key = "affine";
    const std::string made = constructor(affine, needed);
    needed.add("glow");
    return "Glow(" + made + ")";
  }
  static const std::vector<std::pair<std::string, std::string>> simple = {{"planar", "Planar()"},
                                                                          {"radial", "Radial()"},
                                                                          {"sylvester", "Sylvester()"},
                                                                          {"actnorm", "Actnorm()"},
                                                                          {"linear", "Linear()"}};
  for (const auto& [key, text] : simple) {
    if (card.key != key) continue;
    if (key == "planar" || key == "sylvester") needed.add("tanh_root");
    needed.add(key);
    return text;
  }
  if (card.key == "rotation") {
    needed.add("rotation");
    return "Rotation(quarters=" + s.at("quarters") + ")";
  }
  if (card.key == "residual" || card.key == "cnf") {
    needed.add("field");
    needed.add(card.key);
    const std::string hidden = listOf(sizesOf(s, "hidden"));
    return card.key == "cnf" ? "Cnf(" + hidden + ", steps=" + s.at("steps") + ")" : "Residual(" + hidden + ")";
  }
  throw InputError("the layer " + card.key + " cannot be written as PyTorch");
}

// As the classes in pytorch/base_*.py take the settings.
std::string baseArguments(const BaseSpec& base) {
  std::string text;
  for (const Setting& setting : baseInfo(base.key).settings)
    text += (text.empty() ? "" : ", ") + setting.key + "=" + base.settings.at(setting.key);
  return text;
}

// Inside double quotes.
std::string quoted(const std::string& text) {
  std::string out;
  for (const char c : text) out += c == '"' || c == '\\' ? std::string("\\") + c : std::string(1, c);
  return out;
}

// As far as a file's name can be that of a module.
std::string moduleName(std::string name) {
  for (char& c : name) c = std::isalnum(static_cast<unsigned char>(c)) != 0 ? c : '_';
  return name;
}

std::string pairOf(const double* values) { return "[" + literal(values[0]) + ", " + literal(values[1]) + "]"; }

// https://github.com/huggingface/safetensors: the length of a JSON header, the header, the numbers.
class Safetensors {
 public:
  void add(const std::string& name, const std::vector<int>& shape, ConstTheta values) {
    const size_t first = data_.size();
    for (const Real value : values) appendFloat(data_, value);
    std::string sizes;
    for (const int size : shape) sizes += (sizes.empty() ? "" : ",") + std::to_string(size);
    header_ += std::string(header_.empty() ? "{" : ",") + "\"" + name + "\":{\"dtype\":\"F32\",\"shape\":[" + sizes +
               "],\"data_offsets\":[" + std::to_string(first) + "," + std::to_string(data_.size()) + "]}";
  }
  std::string bytes() const {
    std::string header = header_.empty() ? "{}" : header_ + "}";
    while (header.size() % 8 != 0) header += ' ';
    std::string out;
    appendLittleEndian(out, std::uint64_t{header.size()});
    return out + header + data_;
  }

 private:
  std::string header_, data_;
};

std::vector<ExportedFile> write(const ExportedFlow& exported, const std::string& path) {
  const Flow flow(exported.spec);
  const std::filesystem::path module(path);
  std::filesystem::path weights = module;
  weights.replace_extension(".safetensors");
  Needed needed;
  needed.add("base_" + exported.spec.base.key);
  Safetensors tensors;
  std::string cards;
  int place = 0;  // among the layers that take part
  for (int k = 0; k < flow.depth(); ++k) {
    if (!flow.enabled(k)) continue;
    const LayerSpec& card = exported.spec.layers[static_cast<size_t>(k)];
    const char* direction = flow.wayToBase(k) == Way::apply ? "Density(" : "Sampling(";
    cards += "            " + (direction + constructor(card, needed)) + "),\n";
    const ConstTheta theta = flow.slice(view(exported.theta), k);
    for (const Tensor& tensor : tensorsOf(card)) {
      tensors.add("layers." + std::to_string(place) + ".layer." + tensor.name, tensor.shape,
                  theta.subspan(static_cast<size_t>(tensor.first), static_cast<size_t>(tensor.count())));
    }
    ++place;
  }
  if (!cards.empty()) cards.pop_back();
  const std::string text = piece("pytorch/head.py") + needed.text() + "\n\n" + piece("pytorch/flow.py");
  return {{path, filled(text, {{"TITLE", "A normalizing flow: " + toText(exported.spec)},
                               {"MODULE", moduleName(module.stem().string())},
                               {"WEIGHTS", quoted(weights.filename().string())},
                               {"CARDS", cards},
                               {"BASE", baseArguments(exported.spec.base)},
                               {"MEAN", pairOf(exported.scaling.mean)},
                               {"SCALE", pairOf(exported.scaling.scale)}})},
          {weights.string(), tensors.bytes()}};
}

}  // namespace

extern const Exporter pytorchExporter{
    "pytorch", "PyTorch", ".py",
    "A module of plain torch with log_prob and sample, for running and for further training; its weights beside it",
    write};

}  // namespace core
