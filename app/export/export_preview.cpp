#include "app/export/export_preview.h"

#include <QPainter>
#include <algorithm>
#include <cmath>

#include "app/figure/paint_figure.h"
#include "app/motion.h"
#include "app/theme.h"
#include "core/util/thread_clock.h"

namespace app {

namespace {

constexpr int kTick = 40;  // milliseconds between two frames of a film, at least
constexpr int kLeastSide = FigureSpec::kLeastSide;

// The same figure in another size: what is written shrinks with it.
FigureSpec shrunk(FigureSpec spec, const QSize& room) {
  const double factor = std::min({1.0, room.width() / static_cast<double>(spec.size.width()),
                                  room.height() / static_cast<double>(spec.size.height())});
  spec.size = QSize(std::max(kLeastSide, static_cast<int>(spec.size.width() * factor)),
                    std::max(kLeastSide, static_cast<int>(spec.size.height() * factor)));
  spec.dotsPerInch *= factor;
  spec.coarse = 2;
  return spec;
}

}  // namespace

ExportPreview::ExportPreview(QWidget* parent) : QWidget(parent), thread_([this] { work(); }) {
  setMinimumSize(320, 240);
  setAccessibleName(tr("Preview of what is exported"));
  clock_.setInterval(kTick);
  connect(&clock_, &QTimer::timeout, this, [this] {
    if (!waiting_) request();
  });
  time_.start();
}

ExportPreview::~ExportPreview() {
  requests_.close();
  thread_.join();
}

void ExportPreview::show(const ExportWish& wish, const std::shared_ptr<const ExportContent>& content) {
  const bool anew = wish.play != wanted_.wish.play || wish.loop != wanted_.wish.loop || wish.kind != wanted_.wish.kind;
  if (anew) time_.restart();
  const bool same = wish == wanted_.wish && words_.isEmpty();
  words_.clear();
  wanted_.wish = wish;
  wanted_.content = content;
  ++wanted_.serial;
  if (!same) since_ = wanted_.serial;
  if (wish.kind == ExportWish::Kind::film && !Motion::reduced) {
    clock_.start();
  } else {
    clock_.stop();
  }
  request();
}

void ExportPreview::showWords(const QString& words) {
  clock_.stop();
  words_ = words;
  picture_ = {};
  since_ = ++wanted_.serial;
  emit complained({});
  update();
}

void ExportPreview::request() {
  if (wanted_.content == nullptr || !words_.isEmpty()) return;
  Request request = wanted_;
  request.room = (QSizeF(size()) * devicePixelRatioF()).toSize();
  request.seconds = static_cast<double>(time_.elapsed()) / 1000;
  waiting_ = true;
  requests_.put(std::move(request));
}

void ExportPreview::work() {
  core::beNice();
  FigureEvaluator evaluator;
  std::optional<FilmScript> script;
  int scriptOf_ = -1;
  while (auto request = requests_.wait()) {
    QImage picture;
    QString complaint;
    try {
      if (request->wish.kind == ExportWish::Kind::film) {
        if (scriptOf_ != request->serial) {
          script = withCommonTop(scriptOf(request->wish, *request->content), evaluator);
          script->spec = shrunk(script->spec, request->room);
          scriptOf_ = request->serial;
        }
        const int frame = static_cast<int>(request->seconds * script->fps) % script->frames();
        picture = frameImage(script->frame(Motion::reduced ? script->frames() - 1 : frame), evaluator);
      } else {
        const FigureSpec spec = shrunk(figureOf(request->wish, *request->content), request->room);
        picture = figureImage(spec, request->content->source, evaluator);
      }
    } catch (const std::exception& error) {
      complaint = QString::fromStdString(error.what());
      scriptOf_ = -1;
    }
    QMetaObject::invokeMethod(
        this, [this, picture, complaint, serial = request->serial] { arrived(picture, complaint, serial); },
        Qt::QueuedConnection);
  }
}

void ExportPreview::arrived(const QImage& picture, const QString& complaint, int serial) {
  waiting_ = false;
  if (serial < since_ || !words_.isEmpty()) return;  // of another wish
  if (complaint.isEmpty()) picture_ = picture;
  if (!complaint.isEmpty()) clock_.stop();
  emit complained(complaint);
  update();
}

void ExportPreview::resizeEvent(QResizeEvent*) {
  ++wanted_.serial;
  request();
}

void ExportPreview::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  if (!words_.isEmpty()) {
    painter.setPen(theme().muted);
    painter.drawText(rect().adjusted(24, 24, -24, -24), Qt::AlignCenter | Qt::TextWordWrap, words_);
    return;
  }
  if (picture_.isNull()) return;
  const QSizeF size = QSizeF(picture_.size()) / devicePixelRatioF();
  const QRectF place(QPointF((width() - size.width()) / 2, (height() - size.height()) / 2), size);
  if (picture_.hasAlphaChannel()) {
    // A chequered ground says that there is none.
    constexpr int kSquare = 8;
    for (int j = 0; j * kSquare < place.height(); ++j) {
      for (int i = 0; i * kSquare < place.width(); ++i) {
        const QRectF square(place.left() + i * kSquare, place.top() + j * kSquare, kSquare, kSquare);
        painter.fillRect(square.intersected(place), (i + j) % 2 == 0 ? theme().card : theme().line);
      }
    }
  }
  painter.drawImage(place, picture_);
  painter.setPen(theme().line);
  painter.drawRect(place.adjusted(-0.5, -0.5, 0.5, 0.5));
}

}  // namespace app
