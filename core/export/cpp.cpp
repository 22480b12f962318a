// C++: a header without dependencies, in a namespace of the file's name.

#include <cctype>
#include <filesystem>
#include <set>

#include "core/export/exporter.h"
#include "core/export/shader/shader.h"

namespace core {

namespace {

bool isReserved(const std::string& name) {
  static const std::set<std::string> words = {
      "alignas",  "alignof",   "and",       "asm",      "auto",     "bitand",  "bitor",   "bool",      "break",
      "case",     "catch",     "char",      "class",    "compl",    "concept", "const",   "constexpr", "continue",
      "decltype", "default",   "delete",    "do",       "double",   "else",    "enum",    "explicit",  "export",
      "extern",   "false",     "float",     "for",      "friend",   "goto",    "if",      "inline",    "int",
      "long",     "mutable",   "namespace", "new",      "noexcept", "not",     "nullptr", "operator",  "or",
      "private",  "protected", "public",    "register", "requires", "return",  "short",   "signed",    "sizeof",
      "static",   "std",       "struct",    "switch",   "template", "this",    "throw",   "true",      "try",
      "typedef",  "typeid",    "typename",  "union",    "unsigned", "using",   "virtual", "void",      "volatile",
      "while",    "xor"};
  return words.contains(name) || name.find("__") != std::string::npos;
}

// The file's name as far as it can be that of a namespace.
std::string nameOf(const std::string& path) {
  std::string name = std::filesystem::path(path).stem().string();
  for (char& c : name) {
    if (std::isalnum(static_cast<unsigned char>(c)) == 0) c = '_';
  }
  // A word of C++ or a name that is the compiler's own would not do; with something in front every name does.
  const bool plain = !name.empty() && std::islower(static_cast<unsigned char>(name[0])) != 0 && !isReserved(name);
  return plain ? name : "flow_" + name;
}

std::vector<ExportedFile> write(const ExportedFlow& flow, const std::string& path) {
  return {{path, shader::programOf(flow, shader::Language::cpp, nameOf(path))}};
}

}  // namespace

extern const Exporter cppExporter{"cpp", "C++", ".h",
                                  "A header with toData, toBase and logp, the weights in it; C++17 alone", write};

}  // namespace core
