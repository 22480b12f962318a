#pragma once
// What a person wants to export: a picture, a film or the flow itself, as a value; and what there is to be exported.

#include <optional>
#include <string>
#include <vector>

#include "app/figure/film_script.h"
#include "app/film/film_settings.h"
#include "core/project/project_file.h"

namespace app {

/// What the window has at the moment.
struct ExportContent {
  core::Document document;                             ///< as it would be saved
  FigureSource source;                                 ///< the flow that is shown
  std::vector<FigureSource> history;                   ///< of its training, oldest first
  double depth = 0;                                    ///< of the picture on the canvas
  core::Window window;                                 ///< that is visible there
  std::shared_ptr<const RaceRecord> race = nullptr;    ///< that was run, if any
  std::shared_ptr<const LessonReel> lesson = nullptr;  ///< of the lesson that is open; nothing else is exported then
};

struct ExportWish {
  enum class Kind { picture, film, flow };
  Kind kind = Kind::picture;
  std::string format;  ///< png, svg, pdf; a key of filmFormats(); a key of core::exporters() or "csv"
  FigureSpec figure;   ///< of a picture, and of a film but for its depth
  double depth = -1;   ///< of a picture of one panel, and of one beside the target; -1: the whole flow
  bool asSeen = true;  ///< the window is the canvas's, not the whole target
  FilmPlay play = FilmPlay::depth;
  FilmLoop loop = FilmLoop::pingPong;
  int fps = 30;
  double seconds = 0;  ///< 0: as long as it takes on screen
  int samples = 1000;  ///< of a CSV
  bool operator==(const ExportWish&) const = default;
};

/// Why a film cannot play that, in one sentence; empty if it can.
QString whyNot(FilmPlay play, const ExportContent& content);
/// Of a picture or a film: fit to be drawn. Throws InputError.
FigureSpec figureOf(const ExportWish& wish, const ExportContent& content);
/// Of a film. Throws InputError.
FilmScript scriptOf(const ExportWish& wish, const ExportContent& content);
FilmSettings settingsOf(const ExportWish& wish, const FilmScript& script);
/// ".png", ".webm"; "/" for a folder.
QString endingOf(const ExportWish& wish);

}  // namespace app
