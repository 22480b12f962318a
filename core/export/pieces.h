#pragma once
// The files that exported programs are put together from, pytorch/*.py and shader/*.glsl, as texts: CMake writes
// pieces.cpp from them.

#include <span>

namespace core {

struct Piece {
  const char* name;  ///< "pytorch/planar.py"
  const char* text;
};
std::span<const Piece> pieces();

}  // namespace core
