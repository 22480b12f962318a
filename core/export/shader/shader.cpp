#include "core/export/shader/shader.h"

#include <algorithm>
#include <cctype>

#include "core/export/affine_map.h"
#include "core/export/cnf_steps.h"
#include "core/export/tensors.h"
#include "core/export/text.h"
#include "core/math/spline_grid.h"
#include "core/util/error.h"

namespace core::shader {

namespace {

/// Numbers as arguments.
template <class... Numbers>
std::string arguments(Numbers... numbers) {
  std::string text;
  ((text += (text.empty() ? "" : ", ") + literal(static_cast<float>(numbers))), ...);
  return text;
}

class Program {
 public:
  explicit Program(const ExportedFlow& exported) : exported_(exported), flow_(exported.spec) {
    need({"numbers"});
    needed_.push_back("base_" + exported.spec.base.key);
    for (int k = 0; k < flow_.depth(); ++k) {
      if (!flow_.enabled(k)) continue;
      const LayerSpec& card = exported.spec.layers[static_cast<size_t>(k)];
      const ConstTheta theta = flow_.slice(view(exported.theta), k);
      const size_t start = weights_.size();
      toData_ += through(card, flow_.layer(k), theta, flow_.wayToData(k));
      const size_t end = weights_.size();
      next_ = start;  // both ways read the same numbers
      toBase_ = through(card, flow_.layer(k), theta, flow_.wayToBase(k)) + toBase_;
      next_ = end;
    }
  }

  std::string text(Language language, const std::string& name) const {
    const bool glsl = language == Language::glsl;
    std::string body;
    for (const std::string& piecesName : needed_) body += "\n" + piece("shader/" + piecesName + ".glsl");
    body += "\n" + piece("shader/flow.glsl");
    const Scaling& s = exported_.scaling;
    const std::string in = "  x = vec2((x.x - " + arguments(s.mean[0]) + ") / " + arguments(s.scale[0]) + ", (x.y - " +
                           arguments(s.mean[1]) + ") / " + arguments(s.scale[1]) +
                           ");\n  logDet += " + arguments(s.logDet()) + ";\n";
    const std::string out = "  x = vec2(x.x * " + arguments(s.scale[0]) + " + " + arguments(s.mean[0]) + ", x.y * " +
                            arguments(s.scale[1]) + " + " + arguments(s.mean[1]) +
                            ");\n  logDet -= " + arguments(s.logDet()) + ";";
    const std::string arrays = usesRaw_ ? "  float raw[OUTPUTS];\n" : "";
    const std::vector<Setting>& ofBase = baseInfo(exported_.spec.base.key).settings;
    for (size_t i = 0; i < ofBase.size(); ++i)
      body =
          filled(body, {{"BASE_" + std::to_string(i), arguments(realOf(exported_.spec.base.settings, ofBase[i].key))}});
    body = filled(body, {{"TO_BASE", arrays + in + toBase_.substr(0, toBase_.empty() ? 0 : toBase_.size() - 1)},
                         {"TO_DATA", arrays + toData_ + out},
                         {"FN", glsl ? "" : "inline "},
                         {"REF", glsl ? "inout float" : "float&"},
                         {"RAW", glsl ? "inout float raw[OUTPUTS]" : "float (&raw)[OUTPUTS]"}});
    const auto count = std::max<size_t>(weights_.size(), 1);
    const std::string head = filled(piece(glsl ? "shader/head_glsl.glsl" : "shader/head_cpp.glsl"),
                                    {{"TITLE", "A normalizing flow: " + toText(exported_.spec)},
                                     {"NAME", name},
                                     {"WIDEST", std::to_string(widest_)},
                                     {"OUTPUTS", std::to_string(outputs_)},
                                     {"COUNT", std::to_string(count)},
                                     {"WEIGHTS", glsl ? weightsText() : withSuffixes(weightsText())}});
    return glsl ? head + body : head + withSuffixes(body) + "\n}  // namespace " + name + "\n";
  }

 private:
  void need(std::initializer_list<const char*> names) {
    for (const char* name : names) {
      if (std::find(needed_.begin(), needed_.end(), name) == needed_.end()) needed_.emplace_back(name);
    }
  }

