#pragma once
// The one exception type of core: bad input, told in one sentence that a lecturer can read.

#include <stdexcept>
#include <string>

namespace core {

/// What went wrong and where, as one sentence without a line break. Thrown at boundaries only:
/// a file, a setting, a stack that was typed, a device.
class InputError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

}  // namespace core
