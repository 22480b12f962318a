#include <QFontDatabase>
#include <QGuiApplication>
#include <filesystem>

#include "app/cli/command.h"
#include "app/cli/interrupt.h"
#include "app/cli/output.h"
#include "app/cli/progress.h"
#include "app/cli/render_film.h"
#include "app/cli/render_history.h"
#include "app/cli/render_lesson.h"
#include "app/cli/render_options.h"
#include "app/cli/render_race.h"
#include "app/cli/saved_flow.h"
#include "app/figure/figure_file.h"
#include "app/figure/figure_plan.h"
#include "app/figure/lesson_reel.h"
#include "core/flow/flow_spec.h"
#include "core/util/error.h"
#include "core/util/quotes.h"

namespace app::cli {

namespace {

constexpr int kMostMoments = 240;  // of a training that is played
constexpr int kLeastMoments = 80;  // of a race, whose curves are drawn through them

// Fonts and pictures need Qt's application; that needs no display here, whatever the surroundings say, and what Qt thinks of
// them is not for a script.
class OffScreen {
 public:
  OffScreen() : application_(quietCount(), words_) {
    QCoreApplication::setOrganizationName("pushforward");  // as the window: where a lecturer's own lessons lie
    if (QFontDatabase::families().isEmpty())
      throw WorkError("no fonts are installed to write with: install fonts-inter");
  }

 private:
  int& quietCount() {
    qputenv("QT_QPA_PLATFORM", "offscreen");
    qInstallMessageHandler([](QtMsgType, const QMessageLogContext&, const QString&) {});
    return count_;
  }