  // Numbers for weight(); where the first of them lies.
  std::string keep(ConstTheta values) {
    const std::string at = std::to_string(next_);
    for (const Real value : values) {
      if (next_ == weights_.size()) weights_.push_back(static_cast<float>(value));
      ++next_;
    }
    return at;
  }

  std::string widths(const Settings& settings) {
    std::string text;
    std::vector<int> all = sizesOf(settings, "hidden");
    for (const int width : all) widest_ = std::max(widest_, width);
    all.resize(3, 0);
    for (const int width : all) text += ", " + std::to_string(width);
    return text;
  }

  std::string through(const LayerSpec& card, const Layer& layer, ConstTheta theta, Way way) {
    const std::string onward = way == Way::apply ? "true" : "false";
    const std::string& key = card.key;
    if (key == "planar") {
      need({"tanh_root", "planar"});
      const PlanarShape f = planarShape(theta);
      return "  x = planar(x, " + onward + ", " + arguments(f.w1, f.w2, f.u1, f.u2, f.b, f.slope) + ", logDet);\n";
    }
    if (key == "radial") {
      need({"radial"});
      const RadialShape f = radialShape(theta);
      return "  x = radial(x, " + onward + ", " + arguments(f.z1, f.z2, f.alpha, f.total) + ", logDet);\n";
    }
    if (key == "sylvester") {
      need({"tanh_root", "sylvester"});
      const SylvesterShape f = sylvesterShape(theta);
      return "  x = sylvester(x, " + onward + ", " +
             arguments(f.c, f.s, f.r1, f.r12, f.r2, f.slope1, f.slope2, f.p11, f.p12, f.p22, f.b1, f.b2) +
             ", logDet);\n";
    }
    if (key == "actnorm" || key == "linear" || key == "rotation") {
      need({"affine_map"});
      const AffineMap m = affineMap(layer, theta, way);
      return "  x = affineMap(x, " + arguments(m.a11, m.a12, m.a21, m.a22, m.b1, m.b2) +
             ");\n  logDet += " + arguments(m.logDet) + ";\n";
    }
    if (!layer.parts().empty()) return throughParts(card, layer, theta, way);
    std::vector<Real> work(static_cast<size_t>(layer.workSize()));
    layer.prepare(theta, work);
    if (couplingShape(card).outputs > 0) return throughCoupling(card, work, way);
    if (key == "residual") {
      need({"field", "residual"});
      size_t count = 0;  // the weights; behind them lie the norms
      for (const Tensor& tensor : tensorsOf(card)) count += static_cast<size_t>(tensor.count());
      return "  x = residual(x, " + onward + ", " + keep(ConstTheta(work).first(count)) + widths(card.settings) +
             ", logDet);\n";
    }
    if (key == "cnf") {
      need({"field", "cnf"});
      const CnfSteps steps = cnfSteps(card.settings, theta);
      return "  x = cnf(x, " + onward + ", " + std::to_string(steps.count) + ", " + arguments(steps.h, steps.last) +
             ", " + keep(theta.first(theta.size() - 2)) + widths(card.settings) + ", logDet);\n";
    }
    throw InputError("the layer " + key + " cannot be written as GLSL or C++");
  }

  std::string throughParts(const LayerSpec& card, const Layer& layer, ConstTheta theta, Way way) {
    const auto parts = layer.parts();
    const auto members = membersOf(card);
    std::string text;
    for (size_t i = 0; i < parts.size(); ++i) {
      const size_t k = way == Way::apply ? i : parts.size() - 1 - i;
      const Layer& part = *parts[k].layer;
      text +=
          through(members[k].card, part,
                  theta.subspan(static_cast<size_t>(parts[k].theta), static_cast<size_t>(part.parameterCount())), way);
    }
    return text;
  }

