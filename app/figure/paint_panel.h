#pragma once
// A panel of a figure: the density as pixels, and over it the grid, points and a frame as lines.

#include <QPainter>

#include "app/canvas/colour_map.h"
#include "app/figure/figure_evaluator.h"
#include "app/figure/figure_plan.h"

namespace app {

const ColourTable& tableOf(FigureColours colours);

/// The mesh's lines in the panel's box, with the painter's pen.
void paintMesh(QPainter& painter, const core::Mesh& mesh, const PanelPlan& plan);
/// Dots whose centre lies in the box, and so far from its edge that nothing of them is beyond.
void paintDots(QPainter& painter, const core::Points& points, const PanelPlan& plan, const QColor& colour,
               double diameter);

/// `top`: the density at which the colours end. Nothing is painted beyond the panel's box, on any kind of paper.
void paintPanel(QPainter& painter, const FigureSpec& spec, const PanelPlan& plan, const PanelData& data,
                const core::Points* points, double top, double type);
/// The numbers at the panel's edges, and what they count.
void paintPanelAxes(QPainter& painter, const FigureSpec& spec, const FigureSource& source, const PanelPlan& plan,
                    const FigureType& type, double tickWidth);

}  // namespace app
