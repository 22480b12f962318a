#include "app/target/own_target.h"

#include <QDir>
#include <QFileInfo>
#include <QImageReader>
#include <QPainter>
#include <QSvgRenderer>
#include <QTemporaryFile>
#include <QUrl>
#include <algorithm>

#include "app/theme.h"
#include "core/targets/picture.h"
#include "core/util/error.h"

namespace app {

namespace {

constexpr int kSide = core::kMaxPictureSide;
constexpr qsizetype kMostPasted = 64 << 20;  // bytes of text

bool isPicture(const QString& suffix) {
  return suffix == "svg" || QImageReader::supportedImageFormats().contains(suffix.toLatin1());
}

// "*.png *.jpg ...": what this machine's Qt reads.
QString pictureNames() {
  QStringList names{"*.svg"};
  for (const QByteArray& format : QImageReader::supportedImageFormats())
    if (format != "svg") names << "*." + QString::fromLatin1(format);
  return names.join(' ');
}

QImage drawnSvg(const QString& path) {
  QSvgRenderer svg(path);
  const QSizeF size = svg.defaultSize();
  if (!svg.isValid() || !(size.width() > 0 && size.height() > 0))
    throw core::InputError(path.toStdString() + ": not an SVG that can be drawn");
  QImage image(size.scaled(kSide, kSide, Qt::KeepAspectRatio).toSize().expandedTo({1, 1}), QImage::Format_RGB32);
  image.fill(Qt::white);
  QPainter painter(&image);
  svg.render(&painter);
  return image;
}

QImage readImage(const QString& path) {
  QImageReader reader(path);
  reader.setAutoTransform(true);
  const QSize size = reader.size();
  if (size.isValid() && static_cast<qint64>(size.width()) * size.height() > core::kMaxPixelsRead)
    throw core::InputError(path.toStdString() + ": a picture of " + std::to_string(size.width()) + " x " +
                           std::to_string(size.height()) + " pixels is too large");
  const QImage image = reader.read();
  if (image.isNull()) throw core::InputError(path.toStdString() + ": " + reader.errorString().toStdString());
  return image;
}

core::TargetSpec targetFromRows(const QString& text) {
  if (text.size() > kMostPasted) throw core::InputError("the clipboard has more than 64 MB of text; use a file");
  QTemporaryFile file(QDir::tempPath() + "/pasted_XXXXXX.tsv");
  const QByteArray bytes = text.toUtf8();
  if (!file.open() || file.write(bytes) != bytes.size() || !file.flush())
    throw core::InputError("the clipboard's text cannot be written to a temporary file");
  try {
    core::TargetSpec spec = core::parseTarget(file.fileName().toStdString());
    spec.file = "pasted points";
    return spec;
  } catch (const core::InputError& error) {
    throw core::InputError(QString(error.what()).replace(file.fileName(), "the clipboard").toStdString());
  }
}

}  // namespace

QString ownTargetFilter() {
  return QObject::tr("Points and pictures") + " (*.csv *.tsv *.txt *.npy " + pictureNames() + ")";
}

QString pictureFilter() { return QObject::tr("Pictures") + " (" + pictureNames() + ")"; }

QImage imageFromFile(const QString& path) {
  return QFileInfo(path).suffix().toLower() == "svg" ? drawnSvg(path) : readImage(path);
}

core::TargetSpec targetFromFile(const QString& path) {
  const QString suffix = QFileInfo(path).suffix().toLower();
  // Core reads PNG and JPEG by itself, as on the command line.
  const bool cores = suffix == "png" || suffix == "jpg" || suffix == "jpeg";
  if (isPicture(suffix) && !cores) return targetFromImage(imageFromFile(path), path);
  return core::parseTarget(path.toStdString());
}

core::TargetSpec targetFromImage(const QImage& image, const QString& name) {
  if (image.isNull()) throw core::InputError(name.toStdString() + ": a picture without pixels");
  QImage onWhite(image.size().width() > kSide || image.size().height() > kSide
                     ? image.size().scaled(kSide, kSide, Qt::KeepAspectRatio).expandedTo({1, 1})
                     : image.size(),
                 QImage::Format_RGB32);
  onWhite.fill(Qt::white);
  {
    QPainter painter(&onWhite);
    painter.setRenderHint(QPainter::SmoothPixmapTransform);
    painter.drawImage(onWhite.rect(),
                      image.size() == onWhite.size()
                          ? image
                          : image.scaled(onWhite.size(), Qt::IgnoreAspectRatio, Qt::SmoothTransformation));
  }
  const QImage grey = onWhite.convertToFormat(QImage::Format_Grayscale8);
  core::Picture picture;
  picture.width = grey.width();
  picture.height = grey.height();
  for (int j = 0; j < grey.height(); ++j)
    picture.brightness.insert(picture.brightness.end(), grey.constScanLine(j), grey.constScanLine(j) + grey.width());
  core::TargetSpec spec;
  spec.key = "image";
  spec.file = name.toStdString();
  spec.picture = std::make_shared<const core::Picture>(std::move(picture));
  core::makeTarget(spec);
  return core::completed(spec);
}

core::TargetSpec targetFromWord(const QString& word) {
  const QString text = word.simplified();
  if (text.isEmpty()) throw core::InputError("an empty word has no picture");
  QFont font = uiFont(10, QFont::Black);
  font.setPixelSize(kSide / 2);
  const QRectF box = QFontMetricsF(font).tightBoundingRect(text);
  if (!(box.width() > 0 && box.height() > 0)) throw core::InputError("these signs leave no ink");
  const double margin = 0.06 * std::max(box.width(), box.height());
  const QRectF paper = box.adjusted(-margin, -margin, margin, margin);
  const double scale = kSide / 2 / std::max(paper.width(), paper.height());
  QImage image((paper.size() * scale).toSize().expandedTo({1, 1}), QImage::Format_RGB32);
  image.fill(Qt::white);
  QPainter painter(&image);
  painter.setRenderHint(QPainter::Antialiasing);
  painter.scale(scale, scale);
  painter.translate(-paper.topLeft());
  painter.setFont(font);
  painter.drawText(QPointF(0, 0), text);
  painter.end();
  return targetFromImage(image, QString::fromUtf8("“%1”").arg(text.size() > 24 ? text.left(23) + "…" : text));
}

std::function<core::TargetSpec()> clipboardTarget(const QMimeData& data) {
  if (data.hasUrls() && data.urls().constFirst().isLocalFile())
    return [path = data.urls().constFirst().toLocalFile()] { return targetFromFile(path); };
  return [text = data.text(), image = data.hasImage() ? qvariant_cast<QImage>(data.imageData()) : QImage()] {
    if (image.isNull()) {
      if (text.trimmed().isEmpty()) throw core::InputError("the clipboard has neither rows of numbers nor a picture");
      return targetFromRows(text);
    }
    // Spreadsheets put a picture of the cells beside their numbers.
    try {
      if (!text.trimmed().isEmpty()) return targetFromRows(text);
    } catch (const core::InputError&) {}
    return targetFromImage(image, QObject::tr("pasted picture"));
  };
}

core::TargetSpec firstFormula() {
  core::TargetSpec spec;
  spec.key = "formula";
  spec.formula = "-(hypot(x, y) - 2)^2 / 0.3 + cos(3 * atan2(y, x))";
  return core::completed(spec);
}

}  // namespace app
