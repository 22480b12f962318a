#include "app/lessons/lesson_text.h"

#include <QPainter>
#include <QRegularExpression>
#include <QTextDocument>
#include <QTextOption>
#include <algorithm>

#include "app/theme.h"
#include "core/util/error.h"

namespace app {

// Until mathematics is typeset, TeX is shown as it is written, in italics.
struct LessonText::Set {
  mutable QTextDocument document;
  QString html;
};

void checkText(const std::string& text) {
  if (std::count(text.begin(), text.end(), '$') % 2 != 0)
    throw core::InputError("a $ has no partner; mathematics stands between two of them");
}

LessonText::LessonText() = default;
LessonText::~LessonText() = default;
LessonText::LessonText(LessonText&&) noexcept = default;
LessonText& LessonText::operator=(LessonText&&) noexcept = default;

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

QString LessonText::spoken(const std::string& text) {
  QString plain = QString::fromStdString(text);
  return plain.remove('$').remove('*');
}

}  // namespace app
