#include "core/export/onnx/builder.h"

#include "core/export/text.h"

namespace core::onnx {

std::string Builder::fresh(const char* prefix) { return prefix + std::to_string(count_++); }

Wire Builder::op(const std::string& type, const std::vector<Wire>& inputs, const std::vector<Attribute>& attributes) {
  std::vector<std::string> names;
  for (const Wire& input : inputs) names.push_back(input.name);
  Wire out{this, fresh("v")};
  graphs_.back().message(kNode, nodeProto(type, names, {out.name}, attributes));
  return out;
}

// Constants belong to the outermost graph, where all others find them.
std::string Builder::addInitialiser(const Message& tensor, const std::string& key) {
  const auto found = known_.find(key);
  if (found != known_.end()) return found->second;
  const std::string name = fresh("c");
  Message named = tensor;
  initialisers_ += Message().message(kInitialiser, named.bytes(8, name)).text();
  known_[key] = name;
  return name;
}

Wire Builder::constant(double value) {
  std::string raw;
  appendFloat(raw, value);
  const Message tensor = tensorProto(Type::floats, {}, raw);
  return {this, addInitialiser(tensor, tensor.text())};
}

Wire Builder::tensor(std::span<const Real> values, const std::vector<int>& shape) {
  std::string raw;
  for (const Real value : values) appendFloat(raw, value);
  const Message tensor = tensorProto(Type::floats, shape, raw);
  return {this, addInitialiser(tensor, tensor.text())};
}

Wire Builder::whole(const std::vector<int>& values) {
  std::string raw;
  for (const int value : values) appendLittleEndian(raw, static_cast<std::uint64_t>(static_cast<std::int64_t>(value)));
  const Message tensor = tensorProto(Type::int64, {static_cast<int>(values.size())}, raw);
  return {this, addInitialiser(tensor, tensor.text())};
}

Wire Builder::index(int value) {
  std::string raw;
  appendLittleEndian(raw, static_cast<std::uint64_t>(static_cast<std::int64_t>(value)));
  const Message tensor = tensorProto(Type::int64, {}, raw);
  return {this, addInitialiser(tensor, tensor.text())};
}

std::vector<Wire> Builder::loop(int times, const std::vector<Wire>& start, const Body& body) {
  const Wire count = index(times);
  const std::string number = fresh("i"), go = fresh("go");
  Message graph;
  graph.bytes(kGraphName, fresh("body"));
  const std::vector<int> noAxes;
  graph.message(kInput, valueInfo(number, Type::int64, &noAxes));
  graph.message(kInput, valueInfo(go, Type::booleans, &noAxes));
  std::vector<Wire> carried;
  for (size_t i = 0; i < start.size(); ++i) {
    carried.push_back({this, fresh("s")});
    graph.message(kInput, valueInfo(carried.back().name, Type::floats, nullptr));
  }
  graphs_.push_back(graph);
  const Wire on = op("Identity", {{this, go}});
  std::vector<Wire> made =
      body(op("Cast", {{this, number}}, {attribute("to", static_cast<int>(Type::floats))}), carried);
  // An output must be a node's of this very graph.
  for (Wire& wire : made) wire = op("Identity", {wire});
  graph = graphs_.back();
  graphs_.pop_back();
  graph.message(kOutput, valueInfo(on.name, Type::booleans, nullptr));
  for (const Wire& wire : made) graph.message(kOutput, valueInfo(wire.name, Type::floats, nullptr));

  std::vector<std::string> inputs{count.name, ""}, outputs;
  std::vector<Wire> results;
  for (const Wire& wire : start) inputs.push_back(wire.name);
  for (size_t i = 0; i < start.size(); ++i) {
    results.push_back({this, fresh("v")});
    outputs.push_back(results.back().name);
  }
  graphs_.back().message(kNode, nodeProto("Loop", inputs, outputs, {attribute("body", graph)}));
  return results;
}

std::string Builder::model(const std::string& title, const std::string& input, const std::string& output,
                           int outputColumns, const std::function<Wire(const Wire&)>& build) {
  const std::vector<int> in{-1, 2},
      out = outputColumns > 0 ? std::vector<int>{-1, outputColumns} : std::vector<int>{-1};
  graphs_ = {Message()};
  const Wire result = build({this, input});
  graphs_.back().message(kNode, nodeProto("Identity", {result.name}, {output}, {}));
  Message graph = graphs_.back();
  graph.bytes(kGraphName, "flow");
  graph.append(initialisers_);
  graph.message(kInput, valueInfo(input, Type::floats, &in));
  graph.message(kOutput, valueInfo(output, Type::floats, &out));
  return modelProto(graph, title).text();
}

namespace {

Wire unary(const char* type, const Wire& a) { return a.builder->op(type, {a}); }
Wire binary(const char* type, const Wire& a, const Wire& b) { return a.builder->op(type, {a, b}); }

}  // namespace

Wire operator+(const Wire& a, const Wire& b) { return binary("Add", a, b); }
Wire operator-(const Wire& a, const Wire& b) { return binary("Sub", a, b); }
Wire operator*(const Wire& a, const Wire& b) { return binary("Mul", a, b); }
Wire operator/(const Wire& a, const Wire& b) { return binary("Div", a, b); }
Wire operator+(const Wire& a, double b) { return a + a.builder->constant(b); }
Wire operator-(const Wire& a, double b) { return a - a.builder->constant(b); }
Wire operator*(const Wire& a, double b) { return a * a.builder->constant(b); }
Wire operator/(const Wire& a, double b) { return a / a.builder->constant(b); }
Wire operator+(double a, const Wire& b) { return b.builder->constant(a) + b; }
Wire operator-(double a, const Wire& b) { return b.builder->constant(a) - b; }
Wire operator*(double a, const Wire& b) { return b.builder->constant(a) * b; }
Wire operator/(double a, const Wire& b) { return b.builder->constant(a) / b; }
Wire operator-(const Wire& a) { return unary("Neg", a); }
Wire exp(const Wire& a) { return unary("Exp", a); }
Wire log(const Wire& a) { return unary("Log", a); }
Wire tanh(const Wire& a) { return unary("Tanh", a); }
Wire sqrt(const Wire& a) { return unary("Sqrt", a); }
Wire abs(const Wire& a) { return unary("Abs", a); }
// Runtimes differ in what their Softplus does far out.
Wire softplus(const Wire& a) { return max(a, a.builder->constant(0)) + log(1 + exp(-abs(a))); }
Wire min(const Wire& a, const Wire& b) { return binary("Min", a, b); }
Wire max(const Wire& a, const Wire& b) { return binary("Max", a, b); }
Wire clamp(const Wire& a, double low, double high) {
  return a.builder->op("Clip", {a, a.builder->constant(low), a.builder->constant(high)});
}
Wire operator<(const Wire& a, const Wire& b) { return binary("Less", a, b); }
Wire operator&(const Wire& a, const Wire& b) { return binary("And", a, b); }
Wire select(const Wire& condition, const Wire& yes, const Wire& no) {
  return condition.builder->op("Where", {condition, yes, no});
}
Wire asNumber(const Wire& condition) {
  return condition.builder->op("Cast", {condition}, {attribute("to", static_cast<int>(Type::floats))});
}

Wire product(const Wire& a, const Wire& b) { return binary("MatMul", a, b); }
Wire column(const Wire& matrix, int number) {
  return matrix.builder->op("Gather", {matrix, matrix.builder->index(number)}, {attribute("axis", 1)});
}
Wire columns(const Wire& matrix, int first, int count) {
  Builder& b = *matrix.builder;
  return b.op("Slice", {matrix, b.whole({first}), b.whole({first + count}), b.whole({1})});
}
Wire asColumn(const Wire& a) { return a.builder->op("Unsqueeze", {a, a.builder->whole({1})}); }
Wire beside(const std::vector<Wire>& matrices) {
  return matrices[0].builder->op("Concat", matrices, {attribute("axis", 1)});
}
Wire sumOfColumns(const Wire& matrix) {
  return matrix.builder->op("ReduceSum", {matrix, matrix.builder->whole({1})}, {attribute("keepdims", 0)});
}
Wire maxOfColumns(const Wire& matrix) {
  return matrix.builder->op("ReduceMax", {matrix}, {attribute("axes", std::vector<int>{1}), attribute("keepdims", 0)});
}
Wire minOfColumns(const Wire& matrix) {
  return matrix.builder->op("ReduceMin", {matrix}, {attribute("axes", std::vector<int>{1}), attribute("keepdims", 0)});
}
Wire logSumExp(const Wire& matrix) {
  const Wire top = maxOfColumns(matrix);
  return top + log(sumOfColumns(exp(matrix - asColumn(top))));
}
Wire softmax(const Wire& matrix) { return matrix.builder->op("Softmax", {matrix}, {attribute("axis", 1)}); }

}  // namespace core::onnx
