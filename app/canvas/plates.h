#pragma once
// The plates: the numbers that belong to the picture, on translucent ground in the canvas's corners; the axes and the
// scale of the colours at its edges.

#include <QPainter>

#include "app/canvas/colour_map.h"
#include "app/canvas/plane_view.h"
#include "core/project/project.h"
#include "core/render/frame.h"

namespace app {

/// A piece of a line of text.
struct Piece {
  QString text;
  QColor colour;
  bool italic = false, bold = false;
};
using PlateLine = std::vector<Piece>;

/// Type on the canvas grows with it: it is read from the back row.
double plateSize(const QSizeF& canvas);
QSizeF plateExtent(const std::vector<PlateLine>& lines, double points);
/// A plate as large as its lines; `corner` is its top left, or with `right` its top right, with `low` its bottom.
QRectF paintPlate(QPainter& painter, const QPointF& corner, const std::vector<PlateLine>& lines, double points,
                  bool right = false, bool low = false);

/// Depth and integral; in red where the Jacobian is forgotten.
std::vector<PlateLine> integralPlate(const core::Frame& frame);
std::vector<PlateLine> cellPlate(const core::Cell& cell);
std::vector<PlateLine> massPlate(const core::Mass& mass, bool forget);

/// What the lines of a target are.
std::vector<PlateLine> contourPlate(const core::TargetMap& map);
/// The total variation between model and target, unless what is shown is no density.
std::vector<PlateLine> differencePlate(const core::Frame& frame);
/// Of a pane that shows the target itself.
std::vector<PlateLine> targetPlate(const QString& label, bool hasDensity);

/// Rounds the corners of a canvas by what lies around it.
void paintCorners(QPainter& painter, const QSizeF& canvas);
/// Round numbers along the lower and the left edge.
void paintAxes(QPainter& painter, const PlaneView& view, double points);
/// What the numbers of a frame's scale are.
QString unitOf(const core::Frame& frame);
/// The scale of the colours at the right edge, above `bottom`.
void paintScale(QPainter& painter, const QSizeF& canvas, const ColourScale& scale, const QString& unit, double points,
                double top);

}  // namespace app
