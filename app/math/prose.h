#pragma once
// A text of plain words with formulas in it, laid out to a width. Immutable, and cheap to copy.

#include <QColor>
#include <QPointF>
#include <QSizeF>
#include <QString>
#include <memory>

class QPainter;

namespace app {

/// Painted by the thread that made it.
class Prose {
 public:
  Prose() = default;  // empty
  /// `$...$` is a formula in the line, `$$...$$` one on a line of its own, *emphasis* and **bold**; a blank line starts a
  /// paragraph; \$ and \* are the signs themselves, and a star between spaces is one too. `points` at 96 dpi.
  /// Throws core::InputError: "line 3: formula, column 7: \foo is not known here". Lines count from 1.
  Prose(const QString& text, double points, double width);

  bool isEmpty() const { return !set_; }
  QSizeF size() const;  ///< as wide as the widest line, at most the width that was asked for
  /// Emphasis, and parts of formulas called \id{accent}{...}, are in `accent`.
  void paint(QPainter& painter, const QPointF& topLeft, const QColor& colour, const QColor& accent) const;

 private:
  struct Set;
  std::shared_ptr<const Set> set_;
};

}  // namespace app
