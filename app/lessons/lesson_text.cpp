#include "app/lessons/lesson_text.h"

#include <QPainter>
#include <QRegularExpression>

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
