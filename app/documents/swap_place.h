#pragma once
// Where unsaved work is put for the day the program ends without being asked: a file beside the document, or in the
// program's own folder where there is no document yet; a lock beside it says whose it is.

#include <QLockFile>
#include <QString>
#include <QStringList>
#include <memory>
#include <vector>

namespace app {

/// A swap file that is this window's own: no other program writes it or takes it for one that was left behind.
class SwapPlace {
 public:
  /// Null if it belongs to a program that lives, or if nothing can be written there.
  static std::unique_ptr<SwapPlace> at(const QString& file);
  /// The file stays; whoever looks next finds it left behind.
  ~SwapPlace() = default;

  const QString& file() const { return file_; }
  void removeFile() const;

 private:
  explicit SwapPlace(const QString& file);

  QString file_;
  QLockFile lock_;
};

/// ".moons.pushforward.swap" beside moons.pushforward.
QString swapBeside(const QString& document);
/// Of work that has no document, a new one in the program's own folder; empty if there is no such folder.
QString newOwnSwap();

/// What was left behind.
struct LeftBehind {
  std::unique_ptr<SwapPlace> place;
  QString document;  ///< that it belongs to, or empty
};
/// Beside these documents and, if asked, in the program's own folder; the newest last.
std::vector<LeftBehind> findLeftBehind(const QStringList& documents, bool own);

}  // namespace app
