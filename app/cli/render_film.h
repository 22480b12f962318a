#pragma once
// Films on the command line: where scripts of frames meet the room that encodes them.

#include <string>

#include "app/cli/progress.h"
#include "app/figure/film_script.h"

namespace app::cli {

/// Whether a path is that of a film: by its ending, or because it is a folder.
bool isFilm(const std::string& path);
/// For a sentence: ".mp4, .webm, .gif or .webp, or / for a folder of pictures".
std::string filmEndings();

/// Whole or not at all. Throws InputError, WorkError, Interrupted.
void renderFilm(const std::string& path, const FilmScript& script, int threads, Progress& progress);

}  // namespace app::cli
