#include "app/figure/render_preset.h"

#include <cmath>

#include "core/util/error.h"
#include "core/util/quotes.h"

namespace app {

namespace {

FigureSpec slide() {
  FigureSpec s;
  s.size = {1920, 1080};
  s.type = 1.1;
  s.parts.particles = s.parts.track = true;
  return s;
}

FigureSpec readme() {
  FigureSpec s;
  s.size = {480, 360};
  s.parts.particles = s.parts.track = true;
  s.parts.scale = s.parts.numbers = false;
  return s;
}

FigureSpec paper() {
  FigureSpec s;
  s.layout = FigureLayout::row;
  s.dotsPerInch = 300;
  s.size = {2008, 0};  // 17 cm
  return s;
}

FigureSpec poster() {
  FigureSpec s;
  s.layout = FigureLayout::grid;
  s.dotsPerInch = 300;
  s.size = {4961, 7016};  // A2 at 300 to the inch
  return s;
}

}  // namespace

const std::vector<RenderPreset>& renderPresets() {
  static const std::vector<RenderPreset> all = {
      {"slide", "Slide", "1920 x 1080, large type; a film at 30 frames a second", slide(), true, "mp4"},
      {"readme", "README", "480 x 360, 15 frames a second, there and back", readme(), true, "gif", FilmLoop::pingPong,
       15, 8},
      {"paper", "Paper figure", "a row of base, each layer and data, 17 cm wide, with lines and letters as such",
       paper(), false, "pdf"},
      {"poster", "Poster", "the way from base to data as a page of panels, A2 at 300 dots an inch", poster(), false,
       "png"},
  };
  return all;
}

const RenderPreset& renderPreset(const std::string& key) {
  std::string known;
  for (const RenderPreset& p : renderPresets()) {
    if (p.key == key) return p;
    known += (known.empty() ? "" : ", ") + p.key;
  }
  throw core::InputError("unknown preset " + core::inQuotes(key) + "; known: " + known);
}

}  // namespace app
