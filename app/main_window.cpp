#include "app/main_window.h"

#include <QApplication>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QMenu>
#include <QPainter>
#include <QScrollArea>
#include <QSettings>
#include <QShortcut>
#include <QStackedWidget>
#include <QStatusBar>
#include <QTimer>
#include <QToolButton>
#include <QVBoxLayout>
#include <cmath>

#include "app/canvas/canvas.h"
#include "app/canvas/film_strip.h"
#include "app/canvas/target_pane.h"
#include "app/lessons/clicker.h"
#include "app/lessons/lesson_player.h"
#include "app/lessons/window_stage.h"
#include "app/line/line_view.h"
#include "app/motion.h"
#include "app/panels/inspector.h"
#include "app/panels/loss_chart.h"
#include "app/panels/side_panel.h"
#include "app/panels/target_gallery.h"
#include "app/panels/transport_bar.h"
#include "app/race/race_view.h"
#include "app/stack/layer_title.h"
#include "app/stack/palette.h"
#include "app/stack/preset_list.h"
#include "app/stack/stack_view.h"
#include "app/target/paint_view.h"
#include "core/project/edits.h"

namespace app {

namespace {

constexpr int kLeftWidth = 216, kRightWidth = 304, kLossHeight = 236, kLowLossHeight = 196;
constexpr int kLow = 880;             // a window of less height is a low one
constexpr int kMessageTime = 8000;    // milliseconds that a sentence stays in the status bar
constexpr double kSlow = 0.25;        // speed from which on downwards captions are shown
constexpr int kInspectorEvery = 200;  // milliseconds between two readings of inspector and status bar

QLabel* section(const QString& text) {
  auto* label = new QLabel(text.toUpper());
  label->setObjectName("section");
  return label;
}

QCursor laserDot() {
  constexpr int kSize = 32;
  QPixmap dot(kSize, kSize);
  dot.fill(Qt::transparent);
  QPainter painter(&dot);
  QRadialGradient glow(kSize / 2.0, kSize / 2.0, kSize / 2.0);
  glow.setColorAt(0, QColor(255, 60, 40, 255));
  glow.setColorAt(0.35, QColor(255, 40, 30, 230));
  glow.setColorAt(0.5, QColor(255, 30, 20, 90));
  glow.setColorAt(1, QColor(255, 30, 20, 0));
  painter.fillRect(dot.rect(), glow);
  painter.end();
  return QCursor(dot);
}

}  // namespace

MainWindow::~MainWindow() {
  if (presenting_) QApplication::restoreOverrideCursor();
  if (lessons_->playing()) lessons_->stop();
  document_->undoStack().disconnect(this);  // it is cleared when only a widget is left of the window
}

MainWindow::MainWindow(const WindowOptions& options) : options_(options) {
  document_ = new Document(core::defaultProject(), this);
  player_ = new Player(*document_, options.device, options.threads, this);
  setAcceptDrops(true);
  auto* menu = new QMenu(this);
  makeLayout(menu);
  makeMenu(menu);
  makeLessons();
  makeKeys();
  makeStatusBar();
  connect(document_, &Document::refused, this, &MainWindow::tell);
  connect(document_, &Document::pathChanged, this, &MainWindow::updateTitle);
  connect(&document_->undoStack(), &QUndoStack::cleanChanged, this, &MainWindow::updateTitle);
  makeKeeper();
  updateTitle();
  resize(1440, 900);
  const QByteArray geometry = QSettings().value("geometry").toByteArray();
  if (!geometry.isEmpty()) restoreGeometry(geometry);
  canvas_->setFocus();
  starting_ = options.file.endsWith(".pushforward");
  if (!options.file.isEmpty()) openPath(options.file);
  if (options.keepSeconds > 0) offerLeftBehind(QSettings().value("recent").toStringList(), true);
}

void MainWindow::makeLayout(QMenu* menu) {
  auto* stage = new QWidget;
  stage->setObjectName("stage");
  stage->setAttribute(Qt::WA_StyledBackground);
  auto* rows = new QVBoxLayout(stage);
  rows->setContentsMargins(0, 0, 0, 0);
  rows->setSpacing(0);
  bar_ = new TransportBar(*document_, *player_, menu);
  rows->addWidget(bar_);
  rows->addWidget(recoveryBar());
  auto* columns = new QHBoxLayout;
  columns->setSpacing(0);
  rows->addLayout(columns, 1);

  QVBoxLayout* column = nullptr;
  left_ = sidePanel(column, kLeftWidth);
  auto* targetHeading = new QHBoxLayout;
  targetHeading->addWidget(section(tr("Target")));
  targetHeading->addStretch(1);
  targetHeading->addWidget(targetButton());
  column->addLayout(targetHeading);
  gallery_ = new TargetGallery(*document_);
  connect(gallery_, &TargetGallery::importRequested, this, [this] {
    QMenu own(this);
    fillOwnTargets(&own);
    own.exec(gallery_->importTile()->mapToGlobal(QPoint(0, gallery_->importTile()->height())));
  });
  column->addWidget(gallery_);
  column->addSpacing(8);
  column->addWidget(section(tr("Layers")));
  palette_ = new LayerPalette(*document_);
  column->addWidget(palette_);
  column->addStretch(1);
  columns->addWidget(left_);

  auto* middle = new QVBoxLayout;
  middle->setContentsMargins(12, 12, 12, 12);
  middle->setSpacing(10);
  pages_ = new QStackedWidget;
  canvas_ = new Canvas(*document_);
  line_ = new LineView;
  pages_->addWidget(canvas_);
  pages_->addWidget(line_);
  race_ = new RaceView;
  pages_->addWidget(race_);
  pages_->setMinimumWidth(1);  // no page makes the window wider than the screen
  auto* desk = new QHBoxLayout;
  desk->setSpacing(10);
  paint_ = new PaintView(*document_);
  paint_->hide();
  connect(paint_, &PaintView::closed, this, [this] { showPaint(false); });
  connect(paint_, &PaintView::told, this, &MainWindow::tell);
  desk->addWidget(paint_, 1);
  desk->addWidget(new TargetPane(*document_, *player_, *canvas_, *paint_), 1);
  desk->addWidget(pages_, 1);
  middle->addLayout(desk, 1);
  strip_ = new FilmStrip(*document_, *player_);
  strip_->setFixedHeight(150);
  middle->addWidget(strip_);
  columns->addLayout(middle, 1);

  // The loss stays in view below; stack and inspector scroll above it if the screen is low.
  right_ = new QWidget;
  right_->setFixedWidth(kRightWidth);
  auto* rightRows = new QVBoxLayout(right_);
  rightRows->setContentsMargins(0, 0, 0, 0);
  rightRows->setSpacing(0);
  rightRows->addWidget(sidePanel(column, kRightWidth), 1);
  auto* heading = new QHBoxLayout;
  heading->addWidget(section(tr("Stack")));
  heading->addStretch(1);
  heading->addWidget(presetButton());
  column->addLayout(heading);
  stack_ = new StackView(*document_);
  column->addWidget(stack_);
  column->addSpacing(4);
  inspector_ = new Inspector(*document_);
  column->addWidget(inspector_);
  column->addStretch(1);
  auto* foot = foot_ = new QWidget;
  foot->setObjectName("foot");
  foot->setAttribute(Qt::WA_StyledBackground);
  foot->setFixedHeight(kLossHeight);
  auto* footRows = new QVBoxLayout(foot);
  footRows->setContentsMargins(14, 10, 14, 8);
  footRows->setSpacing(4);
  footRows->addWidget(section(tr("Loss")));
  loss_ = new LossChart(*document_, *player_);
  footRows->addWidget(loss_, 1);
  rightRows->addWidget(foot);
  columns->addWidget(right_);
  setCentralWidget(stage);

  const auto tellView = [this] { player_->setCanvas(canvas_->width(), canvas_->height(), canvas_->window()); };
  connect(canvas_, &Canvas::viewChanged, this, tellView);
  connect(canvas_, &Canvas::lineWanted, this, [this] { showLine(true); });
  connect(canvas_, &Canvas::lessonsWanted, this, [this](const QPoint& at) {
    QMenu lessons(this);
    lessons.setToolTipsVisible(true);
    fillLessons(&lessons);
    lessons.exec(at);
  });
  connect(line_, &LineView::dimensionWanted, this, [this] { showLine(false); });
  connect(canvas_, &Canvas::raceWanted, this, [this] { showPage(race_); });
  connect(race_, &RaceView::closed, this, [this] { showPage(canvas_); });
  connect(race_, &RaceView::stackChosen, this, [this](const core::FlowSpec& flow) {
    document_->edit(tr("Take the winner"), [&](const core::Project& p) { return core::setStack(p, flow); });
    showPage(canvas_);
  });
  connect(player_, &Player::frameReady, this, [this](const std::shared_ptr<const core::Frame>& frame) {
    frame_ = frame;
    canvas_->show(frame);
  });
  connect(player_, &Player::depthChanged, stack_, &StackView::setDepth);
  connect(canvas_, &Canvas::hoverChanged, player_, &Player::setHover);
  connect(canvas_, &Canvas::layerLit, this, [this](int layer) { stack_->list().setLit(layer); });
  connect(player_, &Player::depthChanged, this, &MainWindow::caption);
  connect(player_, &Player::stateChanged, this, &MainWindow::caption);
  connect(inspector_, &Inspector::setByHand, this, [this](int k, const std::vector<core::Real>& values) {
    if (!player_->setByHand(k, values)) return;
    inspector_->setSnapshot(player_->snapshot());
    if (!document_->trying()) ++edits_;
  });
  // While a hand moves a layer, training rests: what one sees is what the hand does.
  connect(inspector_, &Inspector::handGrabbed, this, [this] {
    trainsOn_ = player_->training();
    player_->setTraining(false);
  });
  connect(inspector_, &Inspector::handReleased, this, [this] { player_->setTraining(trainsOn_); });
  auto* clock = new QTimer(this);
  connect(clock, &QTimer::timeout, this, [this] {
    if (player_->snapshot() != nullptr) inspector_->setSnapshot(player_->snapshot());
    updateStatus();
  });
  clock->start(kInspectorEvery);
}

QWidget* MainWindow::presetButton() {
  auto* button = new QToolButton;
  button->setObjectName("plain");
  button->setText(tr("Presets") + QString::fromUtf8(" ▾"));
  button->setToolTip(tr("Ready-made stacks: what each is good at, and its paper"));
  button->setAccessibleName(tr("Presets"));
  button->setFocusPolicy(Qt::StrongFocus);
  auto* presets = new PresetList(*document_, button);
  connect(button, &QToolButton::clicked, this, [button, presets] { presets->openBelow(*button); });
  return button;
}

void MainWindow::resizeEvent(QResizeEvent* event) {
  QMainWindow::resizeEvent(event);
  // On a low screen, smaller thumbnails leave the palette below them in view, and a shorter list the inspector.
  const bool low = height() < kLow;
  gallery_->setColumns(low ? 5 : 4);
  stack_->list().setRowsWanted(low ? 4 : 8);
  foot_->setFixedHeight(low ? kLowLossHeight : kLossHeight);
}

// A page in the canvas's place; nothing of the plane is drawn meanwhile, and a race has the cores to itself.
void MainWindow::showPage(QWidget* page) {
  if (page == pages_->currentWidget()) return;
  if (pages_->currentWidget() == race_) {
    race_->stop();
    player_->setTraining(trainsAfterRace_);
  }
  const bool plane = page == canvas_;
  if (!plane) paint_->hide();
  pages_->setCurrentWidget(page);
  strip_->setVisible(plane);
  if (plane) {
    player_->setCanvas(canvas_->width(), canvas_->height(), canvas_->window());
  } else {
    player_->setCanvas(0, 0, canvas_->window());
  }
  bar_->setTrainable(page != race_);
  if (page == race_) {
    trainsAfterRace_ = player_->training();
    player_->setTraining(false);
    race_->start(document_->project());
  }
  page->setFocus();
}

void MainWindow::showLine(bool on) {
  if (on || pages_->currentWidget() == line_) showPage(on ? static_cast<QWidget*>(line_) : canvas_);
}

// In slow motion there is time to read what the layer at work does.
void MainWindow::caption() {
  const core::FlowSpec& flow = document_->project().flow;
  const double T = player_->depth();
  const int k = static_cast<int>(std::floor(T));
  if (!player_->playing() || player_->speed() > kSlow || T <= 0 || k >= flow.depth() || T == k) {
    canvas_->setCaption({}, {});
    return;
  }
  canvas_->setCaption(cardTitle(flow, k),
                      QString::fromStdString(titleOf(flow.layers[static_cast<size_t>(k)]).info->formula));
}

void MainWindow::makeKeys() {
  const auto key = [this](const QKeySequence& sequence, auto action) {
    connect(new QShortcut(sequence, this), &QShortcut::activated, this, action);
  };
  key(Qt::Key_PageDown, [this] { player_->walk(1); });
  key(Qt::Key_PageUp, [this] { player_->walk(-1); });
  key(Qt::Key_Comma, [this] { player_->walk(-1); });
  key(Qt::Key_Question, [this] { showKeys(); });
  key(Qt::Key_Escape, [this] { lessons_->playing() && !presenting_ ? lessons_->stop() : present(false); });
}

// Canvas, strip and formula alone, on the whole screen; the pointer is a laser's dot, and a clicker's keys are taken.
void MainWindow::present(bool on) {
  if (on == presenting_) return;
  presenting_ = on;
  paint_->hide();
  for (QWidget* widget : {static_cast<QWidget*>(bar_), left_, right_, static_cast<QWidget*>(statusBar())})
    widget->setVisible(!on);
  if (on) {
    QApplication::setOverrideCursor(laserDot());
    showFullScreen();
  } else {
    QApplication::restoreOverrideCursor();
    if (isFullScreen()) showNormal();
  }
  clicker_->setOn(on || lessons_->playing());
}

void MainWindow::makeStatusBar() {
  const auto label = [this](bool right) {
    auto* l = new QLabel;
    right ? statusBar()->addPermanentWidget(l) : statusBar()->addWidget(l);
    return l;
  };
  statusBar()->setSizeGripEnabled(false);
  engineLabel_ = label(false);
  rateLabel_ = label(false);
  frameLabel_ = label(false);
  fileLabel_ = label(true);
  // A sentence takes the place of the read-outs while it stands.
  connect(statusBar(), &QStatusBar::messageChanged, this, [this](const QString& message) {
    for (QLabel* readOut : {engineLabel_, rateLabel_, frameLabel_}) readOut->setVisible(message.isEmpty());
  });
}

void MainWindow::tell(const QString& sentence) { statusBar()->showMessage(sentence, kMessageTime); }

void MainWindow::updateStatus() {
  const auto& s = player_->snapshot();
  if (s == nullptr) return;
  engineLabel_->setText(QString::fromStdString(s->engine));
  rateLabel_->setText(s->running
                          ? tr("%1 steps/s").arg(QLocale(QLocale::English).toString(std::lround(s->stepsPerSecond)))
                          : tr("paused"));
  if (s->state.skipped > 0)
    rateLabel_->setText(rateLabel_->text() + tr(", skipped: %1 (not finite)").arg(s->state.skipped));
  if (s->state.rollbacks > 0) rateLabel_->setText(rateLabel_->text() + tr(", gone back: %1").arg(s->state.rollbacks));
  if (!s->message.empty()) tell(QString::fromStdString(s->message));
  if (frame_ != nullptr)
    frameLabel_->setText(tr("frame %1 ms at %2 × %3")
                             .arg(std::lround(frame_->milliseconds))
                             .arg(frame_->density.width)
                             .arg(frame_->density.height));
}

void MainWindow::updateTitle() {
  const QString name = document_->path().isEmpty() ? tr("Untitled") : QFileInfo(document_->path()).fileName();
  setWindowTitle(name + "[*] – Pushforward");
  setWindowModified(!document_->undoStack().isClean());
  fileLabel_->setText(name + " • " +
                      (isWindowModified()            ? tr("modified")
                       : document_->path().isEmpty() ? tr("new")
                                                     : tr("saved")));
}

void MainWindow::setTheme(ThemeMode mode) {
  QSettings().setValue("theme", keyOf(mode));
  applyTheme(*static_cast<QApplication*>(QCoreApplication::instance()), mode);
}

void MainWindow::setLessMotion(bool less) {
  Motion::reduced = less;
  QSettings().setValue("lessMotion", less);
  player_->setPlaying(!less);
}

}  // namespace app
