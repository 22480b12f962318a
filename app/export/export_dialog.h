#pragma once
// The export dialog: a picture, a film or the flow, with a preview of what comes out. The program stays usable while an
// export is under way, with the dialog open or shut.

#include <QDialog>
#include <QThreadPool>
#include <QTimer>
#include <atomic>
#include <functional>
#include <memory>

#include "app/export/export_form.h"
#include "app/export/export_job.h"
#include "app/export/export_preview.h"
#include "app/export/flow_preview.h"
#include "app/export/reel_maker.h"

class QButtonGroup;
class QLabel;
class QListWidget;
class QProgressBar;
class QPushButton;
class QSpinBox;
class QStackedWidget;

namespace app {

class ExportDialog : public QDialog {
  Q_OBJECT

 public:
  /// `take` gives what the window has at the moment, or null before there is anything.
  ExportDialog(std::function<std::shared_ptr<const ExportContent>()> take, QWidget* parent);

  ~ExportDialog() override;

  /// What is exported by default: parts as on the canvas, in its theme.
  void setLooks(const FigureParts& parts, bool dark);
  void open(ExportWish::Kind kind);
  /// An animation that plays this.
  void open(FilmPlay play);
  const ExportWish& wish() const { return form_->wish(); }
  ExportForm& form() { return *form_; }
  ExportPreview& preview() { return *preview_; }
  /// Begins to export to `path`.
  void exportTo(const QString& path);
  bool busy() const { return job_ != nullptr; }

 signals:
  /// One sentence about an export that has ended, or has come so far.
  void told(const QString& sentence);

 protected:
  void showEvent(QShowEvent* event) override;
  void hideEvent(QHideEvent* event) override;

 private:
  static int number(ExportWish::Kind kind) { return static_cast<int>(kind); }
  QWidget* kinds();
  QWidget* flowPage();
  void choose(ExportWish::Kind kind);
  void takeContent();
  void follow();
  /// What the file is called if nobody says otherwise, without its ending.
  QString suggestedName() const;
  /// What can be exported of the content, and why not the rest.
  void offer();
  /// What is to be expected, below the preview.
  void expect();
  void forecast();
  void save();
  void cancel();

  std::function<std::shared_ptr<const ExportContent>()> take_;
  std::shared_ptr<const ExportContent> taken_;    // as the window gave it
  std::shared_ptr<const ExportContent> content_;  // the same, its lesson trained when that is done
  ExportWish kept_[3];                            // of each kind, as it was left
  ExportPreview* preview_;
  FlowPreview* flowPreview_;
  QStackedWidget* left_;  // either of them
  ExportForm* form_;
  QButtonGroup* kindButtons_;
  QStackedWidget* right_;
  QListWidget* formats_;
  QSpinBox* samples_;
  QLabel* summary_;
  QProgressBar* progress_;
  QPushButton *save_, *cancel_;
  QTimer refresh_, still_;
  QThreadPool forecasts_;
  ReelMaker* reels_;            // with their trainings, for the preview and the forecast
  std::atomic<int> wished_{0};  // goes up with every wish, so that old forecasts end
  QString expected_;
  std::unique_ptr<ExportJob> job_;
  QString folder_;
  int shownPart_ = 0;
};

}  // namespace app
