#pragma once
// Protocol Buffers' wire format, as much of it as an ONNX model takes
// (https://protobuf.dev/programming-guides/encoding, https://github.com/onnx/onnx/blob/main/onnx/onnx.proto).

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace core::onnx {

class Message {
 public:
  Message& number(int field, std::int64_t value);
  Message& bytes(int field, std::string_view value);
  Message& message(int field, const Message& value) { return bytes(field, value.text_); }
  /// Fields that are written already.
  Message& append(const std::string& fields) {
    text_ += fields;
    return *this;
  }
  const std::string& text() const { return text_; }

 private:
  void varint(std::uint64_t value);
  void tag(int field, int type) { varint(static_cast<std::uint64_t>(field) << 3 | static_cast<unsigned>(type)); }

  std::string text_;
};

/// An AttributeProto.
struct Attribute {
  Message text;
};
Attribute attribute(const std::string& name, std::int64_t value);
Attribute attribute(const std::string& name, const std::vector<int>& values);
Attribute attribute(const std::string& name, const Message& graph);

enum class Type { floats = 1, int64 = 7, booleans = 9 };

/// A TensorProto without a name: `raw` are its numbers, least significant byte first.
Message tensorProto(Type type, const std::vector<int>& shape, const std::string& raw);
/// A ValueInfoProto; `shape` null: of any shape. Axes below 0 are called n.
Message valueInfo(const std::string& name, Type type, const std::vector<int>* shape);
Message nodeProto(const std::string& type, const std::vector<std::string>& inputs,
                  const std::vector<std::string>& outputs, const std::vector<Attribute>& attributes);

// Fields of GraphProto.
inline constexpr int kNode = 1, kGraphName = 2, kInitialiser = 5, kInput = 11, kOutput = 12;
Message modelProto(const Message& graph, const std::string& title);

}  // namespace core::onnx
