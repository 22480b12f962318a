#pragma once
// What `render` was asked for, as a person typed it, and as the values that it means.

#include <CLI/App.hpp>
#include <optional>
#include <string>

#include "app/figure/film_script.h"
#include "app/figure/render_preset.h"

namespace app::cli {

struct RenderOptions {
  std::string flow, out, given;
  std::optional<std::string> preset, size, play, layout, theme, window, loop, style, caption, title;
  std::optional<int> fps;
  std::optional<double> seconds, depth, dpi, type;
  bool transparent = false, quiet = false;
  int threads = 0;
};

void addRenderOptions(CLI::App& command, RenderOptions& o);

/// The figure, before anything of the flow is known: its height may still be open. `film`: it is to move. Throws
/// InputError.
FigureSpec figureOf(const RenderOptions& o, bool film);
/// What plays, but for the source and the history.
FilmScript scriptOf(const RenderOptions& o, const FigureSpec& figure);

}  // namespace app::cli
