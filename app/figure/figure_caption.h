#pragma once
// A figure's caption: plain words as lines of text, or words with formulas in them, set to a width.

#include <QPainter>
#include <QStringList>

#include "app/figure/figure_type.h"
#include "app/math/prose.h"

namespace app {

class FigureCaption {
 public:
  /// Throws InputError for a formula that is none.
  FigureCaption(const QString& text, const FigureType& type, double width);

  double height() const;
  void paint(QPainter& painter, const QPointF& topLeft, const Theme& theme) const;

 private:
  QFont font_;
  double lineHeight_ = 0, ascent_ = 0;
  QStringList lines_;
  Prose prose_;  // instead of the lines
};

}  // namespace app
