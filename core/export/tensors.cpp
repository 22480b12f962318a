#include "core/export/tensors.h"

#include <algorithm>
#include <functional>
#include <numeric>

namespace core {

int Tensor::count() const { return std::accumulate(shape.begin(), shape.end(), 1, std::multiplies<>()); }

CouplingShape couplingShape(const LayerSpec& card) {
  if (card.key == "additive") return {1, false};
  if (card.key == "affine") return {2, false};
  if (card.key == "maf") return {2, true};
  if (card.key == "spline") return {3 * intOf(card.settings, "bins") - 1, false};
  if (card.key == "spline_ar") return {3 * intOf(card.settings, "bins") - 1, true};
  if (card.key == "logistic") return {3 * intOf(card.settings, "components") + 2, false};
  return {};
}

std::vector<Member> membersOf(const LayerSpec& card) {
  std::vector<Member> all;
  for (const Part& part : makeLayer(card.key, card.settings)->parts()) {
    LayerSpec member = card;
    member.key = part.key;
    all.push_back({member, part.key, part.theta});
  }
  if (all.empty()) all.push_back({card, "", 0});
  return all;
}

namespace {

class Names {
 public:
  explicit Names(const LayerSpec& card) : settings_(card.settings) {
    const CouplingShape coupling = couplingShape(card);
    if (coupling.outputs > 0) {
      conditioner(coupling.outputs);
      if (coupling.autoregressive) add("free", {coupling.outputs});
    } else if (card.key == "planar") {
      add("w", {2});
      add("u", {2});
      add("b", {1});
    } else if (card.key == "radial") {
      add("centre", {2});
      add("a", {1});
      add("b", {1});
    } else if (card.key == "sylvester") {
      add("angle", {1});
      add("R", {3});
      add("P", {3});
      add("b", {2});
    } else if (card.key == "actnorm") {
      add("a", {2});
      add("b", {2});
      add("initialised", {1});
    } else if (card.key == "linear") {
      add("angle", {1});
      add("L", {3});
    } else if (card.key == "rotation") {
      add("angle", {1});
      if (intOf(settings_, "quarters") != 0) add("quarters", {1});
    } else if (card.key == "residual") {
      perceptron("field.linear.", 2, 2);
    } else if (card.key == "cnf") {
      perceptron("field.linear.", 3, 2);
      add("duration", {1});
      add("doublings", {1});
    } else {
      add("theta", {makeLayer(card.key, card.settings)->parameterCount()});
    }
  }

  std::vector<Tensor> all;

 private:
  void add(const std::string& name, std::vector<int> shape) {
    all.push_back({name, at_, std::move(shape)});
    at_ += all.back().count();
  }
  void perceptron(const std::string& name, int in, int outputs) {
    std::vector<int> widths = sizesOf(settings_, "hidden");
    widths.push_back(outputs);
    for (size_t i = 0; i < widths.size(); ++i) {
      add(name + std::to_string(i) + ".weight", {widths[i], in});
      add(name + std::to_string(i) + ".bias", {widths[i]});
      in = widths[i];
    }
  }
  void conditioner(int outputs) {
    if (settings_.at("conditioner") != "grid") {
      perceptron("conditioner.linear.", 1, outputs);
      return;
    }
    for (int level = 0; level < intOf(settings_, "levels"); ++level)
      add("conditioner.level." + std::to_string(level), {(4 << level) + intOf(settings_, "order"), outputs});
  }

  const Settings& settings_;
  int at_ = 0;
};

}  // namespace

std::vector<Tensor> tensorsOf(const LayerSpec& card) {
  std::vector<Tensor> all;
  for (const Member& member : membersOf(card)) {
    for (Tensor tensor : Names(member.card).all) {
      if (!member.name.empty()) tensor.name = member.name + "." + tensor.name;
      tensor.first += member.first;
      all.push_back(std::move(tensor));
    }
  }
  std::sort(all.begin(), all.end(), [](const Tensor& a, const Tensor& b) { return a.first < b.first; });
  return all;
}

}  // namespace core
