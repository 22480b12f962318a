#pragma once
// Flows to draw: every preset, trained by an earlier build; and pictures to compare.

#include <gtest/gtest.h>

#include <QImage>
#include <cmath>

#include "app/figure/figure_source.h"
#include "core/project/project_file.h"

namespace figure_testing {

using namespace app;

inline FigureSource sourceOf(const std::string& preset) {
  const auto document = core::loadProject(std::string(PUSHFORWARD_SOURCE) + "/tests/flows/" + preset + ".pushforward");
  return figureSource(document.project, document.state.average, 0, document.state.step);
}

/// Mean over all pixels and channels, of 255.
inline double meanDifference(const QImage& a, const QImage& b) {
  EXPECT_EQ(a.size(), b.size());
  if (a.size() != b.size() || a.isNull()) return 255;
  const QImage x = a.convertToFormat(QImage::Format_RGB32), y = b.convertToFormat(QImage::Format_RGB32);
  double sum = 0;
  for (int j = 0; j < x.height(); ++j) {
    for (int i = 0; i < x.width(); ++i) {
      const QRgb p = x.pixel(i, j), q = y.pixel(i, j);
      sum += std::abs(qRed(p) - qRed(q)) + std::abs(qGreen(p) - qGreen(q)) + std::abs(qBlue(p) - qBlue(q));
    }
  }
  return sum / (3.0 * x.width() * x.height());
}

/// Of 255: how much it is of many colours, and not one.
inline double spread(const QImage& image) {
  double sum = 0, squares = 0;
  for (int j = 0; j < image.height(); ++j) {
    for (int i = 0; i < image.width(); ++i) {
      const double grey = qGray(image.pixel(i, j));
      sum += grey;
      squares += grey * grey;
    }
  }
  const double n = static_cast<double>(image.width()) * image.height();
  return std::sqrt(std::max(0.0, squares / n - sum / n * (sum / n)));
}

}  // namespace figure_testing
