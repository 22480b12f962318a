#include "app/figure/figure_caption.h"

#include "core/util/error.h"

namespace app {

FigureCaption::FigureCaption(const QString& text, const FigureType& type, double width) : font_(type.font()) {
  const QFontMetricsF metrics = type.metrics();
  lineHeight_ = 1.3 * metrics.height();
  ascent_ = metrics.ascent() + 0.15 * metrics.height();
  if (text.contains('$')) {
    try {
      prose_ = Prose(text, type.pixels() * 72 / 96, width);
    } catch (const core::InputError& error) {
      throw core::InputError(std::string("the caption, ") + error.what());
    }
    return;
  }
  // Whole lines, so that they can be searched for and copied.
  for (const QString& paragraph : text.split('\n')) {
    QString line;
    for (const QString& word : paragraph.split(' ', Qt::SkipEmptyParts)) {
      const QString longer = line.isEmpty() ? word : line + ' ' + word;
      if (!line.isEmpty() && metrics.horizontalAdvance(longer) > width) {
        lines_.push_back(line);
        line = word;
      } else {
        line = longer;
      }
    }
    if (!line.isEmpty()) lines_.push_back(line);
  }
}

double FigureCaption::height() const {
  return prose_.isEmpty() ? static_cast<double>(lines_.size()) * lineHeight_ : prose_.size().height();
}

void FigureCaption::paint(QPainter& painter, const QPointF& topLeft, const Theme& theme) const {
  if (!prose_.isEmpty()) {
    prose_.paint(painter, topLeft, theme.text, theme.accent);
    return;
  }
  painter.setFont(font_);
  painter.setPen(theme.text);
  for (qsizetype i = 0; i < lines_.size(); ++i)
    painter.drawText(topLeft + QPointF(0, ascent_ + static_cast<double>(i) * lineHeight_), lines_[i]);
}

}  // namespace app
