// The forecast of a film's size holds for lessons too, which rest for most of their time.

#include <gtest/gtest.h>

#include <QFileInfo>
#include <QTemporaryDir>

#include "app/export/export_wish.h"
#include "app/figure/frame_feeder.h"
#include "app/figure/lesson_reel.h"
#include "app/film/film_format.h"
#include "app/film/make_film.h"
#include "app/lessons/lesson_list.h"

namespace {

using namespace app;

// What is told, over what comes out.
double ratioOf(const QString& lesson, const std::string& format, int fps) {
  const QTemporaryDir folder;
  ExportContent content;
  const core::Project project = core::defaultProject();
  content.source = figureSource(project, core::Flow(project.flow).initialTheta(1), 0, 0);
  content.lesson = makeReel(loadLesson(":/lessons/" + lesson + ".yaml"), 1);
  ExportWish wish;
  wish.kind = ExportWish::Kind::film;
  wish.play = FilmPlay::lesson;
  wish.loop = FilmLoop::once;
  wish.figure.size = {320, 180};
  wish.fps = fps;
  wish.format = format;
  const FilmScript script = scriptOf(wish, content);
  FilmSettings settings = settingsOf(wish, script);
  settings.limit = 0;
  FrameFeeder feeder(script);
  const FilmSource source = [&](int i) { return feeder.frame(i); };
  const auto told = static_cast<double>(forecast(settings, sampleOf(settings, source), script.cuts()));
  const QString path = folder.filePath("a." + QString::fromStdString(format));
  EXPECT_TRUE(makeFilm(path, settings, source).has_value());
  return told / static_cast<double>(QFileInfo(path).size());
}

TEST(LessonForecast, IsNearToWhatComesOut) {
  for (const auto& [lesson, format, fps] : {std::tuple{"02_area_and_determinant", "webm", 5},
                                            {"02_area_and_determinant", "webp", 5},
                                            {"02_area_and_determinant", "gif", 5},
                                            {"05_planar_flows", "webm", 15},
                                            {"01_change_of_variables", "webm", 10}}) {
    if (missing(filmFormat(format))) continue;
    const double ratio = ratioOf(lesson, format, fps);
    RecordProperty(std::string("r") + lesson + format, std::to_string(ratio));
    EXPECT_GT(ratio, 0.5) << lesson << " " << format;
    EXPECT_LT(ratio, 2) << lesson << " " << format;
  }
}

}  // namespace
