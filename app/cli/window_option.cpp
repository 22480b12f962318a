#include "app/cli/window_option.h"

#include <charconv>
#include <cmath>

#include "core/util/error.h"

namespace app::cli {

core::Window parseWindow(const std::string& text) {
  double values[4] = {};
  const char* at = text.data();
  const char* end = at + text.size();
  bool good = true;
  for (int i = 0; i < 4 && good; ++i) {
    if (at < end && *at == '+') ++at;
    const auto [stop, error] = std::from_chars(at, end, values[i]);
    good = error == std::errc() && std::isfinite(values[i]) && (i == 3 ? stop == end : stop < end && *stop == ',');
    at = good && i < 3 ? stop + 1 : stop;
  }
  const core::Window w{values[0], values[1], values[2], values[3]};
  if (!good || !(w.x0 < w.x1 && w.y0 < w.y1))
    throw core::InputError("--window must be x0,x1,y0,y1 with x0 < x1 and y0 < y1, not '" + text + "'");
  return w;
}

}  // namespace app::cli
