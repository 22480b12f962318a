#include "app/documents/keeper.h"

#include <QElapsedTimer>
#include <algorithm>

#include "core/util/thread_clock.h"

namespace app {

namespace {

constexpr qint64 kShare = 20;  // between two writings at least so many times what one takes
constexpr int kMoment = 100;   // milliseconds that a window may be kept waiting

}  // namespace

Keeper::Keeper(Mark mark, Content content, double seconds, QObject* parent)
    : QObject(parent),
      mark_(std::move(mark)),
      content_(std::move(content)),
      interval_(static_cast<int>(1000 * seconds)) {
  pool_.setMaxThreadCount(1);
  connect(&clock_, &QTimer::timeout, this, &Keeper::look);
  if (interval_ > 0) clock_.start(interval_);
}

Keeper::~Keeper() { end(); }

// A large document may be being written: its file goes as soon as that is over.
void Keeper::letGo() {
  const bool over = pool_.waitForDone(kMoment);
  ++generation_;
  writing_ = false;
  for (auto* place : {&place_, &former_}) {
    if (*place == nullptr) continue;
    if (over) {
      (*place)->removeFile();
    } else {
      ++leaving_;
      pool_.start([this, gone = std::shared_ptr<SwapPlace>(std::move(*place))]() mutable {
        gone->removeFile();
        gone.reset();
        QMetaObject::invokeMethod(
            this, [this] { --leaving_; }, Qt::QueuedConnection);
      });
    }
    place->reset();
  }
  beside_ = true;
}

void Keeper::begin(const QString& document, const WorkMark& mark) {
  letGo();
  document_ = document;
  saved_ = kept_ = mark;
}

void Keeper::adopt(LeftBehind left) {
  letGo();
  document_ = left.document;
  place_ = std::move(left.place);
  saved_.reset();
  kept_ = mark_();
}

bool Keeper::unsaved() const {
  const auto mark = mark_();
  return mark && mark != saved_;
}

bool Keeper::findPlace() {
  if (place_ != nullptr) return true;
  if (beside_ && !document_.isEmpty()) place_ = SwapPlace::at(swapBeside(document_));
  if (place_ == nullptr) {
    beside_ = false;
    place_ = SwapPlace::at(newOwnSwap());
  }
  return place_ != nullptr;
}

void Keeper::look() {
  if (interval_ <= 0 || writing_ || leaving_ > 0) return;
  const auto mark = mark_();
  if (!mark || mark == kept_ || mark == saved_) return;
  if (!findPlace()) return written(tr("nothing can be written in the program's own folder"), *mark, 0);
  core::Document content = content_();
  writing_ = true;
  pool_.start([this, content = std::move(content), path = place_->file().toStdString(), mark = *mark,
               generation = generation_] {
    core::beNice();
    QElapsedTimer time;
    time.start();
    QString error;
    try {
      core::saveProject(path, content);
    } catch (const std::exception& e) {
      error = QString::fromUtf8(e.what());
    }
    QMetaObject::invokeMethod(
        this,
        [=, this, taken = time.elapsed()] {
          if (generation == generation_) written(error, mark, taken);
        },
        Qt::QueuedConnection);
  });
}

void Keeper::written(const QString& error, const WorkMark& mark, qint64 milliseconds) {
  writing_ = false;
  clock_.setInterval(static_cast<int>(std::max<qint64>(interval_, kShare * milliseconds)));
  if (error.isEmpty()) {
    kept_ = mark;
    troubled_ = false;
    if (former_ != nullptr) former_->removeFile();
    former_.reset();
    return;
  }
  if (place_ != nullptr && beside_ && !document_.isEmpty()) {  // there may be room elsewhere
    former_ = std::move(place_);
    beside_ = false;
    return look();
  }
  if (!troubled_) emit failed(tr("Unsaved work cannot be kept: %1").arg(error));
  troubled_ = true;
}

void Keeper::end(bool stay) {
  clock_.stop();
  interval_ = 0;
  if (stay && place_ != nullptr) {
    pool_.waitForDone();
    ++generation_;
    place_.reset();
    former_.reset();
  } else {
    pool_.waitForDone();
    letGo();
  }
}

}  // namespace app
