#pragma once
// A figure's type: its fonts at sizes in pixels of the figure, the same on every kind of paper.

#include <QFont>
#include <QFontMetricsF>
#include <QPaintDevice>
#include <QString>

#include "app/theme.h"

namespace app {

class FigureType {
 public:
  /// `pixels`: of what is written at the usual size.
  FigureType(const QPaintDevice& device, double pixels) : device_(device), pixels_(pixels) {}

  double pixels() const { return pixels_; }
  /// `factor`: of the usual size. Unhinted, so that a line is as long on paper as on the screen.
  QFont font(double factor = 1, int weight = QFont::Normal) const {
    QFont font = uiFont(factor * pixels_ * 72 / device_.logicalDpiY(), weight);
    font.setHintingPreference(QFont::PreferNoHinting);
    return font;
  }
  double width(const QString& text, double factor = 1, int weight = QFont::Normal) const {
    return metrics(factor, weight).horizontalAdvance(text);
  }
  QFontMetricsF metrics(double factor = 1, int weight = QFont::Normal) const {
    // Metrics are asked for an own device; they only need its dots an inch.
    return QFontMetricsF(font(factor, weight), const_cast<QPaintDevice*>(&device_));
  }

 private:
  const QPaintDevice& device_;
  double pixels_;
};

}  // namespace app
