#pragma once
// The preview: what would be exported, small, drawn by a thread of its own; a film plays.

#include <QElapsedTimer>
#include <QTimer>
#include <QWidget>
#include <atomic>
#include <thread>

#include "app/export/export_wish.h"
#include "core/util/latest.h"

namespace app {

class ExportPreview : public QWidget {
  Q_OBJECT

 public:
  explicit ExportPreview(QWidget* parent = nullptr);
  ~ExportPreview() override;

  void show(const ExportWish& wish, const std::shared_ptr<const ExportContent>& content);
  /// Nothing to be seen: these words instead.
  void showWords(const QString& words);
  const QImage& picture() const { return picture_; }

 signals:
  /// What is wrong with the wish, in one sentence; empty if nothing is.
  void complained(const QString& sentence);

 protected:
  void paintEvent(QPaintEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;

 private:
  struct Request {
    ExportWish wish;
    std::shared_ptr<const ExportContent> content;
    QSize room;
    double seconds = 0;  // of a film, since it began
    int serial = 0;
  };
  void request();
  void work();
  void arrived(const QImage& picture, const QString& complaint, int serial);

  core::Latest<Request> requests_;
  Request wanted_;
  QString words_;
  QImage picture_;
  QTimer clock_;
  QElapsedTimer time_;
  int since_ = 0;  // pictures of requests from this one on are of the present wish
  bool waiting_ = false;
  std::thread thread_;
};

}  // namespace app
