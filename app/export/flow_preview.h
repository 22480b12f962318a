#pragma once
// The preview of an exported flow: the files, a few lines to paste that use them, and how the first one begins. It is made
// in the background.

#include <QThreadPool>
#include <QWidget>
#include <memory>

#include "app/export/export_wish.h"
#include "app/export/flow_words.h"

class QLabel;
class QPlainTextEdit;
class QToolButton;

namespace app {

class FlowPreview : public QWidget {
  Q_OBJECT

 public:
  explicit FlowPreview(QWidget* parent = nullptr);
  ~FlowPreview() override;

  void show(const ExportWish& wish, const std::shared_ptr<const ExportContent>& content, const QString& name);

 signals:
  /// What is wrong with the wish, in one sentence.
  void complained(const QString& sentence);

 private:
  void arrived(const FlowWords& words, const QString& complaint, int serial);
  void changeEvent(QEvent* event) override;
  void restyle();

  QLabel *files_, *useTitle_, *headTitle_;
  QPlainTextEdit *use_, *head_;
  QToolButton* copy_;
  int serial_ = 0;  // of the newest wish
  bool made_ = false;
  ExportWish shown_;
  QString name_;
  core::FlowSpec stack_;
  QThreadPool pool_;
};

}  // namespace app
