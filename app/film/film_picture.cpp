#include "app/film/film_picture.h"

#include <QBuffer>
#include <QImageWriter>
#include <QPainter>

#include "core/util/error.h"

namespace app {

QImage filmPicture(const QImage& picture, QSize size, bool transparent) {
  QImage image = picture;
  if (image.size() != size) image = image.scaled(size, Qt::IgnoreAspectRatio, Qt::SmoothTransformation);
  if (transparent) return image.convertToFormat(QImage::Format_ARGB32);
  if (!image.hasAlphaChannel()) return image.convertToFormat(QImage::Format_RGB32);
  QImage white(size, QImage::Format_RGB32);
  white.fill(Qt::white);
  QPainter(&white).drawImage(0, 0, image);
  return white;
}

QImage evenSided(const QImage& image) {
  const int w = image.width(), h = image.height(), right = w % 2, below = h % 2;
  if (right + below == 0) return image;
  QImage even(w + right, h + below, image.format());
  QPainter painter(&even);
  painter.setCompositionMode(QPainter::CompositionMode_Source);
  painter.drawImage(right, below, image);
  if (right) painter.drawImage(w, 0, image, w - 1, 0, 1, h);
  if (below) painter.drawImage(0, h, image, 0, h - 1, w, 1);
  painter.drawImage(0, 0, image);
  return even;
}

std::string pngOf(const QImage& picture) {
  QByteArray bytes;
  QBuffer buffer(&bytes);
  buffer.open(QIODevice::WriteOnly);
  QImageWriter writer(&buffer, "png");
  writer.setQuality(75);  // level 2 of zlib: a fraction of the default's time
  if (!writer.write(picture)) throw core::InputError("cannot encode a frame: " + writer.errorString().toStdString());
  return bytes.toStdString();
}

}  // namespace app
