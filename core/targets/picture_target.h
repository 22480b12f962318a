#pragma once
// A picture as a target: uniform within each pixel, with the pixel's ink as mass.

#include "core/targets/picture.h"
#include "core/targets/target.h"

namespace core {

/// What can be set about a picture as a target, beside the picture.
const std::vector<Setting>& pictureSettings();
/// Throws InputError if no ink is left.
std::shared_ptr<const Target> makePictureTarget(std::shared_ptr<const Picture> picture, const std::string& file,
                                                const Settings& settings);

}  // namespace core
