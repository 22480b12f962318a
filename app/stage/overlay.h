#pragma once
// The overlay: what the stage draws over the density: the probe's path through the layers, the cell and the brushed region,
// in the one yellow of overlays; and where of it one can take hold. (Ellipses are many: the canvas's surface draws them.)

#include <QPainter>

#include "app/canvas/plane_view.h"
#include "core/render/frame.h"

namespace app {

/// What of the overlay lies under a place on screen.
enum class Grip { none, probe, cell, cellCorner };

class Overlay {
 public:
  void setFrame(const std::shared_ptr<const core::Frame>& frame) { frame_ = frame; }
  /// The ledger's row whose step is lit up; -1 for none.
  void setLitLayer(int layer) { lit_ = layer; }
  int litLayer() const { return lit_; }
  /// A region that is being drawn, not closed yet; user's units.
  void setLasso(const std::vector<core::Vec2>& lasso) { lasso_ = lasso; }

  void paint(QPainter& painter, const PlaneView& view) const;
  Grip gripAt(const QPointF& place, const PlaneView& view) const;

 private:
  void paintMass(QPainter& painter, const PlaneView& view) const;
  void paintCell(QPainter& painter, const PlaneView& view) const;
  void paintProbe(QPainter& painter, const PlaneView& view) const;

  std::shared_ptr<const core::Frame> frame_;
  std::vector<core::Vec2> lasso_;
  int lit_ = -1;
};

}  // namespace app
