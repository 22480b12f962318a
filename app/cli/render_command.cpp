#include <QFontDatabase>
#include <QGuiApplication>
#include <filesystem>

#include "app/cli/command.h"
#include "app/cli/interrupt.h"
#include "app/cli/output.h"
#include "app/cli/progress.h"
#include "app/cli/render_film.h"
#include "app/cli/render_history.h"
#include "app/cli/render_options.h"
#include "app/cli/saved_flow.h"
#include "app/figure/figure_file.h"
#include "app/figure/figure_plan.h"
#include "core/flow/flow_spec.h"
#include "core/util/error.h"
#include "core/util/quotes.h"

namespace app::cli {

namespace {

constexpr int kMostMoments = 240;  // of a training that is played

// Fonts and pictures need Qt's application; that needs no display here, whatever the surroundings say, and what Qt thinks of
// them is not for a script.
class OffScreen {
 public:
  OffScreen() : application_(quietCount(), words_) {
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

int run(const RenderOptions& o) {
  const auto still = stillFormatOf(o.out);
  if (!still && !isFilm(o.out))
    throw core::InputError("--out " + core::inQuotes(o.out) + " must end in .png, .svg or .pdf for a picture, in " +
                           filmEndings() + " for a film");
  if (still) refuseFilmWords(o);
  FigureSpec figure = figureOf(o, !still);
  FilmScript script = scriptOf(o, figure);
  const SavedFlow saved(o.flow, o.given);
  if (o.depth) saved.at(o.depth);  // refuses what there is not
  if (still) checkWritable(o.out);
  if (o.preset == "poster" && !o.title)
    figure.title = QString::fromStdString(core::makeTarget(saved.document.project.target)->info().label + " · " +
                                          core::toText(saved.document.project.flow));

  {
    const OffScreen offScreen;
    Progress progress(o.quiet);
    const core::Document& document = saved.document;
    if (!document.linkSentence.empty()) progress.tell(document.linkSentence);
    const FigureSource source = sourceOf(saved, figure);
    figure = withHeight(figure, source);
    check(figure, source.flow->depth());
    if (still) {
      renderStill(o, *still, figure, source, progress);
    } else {
      script.spec = figure;
      script.source = source;
      // Before a training is done again; only then is there a history.
      FilmScript first = script;
      first.history.assign(2, source);
      check(first);
      std::string place = o.out;  // of a folder, without the / at its end
      while (place.size() > 1 && place.ends_with('/')) place.pop_back();
      std::error_code none;
      if (!std::filesystem::is_directory(place, none)) checkWritable(place);
      if (script.play != FilmPlay::depth && document.project.link && document.project.link->standIn)
        throw core::InputError("--play " + *o.play + " trains again, and the data for it is not there");
      if (script.play != FilmPlay::depth)
        script.history = trainedAgain(saved, source, std::min(kMostMoments, script.frames()), o.threads, progress);
      check(script);
      renderFilm(o.out, script, o.threads, progress);
    }
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
