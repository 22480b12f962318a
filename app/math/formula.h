#pragma once
// A typeset formula: TeX mathematics laid out at one size, ready to be painted. Immutable, and cheap to copy.

#include <QColor>
#include <QHash>
#include <QPointF>
#include <QRectF>
#include <QSizeF>
#include <QString>
#include <memory>

class QPainter;

namespace app {

/// Painted by the thread that made it, as its fonts are that thread's own.
class Formula {
 public:
  Formula() = default;  // empty
  /// `tex` as between dollar signs, `points` at 96 dpi. `display`: limits above and below, fractions at full size.
  /// \id{name}{...} names a part, \color{name or #hex}{...} colours one; neither changes the spacing.
  /// Throws core::InputError: "formula, column 7: \foo is not known here".
  explicit Formula(const QString& tex, double points, bool display = false);

  bool isEmpty() const { return !typeset_; }
  QSizeF size() const;    ///< in device independent pixels
  double ascent() const;  ///< the baseline lies this far below the top
  /// The box of \id{name}{...} relative to the baseline's left end; null if there is none. All of them, if several.
  QRectF part(const QString& name) const;

  /// `at`: left end of the baseline.
  void paint(QPainter& painter, const QPointF& at, const QColor& colour) const;
  /// `parts`: colours of named parts, over what the source says; a part within a part may have its own.
  void paint(QPainter& painter, const QPointF& at, const QColor& colour, const QHash<QString, QColor>& parts) const;

 private:
  struct Typeset;
  std::shared_ptr<const Typeset> typeset_;
};

}  // namespace app
