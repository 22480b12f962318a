#pragma once
// The window: one eye path from target over warp to stack, the bar on top, the state of things at the bottom.

#include <QMainWindow>
#include <functional>
#include <memory>

#include "app/document.h"
#include "app/player.h"
#include "app/theme.h"

class QLabel;
class QMimeData;
class QMenu;
class QScrollArea;
class QStackedWidget;

namespace app {

class Canvas;
class FilmStrip;
class Clicker;
class DocumentGallery;
class DocumentSaver;
class Inspector;
class Keeper;
class LayerPalette;
class LessonPlayer;
class LossChart;
class RaceView;
class RecoveryBar;
struct WorkMark;
class WindowStage;
class LineView;
class ExportDialog;
class PaintView;
struct ExportContent;
class StackView;
class TargetGallery;
class TargetMaker;
class TargetOptions;
class TransportBar;

struct WindowOptions {
  std::string device = "auto";
  int threads = 0;
  QString file;                 ///< to open at the start, or empty
  bool rememberSession = true;  ///< keep what was open when the window closes
  double keepSeconds = 0;       ///< between two copies of unsaved work into a swap file; 0: none
};

class MainWindow : public QMainWindow {
  Q_OBJECT

 public:
  explicit MainWindow(const WindowOptions& options);
  ~MainWindow() override;

  Player& player() { return *player_; }
  Document& document() { return *document_; }

  /// A project file or a lesson; or points or a picture as the target. The last two, and a large project, are read while
  /// the window goes on. Tells in the status bar why not. Whether it is open, or being read.
  bool openPath(const QString& path);
  /// A large document is written while the window goes on. Whether it is saved, or being written; told in the status bar.
  /// Large documents may still be being written on return, unless it is to `wait`. `failed` is called if that fails.
  bool saveTo(const QString& path, bool wait = false, const std::function<void()>& failed = {});
  /// The page of one dimension in the canvas's place, or the canvas.
  void showLine(bool on);
  /// The sheet on which a target is painted, beside the canvas.
  void showPaint(bool on);
  /// Of the lesson that is being played, so many times on.
  void goToStep(int times);

 protected:
  void resizeEvent(QResizeEvent* event) override;
  void closeEvent(QCloseEvent* event) override;
  void dragEnterEvent(QDragEnterEvent* event) override;
  void dropEvent(QDropEvent* event) override;

 private:
  void makeLayout(QMenu* menu);
  void makeMenu(QMenu* menu);
  QWidget* presetButton();
  void makeKeys();
  void caption();
  void showPage(QWidget* page);
  void backToPlane();
  void makeLessons();
  void fillLessons(QMenu* menu);
  bool openLesson(const QString& path);
  std::optional<core::LessonPlace> lessonPlace() const;
  void goToPlace(const core::LessonPlace& place);
  QWidget* thing(const QString& name) const;
  void makeStatusBar();
  void newProject();
  void open();
  void save();
  void saveAs();
  QWidget* targetButton();
  void fillOwnTargets(QMenu* menu);
  void importTarget();
  /// What the export dialog exports; null before there is a flow.
  std::shared_ptr<const ExportContent> exportContent();
  std::shared_ptr<const ExportContent> lessonContent();
  void showExport();
  void fillCopies(QMenu* menu);
  void copyText(const QString& text, const QString& word);
  void copyPicture();
  /// A stack as text, else points or a picture.
  void paste(const QMimeData* data);
  void typeWord();
  /// Makes `make`'s the target, in the background, or tells why not; `word` stands meanwhile. Calls `then` afterwards.
  void takeTarget(const QString& word, const std::function<core::TargetSpec()>& make,
                  const std::function<void()>& then = {});
  /// As an undo entry, "Target: moons".
  void setTarget(const core::TargetSpec& target);
  void remember(const QString& path);
  void showGallery();
  void makeKeeper();
  QWidget* recoveryBar();
  std::optional<WorkMark> mark() const;
  /// Offers what programs that ended unexpectedly have left behind: beside these documents and, if asked, elsewhere.
  void offerLeftBehind(const QStringList& documents, bool own);
  void present(bool on);
  void showKeys();
  void setTheme(ThemeMode mode);
  void setLessMotion(bool less);
  void updateTitle();
  void updateStatus();
  void tell(const QString& sentence);
  core::Document content() const;
  std::string thumbnail();
  void readProject(const QString& path);
  /// What was read from `path` takes the place of what is open, which is kept.
  void arrived(const core::Document& file, const QString& path);
  void openDocument(const core::Document& file, const QString& path);
  /// Whether it is kept, or being written where one need not `wait`.
  bool keepSession(bool wait = false);
  QString sessionFile() const;

  WindowOptions options_;
  Document* document_;
  Player* player_;
  Canvas* canvas_ = nullptr;
  LineView* line_ = nullptr;
  PaintView* paint_ = nullptr;
  LayerPalette* palette_ = nullptr;
  LossChart* loss_ = nullptr;
  std::unique_ptr<WindowStage> lessonStage_;
  LessonPlayer* lessons_ = nullptr;
  Clicker* clicker_ = nullptr;
  bool presenting_ = false;
  QString lessonFile_;     // of the lesson that is being played
  std::string thumbnail_;  // the last one made
  int edits_ = 0;          // of what is trained, so far
  Keeper* keeper_ = nullptr;
  RecoveryBar* recovery_ = nullptr;
  DocumentGallery* documents_ = nullptr;
  DocumentSaver* saver_ = nullptr;
  bool starting_ = false;  // the file that the program was started with has not arrived yet
  int opened_ = 0;         // documents so far: what is saved may be of one that is no longer open
  bool closes_ = false;    // when all is saved
  QAction *undo_ = nullptr, *redo_ = nullptr;
  bool trainsOn_ = false;  // after a hand has let go of a layer
  RaceView* race_ = nullptr;
  QStackedWidget* pages_ = nullptr;  // the canvas, the line, the race
  bool trainsAfterRace_ = false;
  FilmStrip* strip_ = nullptr;
  StackView* stack_ = nullptr;
  TargetOptions* targetOptions_ = nullptr;
  TargetMaker* maker_ = nullptr;
  QWidget* targetButton_ = nullptr;
  Inspector* inspector_ = nullptr;
  ExportDialog* export_ = nullptr;
  // The newest that was given out: while nothing changes it is not made anew.
  struct {
    std::shared_ptr<const core::Snapshot> of;
    core::Project project;
    std::shared_ptr<const ExportContent> content;
  } exported_;
  bool stopsExport_ = false;  // the window was asked to close although an export is under way
  TransportBar* bar_ = nullptr;
  TargetGallery* gallery_ = nullptr;
  QWidget *left_ = nullptr, *right_ = nullptr, *foot_ = nullptr;
  QLabel *engineLabel_ = nullptr, *rateLabel_ = nullptr, *frameLabel_ = nullptr, *fileLabel_ = nullptr;
  std::shared_ptr<const core::Frame> frame_;
};

}  // namespace app
