#include "app/export/export_dialog.h"

#include <QButtonGroup>
#include <QCloseEvent>
#include <QDir>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QLabel>
#include <QListWidget>
#include <QProgressBar>
#include <QPushButton>
#include <QScrollArea>
#include <QSpinBox>
#include <QStackedWidget>
#include <QToolButton>
#include <QVBoxLayout>
#include <cmath>

#include "app/documents/open_dialog.h"
#include "app/film/film_forecast.h"
#include "app/film/film_format.h"
#include "core/export/exporter.h"
#include "core/util/thread_clock.h"

namespace app {

namespace {

constexpr int kFormWidth = 372;
constexpr int kStill = 600;     // milliseconds without a change before the size of a film is forecast
constexpr int kRefresh = 2000;  // milliseconds between two looks at what training has come to

}  // namespace

ExportDialog::ExportDialog(std::function<std::shared_ptr<const ExportContent>()> take, QWidget* parent)
    : QDialog(parent), take_(std::move(take)) {
  setWindowTitle(tr("Export"));
  setObjectName("stage");
  resize(1060, 700);
  preview_ = new ExportPreview(this);
  flowPreview_ = new FlowPreview;
  left_ = new QStackedWidget;
  left_->addWidget(preview_);
  left_->addWidget(flowPreview_);
  form_ = new ExportForm;
  auto* scroll = new QScrollArea;
  scroll->setObjectName("panel");
  scroll->setWidget(form_);
  scroll->setWidgetResizable(true);
  scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  right_ = new QStackedWidget;
  right_->addWidget(scroll);
  right_->addWidget(flowPage());
  right_->setFixedWidth(kFormWidth);

  summary_ = new QLabel;
  summary_->setWordWrap(true);
  summary_->setMinimumHeight(2 * fontMetrics().height());
  progress_ = new QProgressBar;
  progress_->setTextVisible(false);
  progress_->setFixedHeight(6);
  progress_->setRange(0, 1000);
  progress_->setAccessibleName(tr("How much of the export is done"));
  progress_->hide();
  save_ = new QPushButton(tr("Save…"));
  save_->setDefault(true);
  cancel_ = new QPushButton(tr("Cancel the export"));
  cancel_->hide();
  auto* close = new QPushButton(tr("Close"));
  connect(save_, &QPushButton::clicked, this, &ExportDialog::save);
  connect(cancel_, &QPushButton::clicked, this, &ExportDialog::cancel);
  connect(close, &QPushButton::clicked, this, &QDialog::hide);

  auto* middle = new QHBoxLayout;
  middle->addWidget(left_, 1);
  middle->addWidget(right_);
  auto* foot = new QHBoxLayout;
  foot->addWidget(summary_, 1);
  foot->addWidget(cancel_);
  foot->addWidget(close);
  foot->addWidget(save_);
  auto* all = new QVBoxLayout(this);
  all->setContentsMargins(16, 12, 16, 12);
  all->setSpacing(12);
  all->addWidget(kinds());
  all->addLayout(middle, 1);
  all->addWidget(progress_);
  all->addLayout(foot);

  kept_[number(ExportWish::Kind::picture)].format = "png";
  ExportWish& film = kept_[number(ExportWish::Kind::film)];
  film.kind = ExportWish::Kind::film;
  film.figure.size = {1280, 720};
  for (const FilmFormat& format : filmFormats()) {
    if (missing(format)) continue;
    film.format = format.key;
    break;
  }
  ExportWish& flow = kept_[number(ExportWish::Kind::flow)];
  flow.kind = ExportWish::Kind::flow;
  flow.format = core::exporters().front().key;

  connect(form_, &ExportForm::changed, this, [this] {
    follow();
    expect();
  });
  const auto complain = [this](const QString& sentence) {
    save_->setEnabled(sentence.isEmpty() && job_ == nullptr);
    if (!sentence.isEmpty()) summary_->setText(sentence);
  };
  connect(preview_, &ExportPreview::complained, this, complain);
  connect(flowPreview_, &FlowPreview::complained, this, complain);
  reels_ = new ReelMaker(this);
  connect(reels_, &ReelMaker::progressed, this, [this](double part) {
    if (job_ == nullptr && isVisible() && !expected_.isEmpty() && form_->wish().play == FilmPlay::lesson)
      summary_->setText(expected_ + tr("; the lesson's trainings, for the preview: %1 %").arg(std::lround(100 * part)));
  });
  connect(reels_, &ReelMaker::made, this, [this] {
    taken_ = nullptr;
    if (!isVisible()) return;  // whoever opens it takes it
    takeContent();
    expect();
  });
  refresh_.setInterval(kRefresh);
  connect(&refresh_, &QTimer::timeout, this, &ExportDialog::takeContent);
  forecasts_.setMaxThreadCount(1);
  still_.setSingleShot(true);
  still_.setInterval(kStill);
  connect(&still_, &QTimer::timeout, this, &ExportDialog::forecast);
}

ExportDialog::~ExportDialog() {
  ++wished_;
  forecasts_.waitForDone();
}

void ExportDialog::setLooks(const FigureParts& parts, bool dark) {
  for (ExportWish& wish : kept_) {
    wish.figure.parts = parts;
    wish.figure.dark = dark;
  }
  kept_[number(ExportWish::Kind::film)].figure.parts.track = true;
}

void ExportDialog::open(ExportWish::Kind kind) {
  takeContent();
  if (content_ != nullptr && !isVisible())
    kept_[number(ExportWish::Kind::picture)].depth =
        content_->depth < content_->source.flow->depth() ? content_->depth : -1;
  choose(kind);
  QDialog::show();
  raise();
  activateWindow();
}

void ExportDialog::open(FilmPlay play) {
  kept_[number(ExportWish::Kind::film)].play = play;
  if (isVisible() && form_->wish().kind == ExportWish::Kind::film) {
    ExportWish wish = form_->wish();
    wish.play = play;
    form_->setWish(wish);
  }
  open(ExportWish::Kind::film);
}

void ExportDialog::choose(ExportWish::Kind kind) {
  if (isVisible() && form_->wish().kind != ExportWish::Kind::flow) kept_[number(form_->wish().kind)] = form_->wish();
  kindButtons_->button(number(kind))->setChecked(true);
  right_->setCurrentIndex(kind == ExportWish::Kind::flow ? 1 : 0);
  left_->setCurrentIndex(right_->currentIndex());
  if (kind == ExportWish::Kind::flow) preview_->showWords({});  // a film rests
  form_->setWish(kept_[number(kind)]);
  follow();
  expect();
}

void ExportDialog::takeContent() {
  auto content = take_();
  if (content == nullptr || content == taken_) return;
  taken_ = content;
  const bool first = content_ == nullptr;
  const bool otherStack = first || content->source.flow->depth() != content_->source.flow->depth();
  content_ = std::move(content);
  if (content_->lesson != nullptr) {
    auto own = std::make_shared<ExportContent>(*content_);
    if (const auto trained = reels_->reelOf(own->lesson->lesson)) own->lesson = trained;
    content_ = own;
  }
  offer();
  form_->setLayers(content_->source.flow->depth());
  if (!isVisible()) return;
  if (otherStack) form_->setWish(form_->wish());
  follow();
  if (expected_.isEmpty()) expect();  // what was wrong may be right now
}

void ExportDialog::offer() {
  const bool lesson = content_->lesson != nullptr;
  for (const auto kind : {ExportWish::Kind::picture, ExportWish::Kind::flow}) {
    QAbstractButton* button = kindButtons_->button(number(kind));
    button->setEnabled(!lesson);
    button->setToolTip(lesson ? tr("A lesson is open: a picture or a flow is of your own work. End the lesson first")
                              : QString());
  }
  std::vector<QString> reasons;
  for (const FilmPlay play : {FilmPlay::depth, FilmPlay::training, FilmPlay::both, FilmPlay::race, FilmPlay::lesson})
    reasons.push_back(whyNot(play, *content_));
  form_->setReasons(reasons);
  // A lesson that has come or gone takes the choice with it.
  const auto follows = [&](ExportWish& wish) {
    if (lesson != (wish.play == FilmPlay::lesson)) wish.play = lesson ? FilmPlay::lesson : FilmPlay::depth;
  };
  follows(kept_[number(ExportWish::Kind::film)]);
  ExportWish wish = form_->wish();
  if (wish.kind == ExportWish::Kind::film) {
    follows(wish);
    if (!(wish == form_->wish())) form_->setWish(wish);
  } else if (lesson && isVisible()) {
    choose(ExportWish::Kind::film);
  }
  if (lesson && !content_->lesson->trained) reels_->want(content_->lesson->lesson);
}

void ExportDialog::follow() {
  if (content_ == nullptr) return;
  const ExportWish& wish = form_->wish();
  if (job_ == nullptr) save_->setEnabled(true);
  if (wish.kind == ExportWish::Kind::flow) {
    form_->setWish(kept_[number(ExportWish::Kind::flow)]);
    flowPreview_->show(form_->wish(), content_, suggestedName());
  } else {
    preview_->show(wish, content_);
  }
}

void ExportDialog::expect() {
  ++wished_;
  still_.stop();
  if (job_ != nullptr || content_ == nullptr) return;
  const ExportWish& wish = form_->wish();
  try {
    if (wish.kind == ExportWish::Kind::film) {
      const FilmScript script = scriptOf(wish, *content_);
      app::check(settingsOf(wish, script));
      const QSize size = script.spec.size;
      expected_ = tr("%1 × %2 at %3 frames a second, %4 s, %5 frames")
                      .arg(size.width())
                      .arg(size.height())
                      .arg(script.fps)
                      .arg(static_cast<double>(script.frames()) / script.fps, 0, 'f', 1)
                      .arg(script.frames());
      summary_->setText(expected_);
      still_.start();
    } else if (wish.kind == ExportWish::Kind::picture) {
      const FigureSpec spec = figureOf(wish, *content_);
      expected_ = tr("%1 × %2 pixels, %3 × %4 mm")
                      .arg(spec.size.width())
                      .arg(spec.size.height())
                      .arg(spec.size.width() * 25.4 / spec.dotsPerInch, 0, 'f', 0)
                      .arg(spec.size.height() * 25.4 / spec.dotsPerInch, 0, 'f', 0);
      summary_->setText(expected_);
    } else {
      expected_ = tr("The flow as it is when it is saved; the mean of its training's last steps");
      summary_->setText(expected_);
    }
  } catch (const std::exception& error) {
    expected_.clear();
    summary_->setText(QString::fromStdString(error.what()));
  }
}

// From a few frames of the film, made in the background.
void ExportDialog::forecast() {
  if (job_ != nullptr || content_ == nullptr || form_->wish().kind != ExportWish::Kind::film) return;
  forecasts_.start([this, wish = form_->wish(), content = content_, serial = wished_.load()] {
    struct Old {};
    QString text;
    try {
      core::beNice();
      FigureEvaluator evaluator(1);
      const FilmScript script = withCommonTop(scriptOf(wish, *content), evaluator);
      FilmSettings asked = settingsOf(wish, script);
      if (asked.format == "gif") asked.step = std::max(asked.step, (asked.fps + 49) / 50);  // as makeFilm does
      const FilmSample sample = sampleOf(asked, [&](int i) {
        if (wished_ != serial) throw Old{};
        return frameImage(script.frame(i), evaluator);
      });
      const FilmSettings settings = fitted(asked, sample);
      text = described(settings, app::forecast(settings, sample, script.cuts()));
      if (settings != asked) text += tr("; made smaller to stay under 8 MB");
    } catch (const std::exception&) {
      return;  // the preview has said what is wrong
    } catch (const Old&) {
      return;
    }
    QMetaObject::invokeMethod(
        this,
        [this, serial, text] {
          if (wished_ == serial && job_ == nullptr) summary_->setText(text);
        },
        Qt::QueuedConnection);
  });
}

void ExportDialog::save() {
  if (content_ == nullptr || job_ != nullptr) return;
  const ExportWish& wish = form_->wish();
  const QString ending = endingOf(wish);
  const bool folder = ending == "/";
  const QString name = QDir(folder_).filePath(suggestedName() + (folder ? "" : ending));
  QString path =
      askWhereTo(this, tr("Export"), name, folder ? QString() : ending, folder ? tr("Folder (*)") : "*" + ending);
  if (path.isEmpty()) return;
  if (folder) path += "/";
  folder_ = QFileInfo(path).path();
  // The file dialog has asked about the one that it knows of.
  QStringList beside;
  try {
    if (wish.kind == ExportWish::Kind::flow && wish.format != "csv") {
      for (const core::ExportedFile& file : filesOf(wish, *content_, path))
        if (QString::fromStdString(file.path) != path) beside << QString::fromStdString(file.path);
    }
  } catch (const std::exception& error) {
    return summary_->setText(QString::fromStdString(error.what()));
  }
  if (mayReplace(this, beside)) exportTo(path);
}

QString ExportDialog::suggestedName() const { return nameFor(content_->source.name); }

void ExportDialog::exportTo(const QString& path) {
  if (job_ != nullptr) return;
  takeContent();  // the newest
  ++wished_;
  if (content_ == nullptr) return;
  reels_->stop();  // the job goes through the lesson itself
  job_ = std::make_unique<ExportJob>(path, form_->wish(), *content_);
  save_->setEnabled(false);
  cancel_->show();
  progress_->setValue(0);
  progress_->show();
  shownPart_ = 0;
  summary_->setText(tr("Exporting %1…").arg(QFileInfo(path).fileName()));
  connect(job_.get(), &ExportJob::progressed, this, [this](double part, const QString& word) {
    progress_->setValue(static_cast<int>(1000 * part));
    summary_->setText(word);
    const int tenth = static_cast<int>(10 * part);
    if (isVisible() || tenth == shownPart_) return;
    shownPart_ = tenth;
    emit told(tr("Exporting: %1").arg(word));
  });
  connect(job_.get(), &ExportJob::ended, this, [this](bool, const QString& sentence) {
    job_.release()->deleteLater();
    cancel_->hide();
    progress_->hide();
    save_->setEnabled(true);
    summary_->setText(sentence);
    emit told(sentence);
  });
}

void ExportDialog::cancel() {
  if (job_ == nullptr) return;
  job_->cancel();
  summary_->setText(tr("Cancelling…"));
}

void ExportDialog::showEvent(QShowEvent* event) {
  refresh_.start();
  QDialog::showEvent(event);
}

void ExportDialog::hideEvent(QHideEvent* event) {
  refresh_.stop();
  reels_->stop();
  if (form_->wish().kind != ExportWish::Kind::flow) kept_[number(form_->wish().kind)] = form_->wish();
  preview_->showWords({});
  QDialog::hideEvent(event);
}

}  // namespace app
