// Pushforward: the composition root. A subcommand goes to the command line, everything else is the window.

#include <QApplication>
#include <QCommandLineParser>
#include <QIcon>
#include <QSettings>
#include <QTimer>
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <memory>

#include "app/cli/cli.h"
#include "app/main_window.h"
#include "app/motion.h"
#include "app/theme.h"
#include "app/window_meter.h"
#include "core/project/edits.h"

namespace {

// Of Qt's own words those that a user can do nothing about.
void quietly(QtMsgType, const QMessageLogContext&, const QString& message) {
  if (message.startsWith("QStandardPaths: ") || message.contains("propagateSizeHints")) return;
  std::fprintf(stderr, "%s\n", message.toLocal8Bit().constData());
}

// For the pictures of the README: "probe=0.5:0.2 cell=-1:0.4:0.5 ellipses log_det contours line step=3".
void setStage(app::MainWindow& window, const QString& marks) {
  core::View view = window.document().project().view;
  const core::View before = view;
  for (const QString& mark : marks.split(' ', Qt::SkipEmptyParts)) {
    const QString name = mark.section('=', 0, 0);
    const QStringList values = mark.section('=', 1).split(':');
    const auto value = [&](int i) { return values.value(i).toDouble(); };
    const core::Spot spot{{value(0), value(1)}, -1};
    if (name == "probe") view.ledger = true, view.stage.probe = spot;
    if (name == "cell") view.stage.cell = core::CellRequest{spot, value(2)};
    if (name == "ellipses") view.stage.ellipses = true;
    if (name == "line") window.showLine(true);
    if (name == "step") window.goToStep(static_cast<int>(value(0)));
    if (const auto comparison = core::comparisonNamed(name.toStdString())) view.comparison = *comparison;
    if (const auto colouring = core::colouringNamed(name.toStdString())) view.stage.colouring = *colouring;
  }
  if (view != before) window.document().setView(view);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc > 1 && app::isCommand(argv[1])) return app::runCli(argc, argv);
  // Before Qt, which ends the program in its own way where there is no display.
  if (argc > 1 && argv[1][0] != '-' && !std::filesystem::exists(argv[1])) {
    std::fprintf(stderr, "pushforward: there is neither a command nor a file '%s'; see pushforward --help\n", argv[1]);
    return 2;
  }
  const auto unset = [](const char* name) { return std::getenv(name) == nullptr; };
  if (unset("DISPLAY") && unset("WAYLAND_DISPLAY") && unset("QT_QPA_PLATFORM")) {
    std::fprintf(stderr,
                 "pushforward: there is no display for the window; the commands need none, see pushforward --help\n");
    return 1;
  }

  qInstallMessageHandler(quietly);
  QApplication application(argc, argv);
  QApplication::setApplicationName("pushforward");
  QApplication::setOrganizationName("pushforward");
  QApplication::setApplicationDisplayName("Pushforward");
  QApplication::setApplicationVersion(PUSHFORWARD_VERSION);
  QApplication::setDesktopFileName("pushforward");  // by which a desktop finds the icon

  QCommandLineParser parser;
  const QCommandLineOption device("device", "auto, cpu, vulkan or vulkan:K", "device", "auto");
  const QCommandLineOption threads("threads", "threads of the CPU engine, 0 for one a core", "n", "0");
  const QCommandLineOption theme("theme", "light, dark or system", "theme");
  const QCommandLineOption size("size", "of the window, like 1280x800", "WxH");
  const QCommandLineOption preset("preset", "start with this stack", "key");
  const QCommandLineOption target("target", "start with this target", "key or file");
  QCommandLineOption measure("measure-frames", "", "seconds");
  QCommandLineOption screenshot("screenshot", "", "file");
  QCommandLineOption after("after", "", "seconds", "8");
  QCommandLineOption depth("depth", "", "layers");
  QCommandLineOption stage("stage", "", "marks");
  QCommandLineOption save("save", "", "file");  // instead of a picture
  QCommandLineOption keepEvery("keep-every", "", "seconds", "5");
  QCommandLineOption train("train", "");  // what is opened trains at once
  for (QCommandLineOption* hidden : {&measure, &screenshot, &after, &depth, &stage, &save, &keepEvery, &train})
    hidden->setFlags(QCommandLineOption::HiddenFromHelp);
  parser.addOptions(
      {device, threads, theme, size, preset, target, measure, screenshot, after, depth, stage, save, keepEvery, train});
  parser.addPositionalArgument("file", "a .pushforward file, a lesson as .yaml, points (.csv .tsv .npy) or a picture",
                               "[file]");
  if (!parser.parse(QApplication::arguments())) {
    std::fprintf(stderr, "pushforward: %s\n", parser.errorText().toUtf8().constData());
    return 2;
  }

