#pragma once
// The one thing to mend in what libav writes as animated WebP: how long the last picture stays.

#include <cstdint>
#include <string>

namespace app {

/// Makes the pictures' durations add up to `whole` milliseconds: libav has the average of the others for the last one.
void lastWebpDuration(std::string& film, std::int64_t whole);

}  // namespace app
