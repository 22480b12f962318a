#include "app/canvas/surface.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <utility>

// Not with the thread sanitizer, which is not up yet when the loader picks.
#if defined(__x86_64__) && !defined(__SANITIZE_THREAD__)
#define PUSHFORWARD_LEVELS __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define PUSHFORWARD_LEVELS
#endif

namespace app {

namespace {

constexpr int kPlaces = 4;  // a dot's centre is rounded to so many places a pixel, each way

// Between which cells each pixel of a row or a column lies, and how far from the first to the second.
struct Between {
  int first, last;  // pixels that are covered: [first, last)
  std::vector<int> cell;
  std::vector<float> part;

  // A pixel i lies at (i + 0.5) / pixels of [v0, v1]; `cells` cells divide [w0, w1].
  Between(int pixels, double v0, double v1, int cells, double w0, double w1) {
    const auto place = [&](int i) { return (v0 + (i + 0.5) / pixels * (v1 - v0) - w0) / (w1 - w0); };
    first = 0;
    last = pixels;
    while (first < last && place(first) < 0) ++first;
    while (last > first && place(last - 1) > 1) --last;
    for (int i = first; i < last; ++i) {
      const double at = std::clamp(place(i) * cells - 0.5, 0.0, static_cast<double>(cells - 1));
      const int low = std::min(static_cast<int>(at), std::max(cells - 2, 0));
      cell.push_back(low);
      part.push_back(static_cast<float>(at - low));
    }
  }
};

// A row of pixels, `down` of the way from one row of shades to the next. By far the most that the canvas does, so it is
// compiled for what the processor has.
PUSHFORWARD_LEVELS void colourRow(const float* above, const float* below, float down, size_t pixels,
                                  const QRgb* __restrict table, QRgb* __restrict out) {
  for (size_t i = 0; i < pixels; ++i) {
    const int place = static_cast<int>(above[i] + down * (below[i] - above[i]) + 0.5f);
    out[i] = table[place];
  }
}

// How much of each pixel around its centre's a dot covers, in 1/255.
struct Stamp {
  int side;
  std::vector<int> cover;

