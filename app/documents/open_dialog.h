#pragma once
// The dialog that asks which project file to open, with the picture of the file under the cursor.

#include <QFileDialog>

class QLabel;

namespace app {

/// "Pushforward (*.pushforward)".
QString documentFilter();

class OpenDialog : public QFileDialog {
  Q_OBJECT

 public:
  OpenDialog(QWidget* parent, const QString& folder);
  const QLabel& picture() const { return *picture_; }

 private:
  void preview(const QString& path);

  QLabel *picture_, *words_;
};

/// The file's path; empty if none was chosen.
QString askForDocument(QWidget* parent, const QString& folder);

/// Whether those of the files that are there already may be replaced: nobody is asked if there are none.
bool mayReplace(QWidget* parent, const QStringList& paths);

/// Where to write a file that ends in `ending` (".png"; empty: a folder): a name is suggested, and the ending belongs to it
/// before it is asked whether a file may be replaced. Empty: nowhere. `choice` stands below the rest, and is the caller's.
QString askWhereTo(QWidget* parent, const QString& title, const QString& suggested, const QString& ending,
                   const QString& filter, QWidget* choice = nullptr);

}  // namespace app
