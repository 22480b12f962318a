#include "app/lessons/lesson_text.h"

#include <QPainter>
#include <QRegularExpression>

#if __has_include("app/math/prose.h")

#include "app/math/prose.h"
#include "core/util/error.h"

namespace app {

namespace {

constexpr double kPoints = 12, kWidth = 1e4;  // of a text that is only checked

}  // namespace

struct LessonText::Set {
  Prose prose;
};

void checkText(const std::string& text) {
  try {
    Prose(QString::fromStdString(text), kPoints, kWidth);
  } catch (const core::InputError& error) {
    // Lines of the text are not those of the file, which the reader names.
    throw core::InputError(QString::fromUtf8(error.what()).remove(QRegularExpression("^line \\d+: ")).toStdString());
  }
}

LessonText::LessonText(const std::string& text, double points, double width)
    : set_(std::make_unique<Set>(Set{Prose(QString::fromStdString(text), points, width)})) {}

QSizeF LessonText::size() const { return set_ == nullptr ? QSizeF(0, 0) : set_->prose.size(); }

void LessonText::paint(QPainter& painter, const QPointF& topLeft, const QColor& colour, const QColor& accent) const {
  if (set_ != nullptr) set_->prose.paint(painter, topLeft, colour, accent);
}

}  // namespace app

#else  // until the typesetter is there, TeX is shown as it is written, in italics

#include <QTextDocument>
#include <algorithm>

#include "app/theme.h"
#include "core/util/error.h"

namespace app {

struct LessonText::Set {
  mutable QTextDocument document;
  QString html;
};

void checkText(const std::string& text) {
  if (std::count(text.begin(), text.end(), '$') % 2 != 0)
    throw core::InputError("a $ has no partner; mathematics stands between two of them");
}

LessonText::LessonText(const std::string& text, double points, double width) : set_(std::make_unique<Set>()) {
  QString html = QString::fromStdString(text).toHtmlEscaped();
  html.replace(QRegularExpression("\\$+([^$]*)\\$+"), "<i>\\1</i>");
  html.replace(QRegularExpression("\\*\\*([^*]+)\\*\\*"), "<b>\\1</b>");
  html.replace(QRegularExpression("\\*([^*]+)\\*"), "<i>\\1</i>");
  set_->html = html;
  set_->document.setDefaultFont(uiFont(points));
  set_->document.setDocumentMargin(0);
  set_->document.setTextWidth(width);
  set_->document.setHtml(html);
}

QSizeF LessonText::size() const {
  return set_ == nullptr ? QSizeF(0, 0) : QSizeF(set_->document.idealWidth(), set_->document.size().height());
}

void LessonText::paint(QPainter& painter, const QPointF& topLeft, const QColor& colour, const QColor&) const {
  if (set_ == nullptr) return;
  set_->document.setHtml("<div style='color:" + colour.name() + "'>" + set_->html + "</div>");
  painter.save();
  painter.translate(topLeft);
  set_->document.drawContents(&painter);
  painter.restore();
}

}  // namespace app

#endif

namespace app {

LessonText::LessonText() = default;
LessonText::~LessonText() = default;
LessonText::LessonText(LessonText&&) noexcept = default;
LessonText& LessonText::operator=(LessonText&&) noexcept = default;

QString LessonText::spoken(const std::string& text) {
  QString plain = QString::fromStdString(text);
  return plain.remove('$').remove('*');
}

}  // namespace app
