#include "app/figure/figure_file.h"

#include <QBuffer>
#include <QPageLayout>
#include <QPageSize>
#include <QPdfWriter>
#include <QSvgGenerator>
#include <cmath>

#include "app/figure/figure_plan.h"
#include "app/figure/paint_figure.h"
#include "core/util/error.h"

namespace app {

namespace {

constexpr int kScreenDots = 96;  // an inch: what every font size is meant for
constexpr int kPngQuality = 60;  // loses nothing: a tenth more bytes than the best in a third of the time

QByteArray png(const FigureSpec& spec, const FigureSource& source, FigureEvaluator& evaluator) {
  QByteArray bytes;
  QBuffer buffer(&bytes);
  buffer.open(QIODevice::WriteOnly);
  if (!figureImage(spec, source, evaluator).save(&buffer, "PNG", kPngQuality))
    throw core::InputError("the picture cannot be made a PNG");
  return bytes;
}

QByteArray svg(const FigureSpec& spec, const FigureSource& source, FigureEvaluator& evaluator) {
  QByteArray bytes;
  QBuffer buffer(&bytes);
  buffer.open(QIODevice::WriteOnly);
  QSvgGenerator generator;
  generator.setOutputDevice(&buffer);
  generator.setResolution(kScreenDots);
  generator.setSize(spec.size);
  generator.setViewBox(QRect(QPoint(0, 0), spec.size));
  generator.setTitle(spec.title.isEmpty() ? source.name : spec.title);
  generator.setDescription("Drawn by Pushforward");
  QPainter painter(&generator);
  paintFigure(painter, spec, source, evaluator);
  painter.end();
  // The generator knows one resolution, for fonts and for paper.
  const auto millimetres = [&](int pixels) {
    return QByteArray::number(pixels * 25.4 / spec.dotsPerInch, 'f', 3) + "mm";
  };
  const qsizetype head = bytes.indexOf("<svg");
  const auto setLength = [&](const char* name, const QByteArray& value) {
    const QByteArray key = QByteArray(name) + "=\"";
    const qsizetype from = bytes.indexOf(key, head) + key.size();
    bytes.replace(from, bytes.indexOf('"', from) - from, value);
  };
  setLength("width", millimetres(spec.size.width()));
  setLength("height", millimetres(spec.size.height()));
  return bytes;
}

QByteArray pdf(const FigureSpec& spec, const FigureSource& source, FigureEvaluator& evaluator) {
  QByteArray bytes;
  QBuffer buffer(&bytes);
  buffer.open(QIODevice::WriteOnly);
  QPdfWriter writer(&buffer);
  writer.setResolution(kScreenDots);
  writer.setTitle(spec.title.isEmpty() ? source.name : spec.title);
  writer.setCreator("Pushforward");
  // Pages are whole points.
  const QSizeF points(std::max(1.0, std::round(spec.size.width() * 72 / spec.dotsPerInch)),
                      std::max(1.0, std::round(spec.size.height() * 72 / spec.dotsPerInch)));
  writer.setPageLayout(QPageLayout(QPageSize(points, QPageSize::Point, {}, QPageSize::ExactMatch),
                                   QPageLayout::Portrait, QMarginsF(0, 0, 0, 0)));
  QPainter painter(&writer);
  painter.setRenderHint(QPainter::LosslessImageRendering);
  // Lines stay lines only where both ways are scaled alike, so the rounded page may show a hair of what is beyond the figure.
  if (!spec.transparent) painter.fillRect(QRectF(0, 0, writer.width(), writer.height()), figureGround(spec));
  painter.scale(kScreenDots / spec.dotsPerInch, kScreenDots / spec.dotsPerInch);
  paintFigure(painter, spec, source, evaluator);
  painter.end();
  return bytes;
}

}  // namespace

QByteArray figureBytes(StillFormat format, const FigureSpec& spec, const FigureSource& source,
                       FigureEvaluator& evaluator) {
  const FigureSpec whole = withHeight(spec, source);
  check(whole, source.flow->depth());
  switch (format) {
    case StillFormat::png: return png(whole, source, evaluator);
    case StillFormat::svg: return svg(whole, source, evaluator);
    case StillFormat::pdf: return pdf(whole, source, evaluator);
  }
  return {};
}

}  // namespace app
