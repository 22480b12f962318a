#include "app/export/export_job.h"

#include <QFileInfo>
#include <QLocale>
#include <algorithm>
#include <cmath>
#include <filesystem>

#include "app/export/flow_words.h"
#include "app/figure/figure_file.h"
#include "app/figure/frame_feeder.h"
#include "app/figure/lesson_reel.h"
#include "app/film/make_film.h"
#include "core/export/exporter.h"
#include "core/util/thread_clock.h"

namespace app {

namespace {

struct Cancelled {};

void write(const QString& path, const std::string& bytes) { core::writeFileAtomically(path.toStdString(), bytes); }

QString sized(qint64 bytes) { return QLocale::c().formattedDataSize(bytes, 1, QLocale::DataSizeSIFormat); }

}  // namespace

ExportJob::ExportJob(const QString& path, const ExportWish& wish, const ExportContent& content, QObject* parent)
    : QObject(parent), path_(path), thread_([this, wish, content] { run(wish, content); }) {}

ExportJob::~ExportJob() {
  cancelled_ = true;
  thread_.join();
}

void ExportJob::run(const ExportWish& wish, const ExportContent& content) {
  core::beNice();
  bool done = false;
  QString sentence;
  try {
    const auto made = make(wish, content);
    done = made.has_value();
    sentence = made.value_or(tr("The export is cancelled; nothing was written"));
  } catch (const Cancelled&) {
    sentence = tr("The export is cancelled; nothing was written");
  } catch (const std::exception& error) {
    sentence = QString::fromStdString(error.what());
  }
  QMetaObject::invokeMethod(
      this, [this, done, sentence] { emit ended(done, sentence); }, Qt::QueuedConnection);
}

void ExportJob::tell(double part, const QString& word) {
  if (cancelled_) throw Cancelled{};
  QMetaObject::invokeMethod(
      this, [this, part, word] { emit progressed(part, word); }, Qt::QueuedConnection);
}

std::optional<QString> ExportJob::make(const ExportWish& wish, const ExportContent& content) {
  const QString name = QFileInfo(path_).fileName();
  switch (wish.kind) {
    case ExportWish::Kind::film: return makeFilm(wish, content);
    case ExportWish::Kind::picture: {
      const FigureSpec spec = figureOf(wish, content);
      FigureEvaluator evaluator;
      const double all = static_cast<double>(spec.size.width()) * spec.size.height();
      evaluator.onPoints = [&](qint64 points) {
        tell(std::min(1.0, static_cast<double>(points) / all), tr("drawing"));
      };
      const StillFormat format = wish.format == "svg"   ? StillFormat::svg
                                 : wish.format == "pdf" ? StillFormat::pdf
                                                        : StillFormat::png;
      const QByteArray bytes = figureBytes(format, spec, content.source, evaluator);
      tell(1, tr("writing"));
      write(path_, bytes.toStdString());
      return tr("Saved %1, %2").arg(name, sized(bytes.size()));
    }
    case ExportWish::Kind::flow: break;
  }
  if (wish.format == "csv") {
    constexpr int kTogether = 65'536;
    std::string text = "x,y\n";
    for (int i = 0; i < wish.samples; i += kTogether) {
      tell(static_cast<double>(i) / wish.samples, tr("%1 of %2 samples").arg(i).arg(wish.samples));
      text += samplesText(content.source, i, std::min(kTogether, wish.samples - i));
    }
    tell(1, tr("writing"));
    write(path_, text);
    return tr("Saved %1, %2 samples").arg(name).arg(wish.samples);
  }
  const auto files = filesOf(wish, content, path_);
  for (const core::ExportedFile& file : files) core::checkWritable(file.path);
  QStringList names;
  tell(1, tr("writing"));
  std::vector<std::string> fresh;  // what was not there before, and must not be left behind if the rest fails
  // What lies beside comes first: whoever sees the file that was asked for finds it complete.
  try {
    for (auto file = files.rbegin(); file != files.rend(); ++file) {
      const bool isNew = !std::filesystem::exists(file->path);
      core::writeFileAtomically(file->path, file->bytes);
      if (isNew) fresh.push_back(file->path);
      names.prepend(QFileInfo(QString::fromStdString(file->path)).fileName());
    }
  } catch (...) {
    for (const std::string& path : fresh) std::filesystem::remove(path);
    throw;
  }
  return tr("Saved %1").arg(names.join(tr(" and ")));
}

std::optional<QString> ExportJob::makeFilm(const ExportWish& wish, const ExportContent& content) {
  FigureEvaluator evaluator;
  FilmScript script = scriptOf(wish, content);
  if (script.play == FilmPlay::lesson && !script.lesson->trained)
    script.lesson = makeReel(script.lesson->lesson, 0, [this](double part, const std::string& word) {
      tell(part, tr("preparing the lesson: %1").arg(QString::fromStdString(word)));
    });
  tell(0, tr("looking for the colours' range"));
  script = withCommonTop(std::move(script), evaluator);
  FrameFeeder feeder(script);
  const double start = core::wallSeconds();
  const auto goesOn = [&](int done, int total) {
    if (cancelled_) return false;
    QString word = tr("frame %1 of %2").arg(done).arg(total);
    if (done > 0) word += tr(", %1 s left").arg(std::lround((core::wallSeconds() - start) * (total - done) / done));
    tell(static_cast<double>(done) / total, word);
    return true;
  };
  const auto made = app::makeFilm(
      path_, settingsOf(wish, script), [&](int i) { return feeder.frame(i); }, goesOn);
  if (!made) return std::nullopt;
  return tr("Saved %1: %2").arg(QFileInfo(path_).fileName(), described(made->settings, made->bytes));
}

}  // namespace app
