#pragma once
// A builder of ONNX graphs: wires are tensors, and what is computed from wires becomes a node. Layers then read like the
// formulas that they are. Private to core/export.

#include <functional>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "core/export/onnx/protobuf.h"
#include "core/math/types.h"

namespace core::onnx {

class Builder;

/// A tensor of a graph: of the points' values, [n], unless something else is said.
struct Wire {
  Builder* builder = nullptr;
  std::string name;
};

class Builder {
 public:
  Wire op(const std::string& type, const std::vector<Wire>& inputs, const std::vector<Attribute>& attributes = {});
  Wire constant(double value);
  Wire tensor(std::span<const Real> values, const std::vector<int>& shape);
  Wire whole(const std::vector<int>& values);  ///< int64, [count]
  Wire index(int value);                       ///< int64, no axes

  /// Runs `body` so often; it gets what it gave the time before, and the number of the time as a float. The wires of the
  /// graph around are at hand in it.
  using Body = std::function<std::vector<Wire>(const Wire& number, const std::vector<Wire>& carried)>;
  std::vector<Wire> loop(int times, const std::vector<Wire>& start, const Body& body);

  /// A model with one input and one output of float32, whose shapes begin with n; -1: no second axis.
  std::string model(const std::string& title, const std::string& input, const std::string& output, int outputColumns,
                    const std::function<Wire(const Wire&)>& build);

 private:
  std::string fresh(const char* prefix);
  std::string addInitialiser(const Message& tensor, const std::string& key);

  std::vector<Message> graphs_;  // the one that is being built last, those around it before
  std::string initialisers_;
  std::map<std::string, std::string> known_;  // constants by their bytes
  int count_ = 0;
};

Wire operator+(const Wire& a, const Wire& b);
Wire operator-(const Wire& a, const Wire& b);
Wire operator*(const Wire& a, const Wire& b);
Wire operator/(const Wire& a, const Wire& b);
Wire operator+(const Wire& a, double b);
Wire operator-(const Wire& a, double b);
Wire operator*(const Wire& a, double b);
Wire operator/(const Wire& a, double b);
Wire operator+(double a, const Wire& b);
Wire operator-(double a, const Wire& b);
Wire operator*(double a, const Wire& b);
Wire operator/(double a, const Wire& b);
Wire operator-(const Wire& a);
Wire exp(const Wire& a);
Wire log(const Wire& a);
Wire tanh(const Wire& a);
Wire sqrt(const Wire& a);
Wire abs(const Wire& a);
Wire softplus(const Wire& a);
Wire min(const Wire& a, const Wire& b);
Wire max(const Wire& a, const Wire& b);
Wire clamp(const Wire& a, double low, double high);
// Conditions: tensors of bool.
Wire operator<(const Wire& a, const Wire& b);
Wire operator&(const Wire& a, const Wire& b);
Wire select(const Wire& condition, const Wire& yes, const Wire& no);
Wire asNumber(const Wire& condition);

// Matrices [n, columns].
Wire product(const Wire& a, const Wire& b);
Wire column(const Wire& matrix, int number);  ///< [n]
Wire columns(const Wire& matrix, int first, int count);
Wire asColumn(const Wire& a);                    ///< [n] -> [n, 1]
Wire beside(const std::vector<Wire>& matrices);  ///< joined along their columns
Wire sumOfColumns(const Wire& matrix);           ///< [n]
Wire maxOfColumns(const Wire& matrix);
Wire minOfColumns(const Wire& matrix);
Wire logSumExp(const Wire& matrix);  ///< [n]
Wire softmax(const Wire& matrix);

}  // namespace core::onnx