  std::string throughCoupling(const LayerSpec& card, ConstTheta work, Way way) {
    const Settings& s = card.settings;
    const CouplingShape shape = couplingShape(card);
    usesRaw_ = true;
    outputs_ = std::max(outputs_, shape.outputs);
    const std::string count = std::to_string(shape.outputs);
    const std::string given = s.at("half") == "2" ? "x.x" : "x.y", moved = s.at("half") == "2" ? "x.y" : "x.x";
    std::string conditioned;
    if (s.at("conditioner") == "mlp") {
      need({"network"});
      const size_t free = shape.autoregressive ? static_cast<size_t>(shape.outputs) : 0;
      const std::string at = keep(work.first(work.size() - free));
      conditioned = "  network(" + given + ", " + at + widths(s) + ", " + count + ", " +
                    (s.at("activation") == "silu" ? "true" : "false") + ", raw);\n";
    } else {
      need({"table"});
      const SplineGrid grid(intOf(s, "levels"), intOf(s, "order"), shape.outputs);
      std::vector<Real> rows;
      for (int r = 0; r < grid.rows(); ++r)
        rows.insert(rows.end(), work.begin() + r * grid.stride(), work.begin() + r * grid.stride() + shape.outputs);
      conditioned = "  table(" + given + ", " + keep(rows) + ", " + std::to_string(grid.intervals()) + ", " +
                    s.at("order") + ", " + count + ", raw);\n";
    }
    conditioned += bend(card, moved, way);
    if (!shape.autoregressive) return conditioned;
    need({"free"});
    const std::string at = keep(work.last(static_cast<size_t>(shape.outputs)));
    const std::string first = "  freeParameters(" + at + ", " + count + ", raw);\n" + bend(card, given, way);
    // Applied, both maps read what comes in; inverted, the second reads what the first has made.
    return way == Way::apply ? conditioned + first : first + conditioned;
  }

  std::string bend(const LayerSpec& card, const std::string& place, Way way) {
    const Settings& s = card.settings;
    const std::string start = "  " + place + " = ", onward = place + ", " + (way == Way::apply ? "true" : "false");
    if (card.key == "additive") {
      need({"additive"});
      return start + "additive(" + onward + ", raw);\n";
    }
    const std::string end = arguments(realOf(s, "bound")) + ", raw, logDet);\n";
    if (card.key == "logistic") {
      need({"logistic"});
      return start + "logistic(" + onward + ", " + s.at("components") + ", " + end;
    }
    if (s.contains("bins")) {
      need({"spline"});
      return start + "spline(" + onward + ", " + s.at("bins") + ", " + end;
    }
    need({"affine"});
    return start + "affine(" + onward + ", " + end;
  }

  std::string weightsText() const {
    if (weights_.empty()) return "0.0";
    std::string text;
    size_t line = 0;
    for (size_t i = 0; i < weights_.size(); ++i) {
      const std::string number = literal(weights_[i]) + (i + 1 < weights_.size() ? "," : "");
      if (text.size() - line + number.size() > 110) {
        text += "\n";
        line = text.size();
      }
      text += number;
    }
    return text;
  }

  // 0.5 is a double in C++: 0.5f is wanted.
  static std::string withSuffixes(const std::string& text) {
    std::string out;
    const auto isWord = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; };
    for (size_t i = 0; i < text.size();) {
      const bool starts = std::isdigit(static_cast<unsigned char>(text[i])) != 0 && (i == 0 || !isWord(text[i - 1]));
      if (!starts) {
        out += text[i++];
        continue;
      }
      size_t end = i;
      bool real = false;
      while (end < text.size() && (isWord(text[end]) || text[end] == '.' ||
                                   ((text[end] == '-' || text[end] == '+') && end > i && text[end - 1] == 'e'))) {
        real = real || text[end] == '.' || text[end] == 'e';
        ++end;
      }
      out += text.substr(i, end - i) + (real ? "f" : "");
      i = end;
    }
    return out;
  }

  const ExportedFlow& exported_;
  Flow flow_;
  std::vector<std::string> needed_;
  std::vector<float> weights_;
  size_t next_ = 0;
  std::string toData_, toBase_;
  int widest_ = 3;  // a field's input is as wide
  int outputs_ = 1;
  bool usesRaw_ = false;
};

}  // namespace

std::string programOf(const ExportedFlow& flow, Language language, const std::string& name) {
  return Program(flow).text(language, name);
}

}  // namespace core::shader