  int count_ = 1;
  char name_[12] = "pushforward";
  char* words_[2] = {name_, nullptr};
  QGuiApplication application_;
};

std::optional<StillFormat> stillFormatOf(const std::string& path) {
  const std::string ending = std::filesystem::path(path).extension().string();
  if (ending == ".png") return StillFormat::png;
  if (ending == ".svg") return StillFormat::svg;
  if (ending == ".pdf") return StillFormat::pdf;
  return std::nullopt;
}

void refuseFilmWords(const RenderOptions& o) {
  for (const auto& [name, given] : {std::pair{"--play", o.play.has_value()},
                                    {"--lesson", o.lesson.has_value()},
                                    {"--lane", !o.lanes.empty()},
                                    {"--loop", o.loop.has_value()},
                                    {"--fps", o.fps.has_value()},
                                    {"--seconds", o.seconds.has_value()}}) {
    if (given)
      throw core::InputError(std::string(name) + " is of a film, and " + o.out + " is a picture: --out must end in " +
                             filmEndings());
  }
}

FigureSource sourceOf(const SavedFlow& saved, const FigureSpec& figure) {
  core::Project project = saved.document.project;
  project.view.temperature = 1;
  const bool trained = saved.document.state.step > 0;
  FigureSource source =
      figureSource(project, saved.document.state.average, saved.c, trained ? saved.document.state.step : -1);
  if (figure.parts.numbers && trained) measure(source, project);
  return source;
}

void renderStill(const RenderOptions& o, StillFormat format, const FigureSpec& figure, const FigureSource& source,
                 Progress& progress) {
  FigureEvaluator evaluator(o.threads);
  const double all = static_cast<double>(figure.size.width()) * figure.size.height();
  evaluator.onPoints = [&](qint64 points) {
    stopIfInterrupted();
    progress.show(static_cast<double>(points) / all, grouped(points) + " pixels");
  };
  const QByteArray bytes = figureBytes(format, figure, source, evaluator);
  write(o.out, std::string(bytes.constData(), static_cast<size_t>(bytes.size())));
}

// Before a training is done again; only then is there a history.
void checkBeforehand(FilmScript script) {
  script.history.assign(2, script.source);
  check(script);
}

void checkPlace(const RenderOptions& o) {
  std::string place = o.out;  // of a folder, without the / at its end
  while (place.size() > 1 && place.ends_with('/')) place.pop_back();
  std::error_code none;
  if (!std::filesystem::is_directory(place, none)) checkWritable(place);
}

// A saved flow: as a picture, or as a film of its warp and its training.
void runFlow(const RenderOptions& o, std::optional<StillFormat> still, FigureSpec figure) {
  FilmScript script = scriptOf(o, figure);
  const SavedFlow saved(o.flows.front(), o.given);
  if (o.depth) saved.at(o.depth);  // refuses what there is not
  if (still) checkWritable(o.out);
  if (o.preset == "poster" && !o.title)
    figure.title = QString::fromStdString(core::makeTarget(saved.document.project.target)->info().label + " · " +
                                          core::toText(saved.document.project.flow));
  const OffScreen offScreen;
  Progress progress(o.quiet);
  const core::Document& document = saved.document;
  if (!document.linkSentence.empty()) progress.tell(document.linkSentence);
  script.source = sourceOf(saved, figure);
  figure = withHeight(figure, script.source);
  check(figure, script.source.flow->depth());
  if (still) {
    renderStill(o, *still, figure, script.source, progress);
    return;
  }
  script.spec = figure;
  checkBeforehand(script);
  checkPlace(o);
  if (script.play != FilmPlay::depth && document.project.link && document.project.link->standIn)
    throw core::InputError("--play " + *o.play + " trains again, and the data for it is not there");
  if (script.play != FilmPlay::depth)
    script.history = trainedAgain(saved, script.source, std::min(kMostMoments, script.frames()), o.threads, progress);
  check(script);
  renderFilm(o.out, script, o.threads, progress);
}

// What is to be filmed with flows of its own is checked with untrained ones first.
void runRace(const RenderOptions& o, const FigureSpec& figure) {
  const std::vector<Entrant> entrants = entrantsOf(o);
  FilmScript script = scriptOf(o, figure);
  const OffScreen offScreen;
  Progress progress(o.quiet);
  auto first = std::make_shared<RaceRecord>();
  for (const Entrant& e : entrants) {
    const core::TrainState start = core::TrainState::start(core::Flow(e.project.flow), e.project.training.seed);
    script.source = figureSource(e.project, start.average, e.c, 0);
    first->lanes.push_back({e.name, {{0, script.source}, {static_cast<double>(e.steps), script.source}}});
  }
  script.spec = withHeight(figure, script.source);
  script.race = first;
  check(script);
  checkPlace(o);
  script.race = raced(entrants, std::clamp(script.frames(), kLeastMoments, kMostMoments), o.threads, progress);
  script.source = script.race->lanes.front().moments.back().source;
  check(script);
  renderFilm(o.out, script, o.threads, progress);
}

void runLesson(const RenderOptions& o, const FigureSpec& figure) {
  FilmScript script = scriptOf(o, figure);
  const OffScreen offScreen;
  Progress progress(o.quiet);
  const Lesson lesson = lessonNamed(*o.lesson);
  script.lesson = untrainedReel(lesson);
  const core::Project some = core::defaultProject();
  script.source = figureSource(some, core::TrainState::start(core::Flow(some.flow), 1).average, 0, 0);
  script.spec = withHeight(figure, script.source);
  check(script);
  checkPlace(o);
  script.lesson = reelOf(lesson, o.threads, progress);
  renderFilm(o.out, script, o.threads, progress);
}

int run(const RenderOptions& o) {
  const auto still = stillFormatOf(o.out);
  if (!still && !isFilm(o.out))
    throw core::InputError("--out " + core::inQuotes(o.out) + " must end in .png, .svg or .pdf for a picture, in " +
                           filmEndings() + " for a film");
  if (still) refuseFilmWords(o);
  const FigureSpec figure = figureOf(o, !still);
  const FilmPlay play = playOf(o);
  if (play != FilmPlay::race && play != FilmPlay::lesson) {
    runFlow(o, still, figure);
  } else if (play == FilmPlay::race) {
    runRace(o, figure);
  } else {
    runLesson(o, figure);
  }
  print("saved to " + o.out + "\n");
  return 0;
}

}  // namespace

Action addRender(CLI::App& command) {
  auto o = std::make_shared<RenderOptions>();
  addRenderOptions(command, *o);
  return [o] { return run(*o); };
}

}  // namespace app::cli
