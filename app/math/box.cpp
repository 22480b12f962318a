#include "app/math/box.h"

#include <algorithm>

namespace app {

void Box::place(const Box& other, double x, double y) {
  const QPointF by(x, y);
  marks.reserve(marks.size() + other.marks.size());
  for (const Mark& mark : other.marks) {
    marks.push_back(mark);
    marks.back().at += by;
  }
  for (const PartBox& part : other.parts) parts.push_back({part.name, part.box.translated(by)});
  ascent = std::max(ascent, other.ascent - y);
  descent = std::max(descent, other.descent + y);
}

void Box::append(const Box& other) {
  place(other, width);
  width += other.width;
}

void Box::placeRule(const QRectF& rect, int group) {
  Mark mark;
  mark.at = rect.topLeft();
  mark.size = rect.size();
  mark.group = group;
  marks.push_back(mark);
  ascent = std::max(ascent, -rect.top());
  descent = std::max(descent, rect.bottom());
}

}  // namespace app
