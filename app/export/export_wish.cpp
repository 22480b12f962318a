#include "app/export/export_wish.h"

#include <QObject>

#include "app/figure/figure_plan.h"
#include "app/film/film_format.h"
#include "core/export/exporter.h"

namespace app {

namespace {

constexpr int kFilmCoarse = 2;  // the density at every other pixel each way: between them it is smooth

}  // namespace

QString whyNot(FilmPlay play, const ExportContent& content) {
  if (content.lesson != nullptr)
    return play == FilmPlay::lesson ? QString() : QObject::tr("A lesson is open: what else is exported is your own");
  switch (play) {
    case FilmPlay::depth: return {};
    case FilmPlay::training:
    case FilmPlay::both:
      return content.history.size() > 1 ? QString() : QObject::tr("Nothing has been trained since it was opened");
    case FilmPlay::race:
      return content.race != nullptr ? QString() : QObject::tr("No race has been run: two stacks, side by side (2)");
    case FilmPlay::lesson: return QObject::tr("No lesson is open");
  }
  return {};
}

FigureSpec figureOf(const ExportWish& wish, const ExportContent& content) {
  FigureSpec spec = wish.figure;
  spec.window = wish.asSeen ? content.window : core::Window{0, 0, 0, 0};
  // A film goes all the way, as rows do.
  const bool part = wish.kind == ExportWish::Kind::picture &&
                    (spec.layout == FigureLayout::single || spec.layout == FigureLayout::beside);
  spec.depth = part && wish.depth < content.source.flow->depth() ? wish.depth : -1;
  if (wish.kind == ExportWish::Kind::film) spec.coarse = kFilmCoarse;
  spec = withHeight(spec, content.source);
  check(spec, content.source.flow->depth());
  return spec;
}

FilmScript scriptOf(const ExportWish& wish, const ExportContent& content) {
  FilmScript script;
  script.play = wish.play;
  script.loop = wish.loop;
  script.fps = wish.fps;
  script.seconds = wish.seconds;
  script.spec = figureOf(wish, content);
  if (!filmFormat(wish.format).transparent) script.spec.transparent = false;
  script.source = content.source;
  script.history = content.history;
  script.race = content.race;
  script.lesson = content.lesson;
  check(script);
  return script;
}

FilmSettings settingsOf(const ExportWish& wish, const FilmScript& script) {
  FilmSettings settings;
  settings.format = wish.format;
  settings.size = script.spec.size;
  settings.fps = script.fps;
  settings.frames = script.frames();
  settings.loop = script.loop != FilmLoop::once;
  settings.transparent = script.spec.transparent && filmFormat(wish.format).transparent;
  return settings;
}

QString endingOf(const ExportWish& wish) {
  std::string ending = "." + wish.format;
  if (wish.kind == ExportWish::Kind::film) {
    ending = filmFormat(wish.format).ending;
    ending = ending.empty() ? "/" : "." + ending;
  } else if (wish.kind == ExportWish::Kind::flow && wish.format != "csv") {
    ending = core::exporter(wish.format).ending;
  }
  return QString::fromStdString(ending);
}

}  // namespace app
