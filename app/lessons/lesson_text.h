#pragma once
// Text of a lesson as it is drawn: words with $mathematics$, *emphasis* and **weight**. The one place of the lessons that
// knows how text is set.

#include <QColor>
#include <QPointF>
#include <QSizeF>
#include <QString>
#include <memory>
#include <string>

class QPainter;

namespace app {

/// Throws InputError if the text cannot be set: a $ without its partner, mathematics that is wrong.
void checkText(const std::string& text);

class LessonText {
 public:
  LessonText();
  LessonText(const std::string& text, double points, double width);
  ~LessonText();
  LessonText(LessonText&&) noexcept;
  LessonText& operator=(LessonText&&) noexcept;

  QSizeF size() const;
  void paint(QPainter& painter, const QPointF& topLeft, const QColor& colour, const QColor& accent) const;
  /// The text without marks, for screen readers and tool tips.
  static QString spoken(const std::string& text);

 private:
  struct Set;
  std::unique_ptr<Set> set_;
};

}  // namespace app
