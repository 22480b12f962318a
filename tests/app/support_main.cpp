// The tests of the app run without a display, with motion off so that nothing has to be waited for.

#include <gtest/gtest.h>

#include <QApplication>
#include <iostream>

#include "app/motion.h"
#include "app/theme.h"

namespace {

// The offscreen platform complains about every window that has a smallest size.
void quietly(QtMsgType, const QMessageLogContext&, const QString& message) {
  if (!message.contains("propagateSizeHints")) std::cerr << message.toStdString() << std::endl;
}

}  // namespace

int main(int argc, char** argv) {
  if (qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM")) qputenv("QT_QPA_PLATFORM", "offscreen");
  testing::InitGoogleTest(&argc, argv);
  qInstallMessageHandler(quietly);
  QApplication application(argc, argv);
  app::applyTheme(application, app::ThemeMode::light);
  app::Motion::reduced = true;
  return RUN_ALL_TESTS();
}
