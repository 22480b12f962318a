#pragma once
// A still on the disk: PNG at any resolution, SVG and PDF with lines and letters as such, written whole or not at all.

#include <QByteArray>
#include <string>

#include "app/figure/figure_evaluator.h"
#include "app/figure/figure_spec.h"

namespace app {

enum class StillFormat { png, svg, pdf };

/// The whole file. The page of a PDF is the figure, to the point. Throws InputError if the figure cannot be drawn.
QByteArray figureBytes(StillFormat format, const FigureSpec& spec, const FigureSource& source,
                       FigureEvaluator& evaluator);

}  // namespace app
