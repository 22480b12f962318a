#pragma once
// The program's own folders, in a folder of the test.

#include <QByteArray>
#include <QTemporaryDir>

class OwnHome {
 public:
  OwnHome() {
    for (int i = 0; i < 2; ++i) {
      before_[i] = qgetenv(kNames[i]);
      qputenv(kNames[i], folder.path().toUtf8());
    }
  }
  ~OwnHome() {
    for (int i = 0; i < 2; ++i) before_[i].isNull() ? qunsetenv(kNames[i]) : qputenv(kNames[i], before_[i]);
  }
  OwnHome(const OwnHome&) = delete;
  OwnHome& operator=(const OwnHome&) = delete;

  QTemporaryDir folder;

 private:
  static constexpr const char* kNames[2] = {"XDG_DATA_HOME", "XDG_CONFIG_HOME"};
  QByteArray before_[2];
};
