#include "app/stage/overlay.h"

#include <QPainterPath>
#include <algorithm>
#include <cmath>

#include "app/theme.h"

namespace app {

namespace {

constexpr double kReach = 9;  // pixels within which a grip is taken

// Empty if one of the places is at infinity or none at all: a line through the others would lie.
QPolygonF polygonOf(const std::vector<core::Vec2>& places, const PlaneView& view) {
  QPolygonF polygon;
  polygon.reserve(static_cast<int>(places.size()));
  for (const core::Vec2& p : places) {
    if (!p.allFinite()) return {};
    polygon << view.toScreen(p);
  }
  return polygon;
}

QColor faded(QColor colour, double alpha) {
  colour.setAlphaF(alpha);
  return colour;
}

bool near(const QPointF& a, const QPointF& b) { return std::hypot(a.x() - b.x(), a.y() - b.y()) <= kReach; }

}  // namespace

void Overlay::paint(QPainter& painter, const PlaneView& view) const {
  painter.setRenderHint(QPainter::Antialiasing);
  if (frame_ != nullptr) {
    paintMass(painter, view);
    paintCell(painter, view);
    paintProbe(painter, view);
  }
  if (lasso_.size() > 1) {
    painter.setPen(QPen(theme().highlight, 2, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.setBrush(faded(theme().highlight, 0.12));
    painter.drawPolygon(polygonOf(lasso_, view));
  }
}

void Overlay::paintMass(QPainter& painter, const PlaneView& view) const {
  const auto& mass = frame_->stage.mass;
  if (!mass) return;
  // Where it came from, quietly, and where it is.
  painter.setPen(QPen(faded(theme().highlight, 0.45), 1.2, Qt::DashLine));
  painter.setBrush(Qt::NoBrush);
  if (frame_->request.depth > 0) painter.drawPolygon(polygonOf(mass->base, view));
  painter.setPen(QPen(theme().highlight, 2));
  painter.setBrush(faded(theme().highlight, 0.16));
  painter.drawPolygon(polygonOf(mass->shown, view));
}

void Overlay::paintCell(QPainter& painter, const PlaneView& view) const {
  const auto& cell = frame_->stage.cell;
  if (!cell) return;
  const QPolygonF outline = polygonOf(cell->outline, view);
  if (outline.isEmpty()) return;
  painter.setPen(QPen(theme().highlight, 2.4));
  painter.setBrush(faded(theme().highlight, 0.28));
  painter.drawPolygon(outline);
  painter.setPen(QPen(QColor(255, 255, 255, 230), 1.6, Qt::DashLine));
  painter.setBrush(Qt::NoBrush);
  painter.drawPolygon(polygonOf({cell->parallelogram.begin(), cell->parallelogram.end()}, view));
  painter.setPen(Qt::NoPen);
  painter.setBrush(theme().highlight);
  const size_t side = cell->outline.size() / 4;
  for (size_t c = 0; c < 4; ++c) painter.drawEllipse(view.toScreen(cell->outline[c * side]), 3.6, 3.6);
}

void Overlay::paintProbe(QPainter& painter, const PlaneView& view) const {
  const auto& ledger = frame_->stage.ledger;
  if (!ledger) return;
  const QPolygonF path = polygonOf(ledger->path, view);
  if (path.isEmpty() || !ledger->shown.allFinite()) return;
  const int pieces = ledger->pieces;
  // What lies behind at this depth is bright, what is to come is not.
  const auto done =
      std::clamp(static_cast<int>(std::floor(frame_->request.depth * pieces)), 0, static_cast<int>(path.size()) - 1);
  const QPointF here = view.toScreen(ledger->shown);
  QPolygonF behind = path.mid(0, done + 1), ahead = path.mid(done + 1);
  behind << here;
  ahead.prepend(here);
  painter.setBrush(Qt::NoBrush);
  painter.setPen(QPen(faded(Qt::black, 0.45), 5, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
  painter.drawPolyline(path);
  painter.setPen(QPen(faded(theme().highlight, 0.5), 2, Qt::DotLine, Qt::RoundCap, Qt::RoundJoin));
  painter.drawPolyline(ahead);
  painter.setPen(QPen(theme().highlight, 2.4, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
  painter.drawPolyline(behind);
  if (lit_ >= 0 && (lit_ + 1) * pieces < path.size()) {
    painter.setPen(QPen(Qt::white, 5, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.drawPolyline(path.mid(lit_ * pieces, pieces + 1));
  }
  painter.setPen(QPen(faded(Qt::black, 0.6), 1));
  painter.setBrush(theme().highlight);
  for (int i = 0; i < path.size(); i += pieces) painter.drawEllipse(path[i], 3.2, 3.2);
  painter.setPen(QPen(Qt::black, 1.5));
  painter.drawEllipse(here, 6.5, 6.5);
  // The ends, by their names.
  QFont font = uiFont(12, QFont::DemiBold);
  font.setItalic(true);
  painter.setFont(font);
  const auto label = [&](const QPointF& at, const QString& text) {
    const QPointF place = at + QPointF(9, -8);
    QPainterPath outline;
    outline.addText(place, font, text);
    painter.strokePath(outline, QPen(faded(Qt::black, 0.7), 3));
    painter.fillPath(outline, theme().highlight);
  };
  label(path.front(), "z");
  if (!near(path.front(), path.back())) label(path.back(), "x");
}

Grip Overlay::gripAt(const QPointF& place, const PlaneView& view) const {
  if (frame_ == nullptr) return Grip::none;
  const core::Stage& stage = frame_->stage;
  if (stage.ledger && near(view.toScreen(stage.ledger->shown), place)) return Grip::probe;
  if (stage.cell) {
    const size_t side = stage.cell->outline.size() / 4;
    for (size_t c = 0; c < 4; ++c) {
      if (near(view.toScreen(stage.cell->outline[c * side]), place)) return Grip::cellCorner;
    }
    if (polygonOf(stage.cell->outline, view).containsPoint(place, Qt::OddEvenFill) ||
        near(view.toScreen(stage.cell->at), place))
      return Grip::cell;
  }
  return Grip::none;
}

}  // namespace app
