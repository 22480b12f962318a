#include "app/line/line_text.h"

#include <QCache>
#include <QPainter>
#include <QPixmapCache>
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
  const QString deviation = briefly(normal->deviation);
  return QStringLiteral("<i>X</i> ~ <i>N</i>(%1, %2)")
      .arg(briefly(normal->mean), deviation == "1" ? deviation : deviation + "²");
}

QSizeF formulaSize(const QString& html, double points) {
  static QCache<QString, QSizeF> sizes(400);
  const QString key = QString::number(points) + " " + html;
  if (const QSizeF* known = sizes.object(key)) return *known;
  QTextDocument text;
  lay(text, html, points, Qt::black);
  sizes.insert(key, new QSizeF(text.size()));
  return text.size();
}

void paintFormula(QPainter& painter, const QPointF& at, const QString& html, double points, const QColor& colour) {
  // Most formulas of a picture are those of the picture before.
  const double ratio = painter.device()->devicePixelRatioF();
  const QString key = QStringLiteral("formula %1 %2 %3 ").arg(points).arg(colour.name()).arg(ratio) + html;
  QPixmap picture;
  if (!QPixmapCache::find(key, &picture)) {
    QTextDocument text;
    lay(text, html, points, colour);
    picture = QPixmap((text.size() * ratio).toSize() + QSize(2, 2));
    picture.setDevicePixelRatio(ratio);
    picture.fill(Qt::transparent);
    QPainter onPicture(&picture);
    text.drawContents(&onPicture);
    QPixmapCache::insert(key, picture);
  }
  // On whole pixels: letters stay crisp.
  painter.drawPixmap(QPointF(std::round(at.x() * ratio) / ratio, std::round(at.y() * ratio) / ratio), picture);
}

}  // namespace app
