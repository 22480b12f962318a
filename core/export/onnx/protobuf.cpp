#include "core/export/onnx/protobuf.h"

namespace core::onnx {

namespace {

constexpr int kVarint = 0, kBytes = 2;      // wire types
constexpr int kIrVersion = 7, kOpset = 13;  // of ONNX 1.8 (2020): what any runtime reads
enum AttributeType { kInt = 2, kGraph = 5, kInts = 7 };

}  // namespace

void Message::varint(std::uint64_t value) {
  for (; value > 127; value >>= 7) text_ += static_cast<char>((value & 127) | 128);
  text_ += static_cast<char>(value);
}

Message& Message::number(int field, std::int64_t value) {
  tag(field, kVarint);
  varint(static_cast<std::uint64_t>(value));
  return *this;
}

Message& Message::bytes(int field, std::string_view value) {
  tag(field, kBytes);
  varint(value.size());
  text_ += value;
  return *this;
}

Attribute attribute(const std::string& name, std::int64_t value) {
  return {Message().bytes(1, name).number(3, value).number(20, kInt)};
}

Attribute attribute(const std::string& name, const std::vector<int>& values) {
  Message text;
  text.bytes(1, name);
  for (const int value : values) text.number(8, value);
  return {text.number(20, kInts)};
}

Attribute attribute(const std::string& name, const Message& graph) {
  return {Message().bytes(1, name).message(6, graph).number(20, kGraph)};
}

Message tensorProto(Type type, const std::vector<int>& shape, const std::string& raw) {
  Message tensor;
  for (const int size : shape) tensor.number(1, size);
  return tensor.number(2, static_cast<int>(type)).bytes(9, raw);
}

Message valueInfo(const std::string& name, Type type, const std::vector<int>* shape) {
  Message tensor;
  tensor.number(1, static_cast<int>(type));
  if (shape != nullptr) {
    Message axes;
    for (const int size : *shape) axes.message(1, size < 0 ? Message().bytes(2, "n") : Message().number(1, size));
    tensor.message(2, axes);
  }
  return Message().bytes(1, name).message(2, Message().message(1, tensor));
}

Message nodeProto(const std::string& type, const std::vector<std::string>& inputs,
                  const std::vector<std::string>& outputs, const std::vector<Attribute>& attributes) {
  Message node;
  for (const std::string& input : inputs) node.bytes(1, input);
  for (const std::string& output : outputs) node.bytes(2, output);
  // Not asked for by the standard; but runtimes that fuse nodes name new ones after them, and refuse two of one name.
  node.bytes(3, outputs.front());
  node.bytes(4, type);
  for (const Attribute& a : attributes) node.message(5, a.text);
  return node;
}

Message modelProto(const Message& graph, const std::string& title) {
  return Message()
      .number(1, kIrVersion)
      .bytes(2, "Pushforward")
      .bytes(6, title)
      .message(7, graph)
      .message(8, Message().bytes(1, "").number(2, kOpset));
}

}  // namespace core::onnx
