#pragma once
// Films for tests: a coloured disc that moves over a gradient, flat colours, noise.

#include <QImage>
#include <QPainter>
#include <cmath>
#include <cstdint>
#include <ostream>

#include "app/film/film_forecast.h"
#include "app/film/film_format.h"

namespace app {
inline void PrintTo(const FilmFormat& format, std::ostream* out) { *out << format.key; }
}  // namespace app

namespace film_test {

inline app::FilmSettings settingsOf(const std::string& format, QSize size = {160, 120}, int frames = 24) {
  app::FilmSettings s;
  s.format = format;
  s.size = size;
  s.frames = frames;
  return s;
}

/// The disc's centre goes once across while `frames` pass.
inline QPointF discAt(int frame, const app::FilmSettings& s) {
  return {s.size.width() * (.2 + .6 * frame / std::max(1, s.frames - 1)), s.size.height() * .5};
}

inline QImage disc(int frame, const app::FilmSettings& s) {
  QImage image(s.size, QImage::Format_ARGB32_Premultiplied);
  QPainter p(&image);
  if (s.transparent) {
    image.fill(Qt::transparent);
  } else {
    QLinearGradient gradient(0, 0, s.size.width(), s.size.height());
    gradient.setColorAt(0, QColor(250, 245, 230));
    gradient.setColorAt(1, QColor(60, 90, 160));
    p.fillRect(image.rect(), gradient);
  }
  p.setRenderHint(QPainter::Antialiasing);
  p.setPen(Qt::NoPen);
  p.setBrush(QColor(200, 60, 30));
  p.drawEllipse(discAt(frame, s), s.size.height() * .2, s.size.height() * .2);
  return image;
}

/// Nothing of it can be foretold.
inline QImage noise(int frame, QSize size) {
  QImage image(size, QImage::Format_RGB32);
  std::uint32_t state = 2463534242u + 7919u * static_cast<std::uint32_t>(frame + 1);
  for (int y = 0; y < size.height(); ++y) {
    for (int x = 0; x < size.width(); ++x) {
      state ^= state << 13, state ^= state >> 17, state ^= state << 5;
      image.setPixel(x, y, 0xff000000u | (state >> 8 & 0xf0f0f0u));
    }
  }
  return image;
}

}  // namespace film_test
