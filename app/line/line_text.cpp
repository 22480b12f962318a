#include "app/line/line_text.h"

#include <QAbstractTextDocumentLayout>
#include <QPainter>
#include <QTextDocument>
#include <cmath>

#include "app/theme.h"

namespace app {

namespace {

const QString kMinus = QStringLiteral("−");

QString withTrueMinus(QString text) {
  if (text.startsWith('-')) text.replace(0, 1, kMinus);
  return text;
}

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
      const QString step = times(std::abs(p[0]), "&#8201;tanh(" + times(p[1], z) + added(p[2]) + ")");
      return z + (p[0] < 0 ? " " + kMinus + " " : QStringLiteral(" + ")) + step;
    }
    case core::LineKind::spline: break;
  }
  const auto count = map.knots().size();
  return QStringLiteral("spline(%1)&nbsp; <span style='font-size:80%'>%2 knots</span>").arg(z).arg(count);
}

void lay(QTextDocument& text, const QString& html, double points, const QColor& colour) {
  text.setDefaultFont(uiFont(points));
  text.setDocumentMargin(0);
  text.setHtml(QStringLiteral("<span style='font-family:serif; color:%1'>%2</span>").arg(colour.name(), html));
}

}  // namespace

QString decimal(double value, int places) {
  QString text = QString::number(value, 'f', places);
  if (text.startsWith('-') && text.toDouble() == 0) text.remove(0, 1);
  return withTrueMinus(text);
}

QString briefly(double value) {
  if (std::abs(value) < 5e-4) return QStringLiteral("0");
  return withTrueMinus(QString::number(value, 'g', 3));
}

QString formulaOf(const core::LineFlow& flow) {
  const QString z = QStringLiteral("<i>z</i>");
  if (flow.maps().size() == 1) return "<i>x</i> = " + body(flow.maps().front(), z);
  QString inner = z;
  for (size_t k = 1; k <= flow.maps().size(); ++k)
    inner = QStringLiteral("<i>f</i><sub>%1</sub>(%2)").arg(k).arg(inner);
  return "<i>x</i> = " + inner;
}

QString captionOf(const core::LineFlow& flow) {
  const auto normal = flow.normal();
  if (!normal) return QStringLiteral("<i>X</i> = <i>f</i>(<i>Z</i>), &nbsp;<i>Z</i> ~ <i>N</i>(0, 1)");
  return QStringLiteral("<i>X</i> ~ <i>N</i>(%1, %2²)").arg(briefly(normal->mean), briefly(normal->deviation));
}

QSizeF formulaSize(const QString& html, double points) {
  QTextDocument text;
  lay(text, html, points, Qt::black);
  return text.size();
}

void paintFormula(QPainter& painter, const QPointF& at, const QString& html, double points, const QColor& colour) {
  QTextDocument text;
  lay(text, html, points, colour);
  painter.save();
  painter.translate(at);
  text.drawContents(&painter);
  painter.restore();
}

}  // namespace app
