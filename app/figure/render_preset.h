#pragma once
// Presets of what is rendered: for whom a picture or a film is.

#include <string>
#include <vector>

#include "app/figure/film_script.h"

namespace app {

struct RenderPreset {
  std::string key, label;
  std::string summary;  ///< one line
  FigureSpec figure;
  bool plays = true;   ///< whether it can be a film
  std::string ending;  ///< of a file, if none is chosen
  FilmLoop loop = FilmLoop::once;
  int fps = 30;
  double seconds = 0;  ///< 0: as long as it takes on screen
};

const std::vector<RenderPreset>& renderPresets();
/// Throws InputError that lists the keys.
const RenderPreset& renderPreset(const std::string& key);

}  // namespace app
