#include "app/figure/paint_lesson.h"

#include <QPainterPath>
#include <algorithm>
#include <cmath>

#include "app/figure/figure_caption.h"
#include "app/figure/lesson_picture.h"
#include "app/figure/lesson_words.h"
#include "app/figure/paint_figure.h"

namespace app {

namespace {

constexpr double kWideFrom = 1.15;                   // width over height, from which the words stand beside the picture
constexpr double kWords = 0.37, kWordsSmall = 0.44;  // of the width
constexpr double kWordsBelow = 0.46;                 // of the height
constexpr int kSmall = 800;                          // pixels of width
constexpr double kSmallestType = 9;

// A ring, as the window's pointer draws it.
void paintRing(QPainter& painter, const QRectF& around, const QRectF& limits, double em) {
  const QRectF ring = around.adjusted(-0.25 * em, -0.25 * em, 0.25 * em, 0.25 * em) & limits;
  QPainterPath path;
  path.addRoundedRect(ring, 0.4 * em, 0.4 * em);
  QColor halo = theme().window;
  halo.setAlpha(200);
  painter.setBrush(Qt::NoBrush);
  painter.strokePath(path, QPen(halo, 0.36 * em));
  painter.strokePath(path, QPen(theme().accent, 0.16 * em));
}

// What a step points at is there, even where such things are left out.
FigureSpec withPointed(FigureSpec spec, const std::string& point) {
  if (point == "formula" || point == "direction") spec.parts.formula = true;
  if (point == "integral" || point == "gap" || point == "loss" || point == "targets") spec.parts.numbers = true;
  if (point == "strip" || point == "stack" || point == "layers" || point == "play" || point == "inspector")
    spec.parts.track = true;
  return spec;
}

}  // namespace

void paintLesson(QPainter& painter, const FigureSpec& wanted, const LessonMoment& moment, FigureEvaluator& evaluator) {
  const ThemeHere here(wanted.dark);
  const FigureSpec spec = withPointed(wanted, moment.step().point);
  const double w = spec.size.width(), h = spec.size.height();
  const FigureType type(*painter.device(),
                        std::max(kSmallestType, spec.type * std::max(9.5, 0.0185 * std::sqrt(w * h))));
  const double em = type.pixels(), margin = std::round(0.9 * em);
  if (!spec.transparent) painter.fillRect(QRectF(0, 0, w, h), figureGround(spec));
  QRectF all(margin, margin, w - 2 * margin, h - 2 * margin);
  if (!spec.title.isEmpty()) {
    const double wide = type.width(spec.title, 1.35, QFont::DemiBold);
    const double factor = 1.35 * std::min(1.0, all.width() / wide);
    painter.setFont(type.font(factor, QFont::DemiBold));
    painter.setPen(theme().text);
    painter.drawText(QPointF(all.left(), all.top() + type.metrics(factor, QFont::DemiBold).ascent()), spec.title);
    all.setTop(all.top() + 2.2 * em);
  }
  if (!spec.caption.isEmpty()) {
    const FigureCaption caption(spec.caption, type, all.width());
    caption.paint(painter, {all.left(), all.bottom() - caption.height()}, theme());
    all.setBottom(all.bottom() - caption.height() - 0.8 * em);
  }

  const bool beside = w / h >= kWideFrom;
  const double share = w < kSmall ? kWordsSmall : kWords, gap = 1.4 * em;
  QRectF picture = all, words = all;
  if (beside) {
    picture.setWidth(std::floor(all.width() * (1 - share) - gap));
    words.setLeft(picture.right() + gap);
  } else {
    picture.setHeight(std::floor(all.height() * (1 - kWordsBelow) - gap));
    words.setTop(picture.bottom() + gap);
  }
  const LessonShot& shot = moment.at();
  const QRectF foot(picture.left(), picture.bottom() - 2.2 * em, picture.width(), 2.2 * em);
  const bool footed = shot.line ? spec.parts.numbers : spec.parts.track;
  const bool stripped = footed && !shot.line && moment.step().point == "strip";
  const QRectF strip(foot.left(), foot.top() - (stripped ? 4.4 : 0) * em, foot.width(), (stripped ? 4.1 : 0) * em);
  if (footed) picture.setBottom(std::floor(strip.top() - 0.5 * em));
  picture = QRectF(std::round(picture.left()), std::round(picture.top()), std::floor(picture.width()),
                   std::floor(picture.height()));

  LessonThings things = shot.line ? paintLine(painter, picture, spec, moment, type)
                                  : paintPlane(painter, picture, spec, moment, type, evaluator);
  if (footed && shot.line) paintLineNumbers(painter, foot, moment, type);
  if (footed && !shot.line) {
    paintLayers(painter, foot, moment, type);
    if (stripped) paintStrip(painter, strip, spec, moment, type, evaluator);
    for (const char* name : {"stack", "layers", "play"}) things[name] = foot;
    things["strip"] = foot | strip;
    things.emplace("inspector", foot);
  }
  LessonWords(moment, words, type, spec.parts.titles).paint(painter);
  const auto pointed = things.find(moment.step().point);
  if (pointed != things.end()) paintRing(painter, pointed->second, QRectF(QPointF(0, 0), QSizeF(spec.size)), em);
}

}  // namespace app
