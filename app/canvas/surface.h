#pragma once
// The pixels under the canvas's lines and plates: a density stretched over them, the warped grid, and dots. Qt's own
// painter would do all three; it interpolates colours where we interpolate densities, and takes some five times as long, sixty times a second.

#include <QImage>
#include <QPainter>

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

  /// Puts the picture where the painter's origin is, in the parts of a widget that `region` says (its own pixels).
  void paint(QPainter& painter, const QRegion& region);
  QImage& image() { return cleared(); }

 private:
  void drawLines(const core::Mesh& mesh, const QColor& colour, double width);
  // A line a pixel wide: along the axis on which it is longer, from pixel `first` to before `last`, it lies at `v` and goes
  // on by `slope` across.
  struct Thin {
    bool flat;
    int first, last;
    double v, slope;
  };
  void drawThin(const Thin& line, QRgb colour, int alpha);
  void drawLine(QPointF from, QPointF to, QRgb colour, int alpha, double width = 1);

  // Dark, unless something has been drawn since `begin`.
  QImage& cleared();

  QImage image_;      // RGB32
  bool old_ = false;  // has what was drawn before `begin`
  core::Window visible_;
};

}  // namespace app
