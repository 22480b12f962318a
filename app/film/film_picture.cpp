#include "app/film/film_picture.h"

#include <QBuffer>
#include <QImageWriter>
#include <QPainter>
#include <algorithm>

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

QImage bled(const QImage& transparent) {
  constexpr int kSide = 8;
  QImage image = transparent.convertToFormat(QImage::Format_ARGB32);
  for (int top = 0; top < image.height(); top += kSide) {
    for (int left = 0; left < image.width(); left += kSide) {
      const int bottom = std::min(top + kSide, image.height()), right = std::min(left + kSide, image.width());
      unsigned weight = 0, red = 0, green = 0, blue = 0, empty = 0;
      for (int y = top; y < bottom; ++y) {
        const QRgb* row = reinterpret_cast<const QRgb*>(image.constScanLine(y));
        for (int x = left; x < right; ++x) {
          const unsigned alpha = static_cast<unsigned>(qAlpha(row[x]));
          empty += alpha == 0;
          weight += alpha;
          red += alpha * static_cast<unsigned>(qRed(row[x]));
          green += alpha * static_cast<unsigned>(qGreen(row[x]));
          blue += alpha * static_cast<unsigned>(qBlue(row[x]));
        }
      }
      if (weight == 0 || empty == 0) continue;
      const QRgb mean = (red / weight) << 16 | (green / weight) << 8 | blue / weight;
      for (int y = top; y < bottom; ++y) {
        QRgb* row = reinterpret_cast<QRgb*>(image.scanLine(y));
        for (int x = left; x < right; ++x) {
          if (qAlpha(row[x]) == 0) row[x] = mean;
        }
      }
    }
  }
  return image;
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
