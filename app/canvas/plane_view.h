#pragma once
// A plane view: which part of the plane a widget shows, and where its points lie on screen.

#include <QPointF>
#include <QSizeF>
#include <algorithm>

#include "core/stage/ledger.h"
#include "core/targets/target.h"

namespace app {

/// The window widened about its centre until it has this ratio of width to height: units are as long across as up.
inline core::Window widened(const core::Window& window, double ratio) {
  const double w = window.x1 - window.x0, h = window.y1 - window.y0;
  const double fullW = std::max(w, h * ratio), fullH = std::max(h, w / ratio);
  const double cx = (window.x0 + window.x1) / 2, cy = (window.y0 + window.y1) / 2;
  return {cx - fullW / 2, cx + fullW / 2, cy - fullH / 2, cy + fullH / 2};
}

struct PlaneView {
  core::Window window;
  QSizeF size;

  QPointF toScreen(double x, double y) const {
    return {(x - window.x0) / (window.x1 - window.x0) * size.width(),
            (window.y1 - y) / (window.y1 - window.y0) * size.height()};
  }
  QPointF toScreen(const core::Vec2& p) const { return toScreen(p.x(), p.y()); }
  core::Vec2 toPlane(const QPointF& p) const {
    return {window.x0 + p.x() / size.width() * (window.x1 - window.x0),
            window.y1 - p.y() / size.height() * (window.y1 - window.y0)};
  }
  /// Units of the plane in one pixel.
  double unit() const { return (window.x1 - window.x0) / size.width(); }
};

}  // namespace app
