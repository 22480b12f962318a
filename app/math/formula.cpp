#include "app/math/formula.h"

#include <QGlyphRun>
#include <QPainter>
#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>
#include <vector>

#include "app/math/layout.h"
#include "app/math/parser.h"

namespace app {

namespace {

struct Run {
  int group;
  QGlyphRun glyphs;
};
struct Shape {
  int group;
  QPainterPath outline;
};
struct Bar {
  int group;
  QRectF rect;
  QPainterPath surd;  // of a root, joined to the bar; else empty
};

QColor colourOf(const std::vector<ColourGroup>& groups, int group, const QColor& otherwise,
                const QHash<QString, QColor>& parts) {
  QColor bySource;
  for (int i = group; i >= 0; i = groups[static_cast<size_t>(i)].parent) {
    const ColourGroup& at = groups[static_cast<size_t>(i)];
    if (!at.part.isEmpty()) {
      if (const auto lit = parts.constFind(at.part); lit != parts.cend()) return *lit;
    }
    if (!bySource.isValid()) bySource = at.colour;
  }
  return bySource.isValid() ? bySource : otherwise;
}

// Bars meet the pixels of the screen, or one of a third of a pixel would be a smear over two.
QRectF onPixels(const QTransform& to, const QRectF& rect) {
  if (to.type() > QTransform::TxScale || rect.height() > rect.width()) return rect;
  QRectF device = to.mapRect(rect);
  const double thick = std::max(1.0, std::round(device.height()));
  device = QRectF(device.left(), std::round(device.center().y() - thick / 2), device.width(), thick);
  return to.inverted().mapRect(device);
}

}  // namespace

struct Formula::Typeset {
  double width = 0, ascent = 0, descent = 0;
  std::vector<ColourGroup> groups;
  std::vector<Run> runs;
  std::vector<Shape> shapes;
  std::vector<Bar> bars;
  std::vector<PartBox> parts;
};

Formula::Formula(const QString& tex, double points, bool display) {
  const Row content = parseFormula(tex);
  MathFont& font = mathFont();
  Layout layout(font, points * 96 / 72);
  Box box = layout.row(content, display);

  auto typeset = std::make_shared<Typeset>();
  typeset->width = box.width;
  typeset->ascent = box.ascent;
  typeset->descent = box.descent;
  typeset->parts = std::move(box.parts);
  typeset->groups = layout.groups();

  struct Letters {
    QVector<quint32> indexes;
    QVector<QPointF> positions;
  };
  std::map<std::tuple<int, int, double>, Letters> runs;
  std::map<int, QPainterPath> shapes, surds;
  for (const Mark& mark : box.marks) {
    if (mark.glyph.isNull()) {
      // A root's bar comes after its sign.
      typeset->bars.push_back({mark.group, QRectF(mark.at, mark.size), mark.root ? surds[mark.root] : QPainterPath()});
    } else if (mark.exact || mark.root) {
      QTransform to = QTransform::fromTranslate(mark.at.x(), mark.at.y());
      to.scale(mark.pixels * mark.stretchX, mark.pixels * mark.stretchY);
      QPainterPath& shape = mark.root ? surds[mark.root] : shapes[mark.group];
      shape.setFillRule(Qt::WindingFill);
      shape.addPath(to.map(font.outline(mark.glyph)));
    } else {
      Letters& letters = runs[{mark.group, mark.glyph.face, mark.pixels}];
      letters.indexes.push_back(mark.glyph.index);
      letters.positions.push_back(mark.at);
    }
  }
  for (const auto& [key, letters] : runs) {
    QGlyphRun run;
    run.setRawFont(font.at(std::get<1>(key), std::get<2>(key)));
    run.setGlyphIndexes(letters.indexes);
    run.setPositions(letters.positions);
    typeset->runs.push_back({std::get<0>(key), run});
  }
  for (const auto& [group, outline] : shapes) typeset->shapes.push_back({group, outline});
  typeset_ = std::move(typeset);
}

QSizeF Formula::size() const {
  return typeset_ ? QSizeF(typeset_->width, typeset_->ascent + typeset_->descent) : QSizeF(0, 0);
}

double Formula::ascent() const { return typeset_ ? typeset_->ascent : 0; }

QRectF Formula::part(const QString& name) const {
  QRectF box;
  if (!typeset_) return box;
  for (const PartBox& part : typeset_->parts) {
    if (part.name == name) box = box.isNull() ? part.box : box.united(part.box);
  }
  return box;
}

void Formula::paint(QPainter& painter, const QPointF& at, const QColor& colour) const {
  paint(painter, at, colour, {});
}

void Formula::paint(QPainter& painter, const QPointF& at, const QColor& colour,
                    const QHash<QString, QColor>& parts) const {
  if (!typeset_) return;
  const auto ink = [&](int group) { return colourOf(typeset_->groups, group, colour, parts); };
  painter.save();
  painter.setRenderHint(QPainter::Antialiasing);
  for (const Run& run : typeset_->runs) {
    painter.setPen(ink(run.group));
    painter.drawGlyphRun(at, run.glyphs);
  }
  const QTransform to = painter.transform();
  for (const Bar& bar : typeset_->bars) {
    const QRectF wanted = bar.rect.translated(at), rect = onPixels(to, wanted);
    painter.fillRect(rect, ink(bar.group));
    if (!bar.surd.isEmpty())
      painter.fillPath(bar.surd.translated(at.x(), at.y() + rect.top() - wanted.top()), ink(bar.group));
  }
  painter.translate(at);
  for (const Shape& shape : typeset_->shapes) painter.fillPath(shape.outline, ink(shape.group));
  painter.restore();
}

}  // namespace app
