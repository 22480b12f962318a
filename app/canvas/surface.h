#pragma once
// The pixels under the canvas's lines and plates: a density stretched over them, the warped grid, and dots. Qt's own
// painter would do all three; it interpolates colours where we interpolate densities, and takes some five times as long, sixty times a second.

#include <QImage>

#include "app/canvas/colour_map.h"

namespace app {

class Surface {
 public:
  /// Takes on a size in device pixels and forgets what was drawn. `visible` is the part of the plane that it shows.
  void begin(const QSize& pixels, const core::Window& visible);
  /// Fills the part that `where` covers, bilinear between the centres of the shades' cells.
  void drawDensity(const Shades& shades, const core::Window& where);
  /// Lines of the mesh, a pixel wide.
  void drawLines(const core::Mesh& mesh, const QColor& colour);
  /// Lines with a dark rim, seen on any colour; `width` in device pixels.
  void drawContours(const core::Mesh& mesh, const QColor& colour, double width);
  /// Outlines of ellipses, a pixel wide; far faster than as polygons of Qt's painter.
  void drawEllipses(const std::vector<core::Ellipse>& ellipses, const QColor& colour);
  /// Round dots, smooth at their edges; `diameter` in device pixels, up to 16.
  void drawDots(const core::Points& points, const QColor& colour, double diameter);

  QImage& image() { return image_; }

 private:
  void drawLines(const core::Mesh& mesh, const QColor& colour, double width);
  void drawLine(QPointF from, QPointF to, QRgb colour, int alpha, double width = 1);

  QImage image_;  // RGB32
  core::Window visible_;
};

}  // namespace app
