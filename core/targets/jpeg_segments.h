#pragma once
// What stands in a JPEG before its data: how the camera was held (Exif), and whether the picture comes in passes.

#include <string_view>

#include "core/targets/picture.h"

namespace core {

/// 1 to 8 as in the Exif standard, of the bytes of a JPEG; 1, upright, if they do not say.
int orientationOf(std::string_view jpeg);
/// Whether it comes in passes, each finer than the last, rather than row by row.
bool isProgressive(std::string_view jpeg);
/// The picture upright.
Picture upright(const Picture& picture, int orientation);

}  // namespace core
