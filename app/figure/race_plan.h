#pragma once
// A race's plan: where the lanes with their names and numbers, the curves and the words lie on a picture, in its pixels.

#include <vector>

#include "app/figure/figure_plan.h"
#include "app/figure/race_record.h"

namespace app {

struct RacePlan {
  double type = 0;                  ///< pixels of what is written at the usual size
  FigureParts parts;                ///< for which there is room: the lanes come first
  std::vector<PanelPlan> panels;    ///< one a lane, then the target's if it is shown
  std::vector<QRectF> heads, feet;  ///< above and below each panel: name and numbers
  double tickWidth = 0;             ///< of the numbers at the left axis
  QRectF header;                    ///< title and clock
  QRectF chart;                     ///< the curves with their axes; empty: none
  QRectF scale;                     ///< the bar alone; empty: none
  QPointF caption;                  ///< top left
  double captionWidth = 0;
};

RacePlan planRace(const FigureSpec& spec, const RaceMoment& moment, const QPaintDevice& device);

}  // namespace app
