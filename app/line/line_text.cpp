#include "app/line/line_text.h"

#include <QCache>
#include <QPainter>
#include <cmath>

#include "app/math/formula.h"

namespace app {

namespace {

const QString kMinus = QStringLiteral("−");

// " + 3", " − 0.4", or nothing.
QString added(double value) {
  const QString size = briefly(std::abs(value));
  return size == "0" ? QString() : (value < 0 ? " " + kMinus + " " : QStringLiteral(" + ")) + size;
}

// "2z", "−z", "z"
QString times(double factor, const QString& what) {
  const QString size = briefly(std::abs(factor));
  return (factor < 0 ? kMinus : QString()) + (size == "1" ? QString() : size) + what;
}

QString body(const core::LineMap& map, const QString& z) {
  const auto p = map.parameters();
  switch (map.kind()) {
    case core::LineKind::affine: return times(p[0], z) + added(p[1]);
    case core::LineKind::planar: {
      const QString step = times(std::abs(p[0]), "\\tanh(" + times(p[1], z) + added(p[2]) + ")");
      return z + (p[0] < 0 ? " " + kMinus + " " : QStringLiteral(" + ")) + step;
    }
    case core::LineKind::spline: break;
  }
  const auto count = map.knots().size();
  return QStringLiteral("\\operatorname{spline}(%1)\\;\\text{ with %2 knots}").arg(z).arg(count);
}

// Letters of a formula are smaller than the sans serif's of the same size.
constexpr double kScale = 1.2;

const Formula& laid(const QString& tex, double points) {
  thread_local QCache<QString, Formula> formulas(400);
  const QString key = QString::number(points, 'g', 17) + " " + tex;
  if (const Formula* known = formulas.object(key)) return *known;
  auto* formula = new Formula(tex, kScale * points);
  formulas.insert(key, formula);
  return *formula;
}

}  // namespace

QString formulaOf(const core::LineFlow& flow) {
  const QString z = QStringLiteral("z");
  if (flow.maps().size() == 1) return "x = " + body(flow.maps().front(), z);
  QString inner = z;
  for (size_t k = 1; k <= flow.maps().size(); ++k) inner = QStringLiteral("f_{%1}(%2)").arg(k).arg(inner);
  return "x = " + inner;
}

QString captionOf(const core::LineFlow& flow) {
  const auto normal = flow.normal();
  if (!normal) return QStringLiteral("X = f(Z),\\; Z \\sim \\mathcal{N}(0, 1)");
  const QString deviation = briefly(normal->deviation);
  return QStringLiteral("X \\sim \\mathcal{N}(%1, %2)")
      .arg(briefly(normal->mean), deviation == "1" ? deviation : deviation + "^2");
}

QSizeF formulaSize(const QString& tex, double points) { return laid(tex, points).size(); }

void paintFormula(QPainter& painter, const QPointF& at, const QString& tex, double points, const QColor& colour) {
  const Formula& formula = laid(tex, points);
  formula.paint(painter, at + QPointF(0, formula.ascent()), colour);
}

}  // namespace app
