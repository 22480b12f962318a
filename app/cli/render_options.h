#pragma once
// What `render` was asked for, as a person typed it, and as the values that it means.

#include <CLI/App.hpp>
#include <optional>
#include <string>
#include <vector>

#include "app/figure/film_script.h"
#include "app/figure/render_preset.h"

namespace app::cli {

struct RenderOptions {
  std::vector<std::string> flows, lanes;
  std::string out, given;
  std::optional<std::string> preset, size, play, layout, theme, window, loop, style, caption, title, target, lesson;
  std::optional<int> fps, steps;
  std::optional<std::uint64_t> seed;
  std::optional<double> seconds, depth, dpi, type;
  bool transparent = false, quiet = false;
  int threads = 0;
};

void addRenderOptions(CLI::App& command, RenderOptions& o);

/// The figure, before anything of the flow is known: its height may still be open. `film`: it is to move. Throws
/// InputError.
FigureSpec figureOf(const RenderOptions& o, bool film);
/// What a film plays. Throws InputError where other words do not go with that.
FilmPlay playOf(const RenderOptions& o);
/// What plays, but for the source and the history.
FilmScript scriptOf(const RenderOptions& o, const FigureSpec& figure);

}  // namespace app::cli
