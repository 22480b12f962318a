#pragma once
// The gallery of documents: what was open lately and the examples that come with the program, as pictures that one click
// opens.

#include <QAbstractButton>
#include <QFrame>
#include <vector>

#include "app/documents/document_files.h"

class QScrollArea;
class QVBoxLayout;

namespace app {

class DocumentTile : public QAbstractButton {
  Q_OBJECT

 public:
  explicit DocumentTile(const DocumentEntry& entry, QWidget* parent = nullptr);
  QSize sizeHint() const override;
  const QString& path() const { return path_; }

 protected:
  void paintEvent(QPaintEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  void enterEvent(QEnterEvent* event) override;
  void leaveEvent(QEvent* event) override;

 private:
  QString path_;
  QImage picture_;
};

class DocumentGallery : public QFrame {
  Q_OBJECT

 public:
  explicit DocumentGallery(QWidget* parent = nullptr);

  /// In the middle of `window`.
  void openIn(const QWidget& window, const std::vector<DocumentEntry>& recent);
  std::vector<DocumentTile*> tiles() const { return tiles_; }

 signals:
  void chosen(const QString& path);
  void browseWanted();

 private:
  void addSection(QVBoxLayout& column, const QString& title, const std::vector<DocumentEntry>& entries,
                  const QString& ifNone);

  QScrollArea* area_;
  std::vector<DocumentTile*> tiles_;
};

}  // namespace app