  Stamp(double diameter, double dx, double dy) : side(2 * static_cast<int>(std::ceil(diameter / 2)) + 1) {
    for (int j = 0; j < side; ++j) {
      for (int i = 0; i < side; ++i) {
        const double distance = std::hypot(i - side / 2 + 0.5 - dx, j - side / 2 + 0.5 - dy);
        cover.push_back(static_cast<int>(255 * std::clamp(diameter / 2 + 0.5 - distance, 0.0, 1.0)));
      }
    }
  }
};

// `alpha` in [0, 255]. Two channels at a time: each has 16 bits to itself.
QRgb blend(QRgb under, QRgb over, int alpha) {
  const auto a = static_cast<quint32>(alpha + (alpha >> 7));
  const auto mix = [&](quint32 u, quint32 o) { return ((u * (256 - a) + o * a) >> 8) & 0x00ff00ff; };
  return 0xff000000 | mix(under & 0x00ff00ff, over & 0x00ff00ff) | (mix((under >> 8) & 0xff, (over >> 8) & 0xff) << 8);
}

}  // namespace

void Surface::begin(const QSize& pixels, const core::Window& visible) {
  if (image_.size() != pixels) image_ = QImage(pixels, QImage::Format_RGB32);
  visible_ = visible;
  old_ = true;
}

QImage& Surface::cleared() {
  if (std::exchange(old_, false)) image_.fill(viridis()[0]);
  return image_;
}

// A plain copy. Qt's own, through a region that is more than one rectangle, calls threads of its own to help, and those
// displace others that have more to do.
void Surface::paint(QPainter& painter, const QRegion& region) {
  const QImage& picture = cleared();
  QPaintDevice* device = painter.paintEngine()->paintDevice();
  auto* image = device != nullptr && device->devType() == QInternal::Image ? static_cast<QImage*>(device) : nullptr;
  const QTransform& toDevice = painter.deviceTransform();
  const QPoint origin = toDevice.map(QPoint(0, 0));
  const bool plain =
      image != nullptr && toDevice.type() <= QTransform::TxTranslate &&
      (image->format() == QImage::Format_RGB32 || image->format() == QImage::Format_ARGB32_Premultiplied) &&
      image->rect().contains(QRect(origin, picture.size()));
  if (!plain) {
    painter.drawImage(QRectF(QPointF(), QSizeF(picture.size()) / painter.device()->devicePixelRatioF()), picture);
    return;
  }
  for (const QRect& part : region.intersected(picture.rect())) {
    for (int j = part.top(); j <= part.bottom(); ++j) {
      std::memcpy(image->scanLine(origin.y() + j) + sizeof(QRgb) * static_cast<size_t>(origin.x() + part.left()),
                  picture.constScanLine(j) + sizeof(QRgb) * static_cast<size_t>(part.left()),
                  sizeof(QRgb) * static_cast<size_t>(part.width()));
    }
  }
}

void Surface::drawDensity(const Shades& shades, const core::Window& where) {
  if (shades.width < 1 || shades.height < 1) return;
  const Between x(image_.width(), visible_.x0, visible_.x1, shades.width, where.x0, where.x1);
  // Rows of the picture run downwards, those of the density upwards.
  const Between y(image_.height(), visible_.y1, visible_.y0, shades.height, where.y1, where.y0);
  if (x.last - x.first < image_.width() || y.last - y.first < image_.height()) cleared();
  old_ = false;
  const ColourTable& table = *shades.table;
  // Rows of cells are spread out along x once each, since many rows of pixels lie between two of them.
  const auto pixels = static_cast<size_t>(x.last - x.first);
  struct Row {
    int cell = -1;
    std::vector<float> shades;
  } rows[2];
  const auto spread = [&](int cell) -> const float* {
    cell = std::min(cell, shades.height - 1);
    Row& row = rows[cell % 2];
    if (row.cell == cell) return row.shades.data();
    row.cell = cell;
    row.shades.resize(pixels);
    const float* from = shades.values.data() + static_cast<size_t>(shades.height - 1 - cell) * shades.width;
    for (size_t i = 0; i < pixels; ++i) {
      const int low = x.cell[i];
      const float v = from[low];
      row.shades[i] = v + x.part[i] * (from[std::min(low + 1, shades.width - 1)] - v);
    }
    return row.shades.data();
  };
  for (int j = y.first; j < y.last; ++j) {
    const auto k = static_cast<size_t>(j - y.first);
    const float* above = spread(y.cell[k]);
    const float* below = spread(y.cell[k] + 1);
    colourRow(above, below, y.part[k], pixels, table.data(), reinterpret_cast<QRgb*>(image_.scanLine(j)) + x.first);
  }
}

void Surface::drawLine(QPointF from, QPointF to, QRgb colour, int alpha, double width) {
  const double dx = to.x() - from.x(), dy = to.y() - from.y();
  const bool flat = std::abs(dx) >= std::abs(dy);
  // Along the longer axis u, one step a pixel; across it, v, the line is one pixel wide and covers a part of two.
  double u0 = flat ? from.x() : from.y(), u1 = flat ? to.x() : to.y();
  double v0 = flat ? from.y() : from.x(), v1 = flat ? to.y() : to.x();
  if (!(std::abs(u1 - u0) > 0)) return;  // nor a NaN
  if (u0 > u1) {
    std::swap(u0, u1);
    std::swap(v0, v1);
  }
  const int length = flat ? image_.width() : image_.height(), across = flat ? image_.height() : image_.width();
  const double slope = (v1 - v0) / (u1 - u0);
  // The centres that lie in [u0, u1): a line that goes on from here begins with the next one.
  const int first = static_cast<int>(std::ceil(std::clamp(u0 - 0.5, 0.0, static_cast<double>(length))));
  const int last = static_cast<int>(std::ceil(std::clamp(u1 - 0.5, 0.0, static_cast<double>(length))));
  const auto stride = image_.bytesPerLine() / static_cast<qsizetype>(sizeof(QRgb));
  auto* pixels = reinterpret_cast<QRgb*>(cleared().bits());
  if (width <= 1) return drawThin({flat, first, last, v0 + (first + 0.5 - u0) * slope - 0.5, slope}, colour, alpha);
  const double half = width / 2 * std::sqrt(1 + slope * slope);
  for (int u = first; u < last; ++u) {
    const double v = v0 + (u + 0.5 - u0) * slope - 0.5;
    if (!(v > -1 - half && v < across + half)) continue;
    const double begin = v + 0.5 - half, end = v + 0.5 + half;
    for (int w = std::max(static_cast<int>(std::floor(begin)), 0); w < std::min(end, static_cast<double>(across));
         ++w) {
      const double cover = std::min(w + 1.0, end) - std::max(static_cast<double>(w), begin);
      QRgb& pixel = pixels[flat ? w * stride + u : u * stride + w];
      pixel = blend(pixel, colour, static_cast<int>(alpha * cover));
    }
  }
}

// In whole numbers, 1/65536 of a pixel each: a picture has some fifty thousand of these pixels.
void Surface::drawThin(const Thin& line, QRgb colour, int alpha) {
  constexpr int kBits = 16;
  const int across = line.flat ? image_.height() : image_.width();
  const auto stride = image_.bytesPerLine() / static_cast<qsizetype>(sizeof(QRgb));
  const qsizetype along = line.flat ? 1 : stride, down = line.flat ? stride : 1;
  auto* pixels = reinterpret_cast<QRgb*>(image_.bits());
  // Up to where it leaves the picture; beyond, the whole numbers would run over.
  for (int u = line.first; u < line.last; ++u) {
    const double start = line.v + (u - line.first) * line.slope;
    if (!(start > -1 && start < across)) continue;
    auto v = static_cast<qint64>(std::llround(std::ldexp(start + 1, kBits)));
    const auto step = static_cast<qint64>(std::llround(std::ldexp(line.slope, kBits)));
    const qint64 end = static_cast<qint64>(across + 1) << kBits;
    for (; u < line.last && v > 0 && v < end; ++u, v += step) {
      const int low = static_cast<int>(v >> kBits) - 1;
      const int part = static_cast<int>(((v & ((1 << kBits) - 1)) * alpha) >> kBits);
      QRgb* pixel = pixels + u * along + low * down;
      if (low >= 0) *pixel = blend(*pixel, colour, alpha - part);
      if (low + 1 < across) pixel[down] = blend(pixel[down], colour, part);
    }
  }
}

void Surface::drawEllipses(const std::vector<core::Ellipse>& ellipses, const QColor& colour) {
  constexpr int kCorners = 24;
  const double toX = image_.width() / (visible_.x1 - visible_.x0);
  const double toY = image_.height() / (visible_.y1 - visible_.y0);
  for (const core::Ellipse& e : ellipses) {
    QPointF last;
    for (int i = 0; i <= kCorners; ++i) {
      const double angle = 6.283185307179586 * i / kCorners;
      const core::Vec2 p = e.centre + e.axes * core::Vec2(std::cos(angle), std::sin(angle));
      const QPointF next((p.x() - visible_.x0) * toX, (visible_.y1 - p.y()) * toY);
      if (i > 0) {
        // Twice, half a pixel apart: seen from the back row.
        drawLine(last, next, colour.rgb(), colour.alpha());
        drawLine(last + QPointF(0.6, 0.6), next + QPointF(0.6, 0.6), colour.rgb(), colour.alpha());
      }
      last = next;
    }
  }
}

void Surface::drawLines(const core::Mesh& mesh, const QColor& colour) { drawLines(mesh, colour, 1); }

void Surface::drawContours(const core::Mesh& mesh, const QColor& colour, double width) {
  drawLines(mesh, QColor(0, 0, 0, colour.alpha() / 2), 2.2 * width);
  drawLines(mesh, colour, width);
}

void Surface::drawLines(const core::Mesh& mesh, const QColor& colour, double width) {
  const double toX = image_.width() / (visible_.x1 - visible_.x0);
  const double toY = image_.height() / (visible_.y1 - visible_.y0);
  const auto pixel = [&](Eigen::Index row) {
    return QPointF((mesh.points(row, 0) - visible_.x0) * toX, (visible_.y1 - mesh.points(row, 1)) * toY);
  };
  for (size_t l = 0; l + 1 < mesh.first.size(); ++l) {
    for (Eigen::Index row = mesh.first[l]; row + 1 < mesh.first[l + 1]; ++row)
      drawLine(pixel(row), pixel(row + 1), colour.rgb(), colour.alpha(), width);
  }
}

void Surface::drawDots(const core::Points& points, const QColor& colour, double diameter) {
  std::vector<Stamp> stamps;
  for (int j = 0; j < kPlaces; ++j) {
    for (int i = 0; i < kPlaces; ++i) stamps.emplace_back(diameter, (i + 0.5) / kPlaces, (j + 0.5) / kPlaces);
  }
  cleared();
  const double toX = image_.width() / (visible_.x1 - visible_.x0);
  const double toY = image_.height() / (visible_.y1 - visible_.y0);
  const QRgb over = colour.rgb();
  const int alpha = colour.alpha();
  for (Eigen::Index k = 0; k < points.rows(); ++k) {
    const double x = (points(k, 0) - visible_.x0) * toX, y = (visible_.y1 - points(k, 1)) * toY;
    if (!(x >= 0 && x < image_.width() && y >= 0 && y < image_.height())) continue;  // nor a NaN
    const int column = static_cast<int>(x), row = static_cast<int>(y);
    const auto place = [](double v) { return static_cast<int>((v - std::floor(v)) * kPlaces); };
    const Stamp& stamp = stamps[static_cast<size_t>(place(y) * kPlaces + place(x))];
    const int reach = stamp.side / 2;
    for (int j = std::max(row - reach, 0); j <= std::min(row + reach, image_.height() - 1); ++j) {
      auto* line = reinterpret_cast<QRgb*>(image_.scanLine(j));
      for (int i = std::max(column - reach, 0); i <= std::min(column + reach, image_.width() - 1); ++i) {
        const int cover = stamp.cover[static_cast<size_t>((j - row + reach) * stamp.side + i - column + reach)];
        if (cover > 0) line[i] = blend(line[i], over, cover * alpha / 255);
      }
    }
  }
}

}  // namespace app
