#include "app/math/formula_label.h"

#include <QPainter>
#include <algorithm>
#include <cmath>

#include "app/theme.h"

namespace app {

FormulaLabel::FormulaLabel(double points, QWidget* parent) : QWidget(parent), points_(points) {
  setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void FormulaLabel::setFormula(const QString& tex, const QString& words) {
  if (tex == tex_ && words == words_) return;
  tex_ = tex;
  words_ = words;
  setAccessibleName(words);
  fit();
}

void FormulaLabel::fit() {
  formula_ = Formula(tex_, points_);
  if (width() > 0 && formula_.size().width() > width())
    formula_ = Formula(tex_, std::max(0.55 * points_, points_ * (width() - 1) / formula_.size().width()));
  updateGeometry();
  update();
}

QSize FormulaLabel::sizeHint() const { return {160, static_cast<int>(std::ceil(formula_.size().height())) + 2}; }

QSize FormulaLabel::minimumSizeHint() const { return {60, sizeHint().height()}; }

void FormulaLabel::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  formula_.paint(painter, QPointF(0, 1 + formula_.ascent()), theme().text);
}

void FormulaLabel::resizeEvent(QResizeEvent*) { fit(); }

}  // namespace app