  const QStringList files = parser.positionalArguments();
  app::applyTheme(application, app::parseThemeMode(parser.isSet(theme) ? parser.value(theme)
                                                                       : QSettings().value("theme").toString()));
  app::Motion::reduced = QSettings().value("lessMotion").toBool();
  app::WindowOptions options;
  options.device = parser.value(device).toStdString();
  options.threads = std::clamp(parser.value(threads).toInt(), 0, 256);
  options.rememberSession = !parser.isSet(screenshot) && !parser.isSet(measure) && !parser.isSet(save);
  if (options.rememberSession) options.keepSeconds = parser.value(keepEvery).toDouble();
  if (!files.isEmpty()) options.file = files.constFirst();
  app::MainWindow window(options);
  try {
    if (parser.isSet(target)) {
      const auto spec = core::parseTarget(parser.value(target).toStdString());
      window.document().edit("Target", [&](const core::Project& p) { return core::setTarget(p, spec); });
    }
    if (parser.isSet(preset)) {
      const auto& stack = core::preset(parser.value(preset).toStdString()).stack;
      window.document().edit("Preset", [&](const core::Project& p) {
        return core::setStack(p, core::parseStack(stack, p.training.objective));
      });
    }
  } catch (const std::exception& error) {
    std::fprintf(stderr, "pushforward: %s\n", error.what());
    return 2;
  }
  if (app::Motion::reduced) {  // the whole flow, at rest
    window.player().setPlaying(false);
    window.player().setDepth(window.document().project().flow.depth());
  }
  const QStringList sides = parser.value(size).split('x');
  if (sides.size() == 2) window.resize(sides[0].toInt(), sides[1].toInt());
  if (parser.isSet(measure)) new app::WindowMeter(window, parser.value(measure).toDouble());
  window.show();
  // For desktops that take it from the window; drawn when the first picture is there.
  QTimer::singleShot(500, [] { QApplication::setWindowIcon(QIcon(":/desktop/pushforward.svg")); });
  if (parser.isSet(train)) window.player().setTraining(true);
  if (parser.isSet(save)) {
    QTimer::singleShot(static_cast<int>(parser.value(after).toDouble() * 1000), &window, [&] {
      if (!window.saveTo(parser.value(save), true)) std::fprintf(stderr, "pushforward: cannot save\n");
      window.close();
    });
  }
  if (parser.isSet(stage)) QTimer::singleShot(1000, &window, [&] { setStage(window, parser.value(stage)); });
  if (parser.isSet(screenshot)) {
    QTimer::singleShot(static_cast<int>(parser.value(after).toDouble() * 1000), &window, [&] {
      window.player().setTraining(false);
      if (!parser.isSet(stage) || parser.isSet(depth)) window.player().setPlaying(false);
      if (parser.isSet(depth)) window.player().setDepth(parser.value(depth).toDouble());
      QTimer::singleShot(1500, &window, [&] {  // the picture is refined, the strip is drawn
        if (!window.grab().save(parser.value(screenshot)))
          std::fprintf(stderr, "pushforward: cannot write the picture\n");
        window.close();
      });
    });
  }
  return QApplication::exec();
}
