#include "app/target/painting.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

#include "core/math/random.h"

namespace app {

namespace {

constexpr size_t kMostSteps = 100;                      // of undo; a sheet is 64 kB
constexpr double kLeastPressure = 0.15;                 // a pen that barely touches still leaves a line
constexpr double kSpeckRadius = 0.9, kSpeckInk = 0.45;  // of the spray
constexpr int kSpecksOfAPuff = 24;                      // whenever the spray is opened, or held where it is
constexpr double kSpecksPerPixel = 3;                   // of its way

double radiusOf(const PaintBrush& brush, const PenPoint& at) {
  return brush.size / 2 * std::clamp(at.pressure, kLeastPressure, 1.0);
}

}  // namespace

double inkProfile(double distance, double radius, double softness) {
  const double outer = radius + 0.5, fade = std::max(1.0, softness * outer);
  const double t = std::clamp((outer - distance) / fade, 0.0, 1.0);
  return t * t * (3 - 2 * t);
}

bool Painting::empty() const {
  return std::all_of(ink_.begin(), ink_.end(), [](std::uint8_t v) { return v == 0; });
}

void Painting::remember(Sheet before) {
  if (past_.size() == kMostSteps) past_.erase(past_.begin());
  past_.push_back(std::move(before));
  future_.clear();
}

void Painting::begin(const PaintBrush& brush, const PenPoint& at) {
  end();
  stroking_ = true;
  brush_ = brush;
  before_ = ink_;
  mask_.assign(kPixels, 0.0f);
  ++strokes_;
  puffs_ = 0;
  last_ = at;
  way_ = 0;
  to(at);
}

void Painting::to(const PenPoint& at) {
  if (!stroking_) return;
  brush_.tool == PaintTool::spray ? puff(last_, at) : line(last_, at);
  last_ = at;
}

void Painting::end() {
  if (!stroking_) return;
  stroking_ = false;
  if (before_ != ink_) remember(std::move(before_));
}

void Painting::line(const PenPoint& from, const PenPoint& to) {
  mark(from, to, radiusOf(brush_, from), radiusOf(brush_, to), brush_.softness, 1, false);
}

void Painting::puff(const PenPoint& from, const PenPoint& to) {
  core::Rng rng(seed_, core::Stream::test, (strokes_ << 16) + puffs_++);
  const double dx = to.x - from.x, dy = to.y - from.y;
  way_ += std::hypot(dx, dy) * kSpecksPerPixel;
  const bool held = dx == 0 && dy == 0;
  const int count = held ? kSpecksOfAPuff : static_cast<int>(way_);
  if (!held) way_ -= count;
  for (int i = 0; i < count; ++i) {
    // Uniform over the disc if hard, gathered in its middle if soft.
    const double s = rng.uniform(), angle = 2 * std::numbers::pi * rng.uniform();
    const double r = radiusOf(brush_, to) * std::pow(rng.uniform(), 0.5 + brush_.softness);
    const PenPoint speck{from.x + s * dx + r * std::cos(angle), from.y + s * dy + r * std::sin(angle), 1};
    mark(speck, speck, kSpeckRadius, kSpeckRadius, 1, static_cast<float>(kSpeckInk), true);
  }
}

void Painting::mark(const PenPoint& from, const PenPoint& to, double r0, double r1, double softness, float most,
                    bool add) {
  const double reach = std::max(r0, r1) + 1;
  const auto pixel = [](double v) { return static_cast<int>(std::floor(std::clamp(v, -1.0, kSide + 1.0))); };
  const int left = std::max(0, pixel(std::min(from.x, to.x) - reach)),
            right = std::min(kSide - 1, pixel(std::max(from.x, to.x) + reach));
  const int top = std::max(0, pixel(std::min(from.y, to.y) - reach)),
            bottom = std::min(kSide - 1, pixel(std::max(from.y, to.y) + reach));
  const double dx = to.x - from.x, dy = to.y - from.y, length2 = dx * dx + dy * dy;
  for (int y = top; y <= bottom; ++y) {
    for (int x = left; x <= right; ++x) {
      const double px = x + 0.5 - from.x, py = y + 0.5 - from.y;
      const double s = length2 > 0 ? std::clamp((px * dx + py * dy) / length2, 0.0, 1.0) : 0;
      const double share = inkProfile(std::hypot(px - s * dx, py - s * dy), r0 + s * (r1 - r0), softness);
      if (!(share > 0)) continue;
      mark(x, y, most * static_cast<float>(share), add);
      if (brush_.mirror) mark(kSide - 1 - x, y, most * static_cast<float>(share), add);
    }
  }
}

void Painting::mark(int x, int y, float share, bool add) {
  const size_t at = static_cast<size_t>(y) * kSide + static_cast<size_t>(x);
  mask_[at] = add ? std::min(1.0f, mask_[at] + share) : std::max(mask_[at], share);
  const float was = before_[at];
  ink_[at] = static_cast<std::uint8_t>(
      std::lround(brush_.tool == PaintTool::eraser ? was * (1 - mask_[at]) : was + (255 - was) * mask_[at]));
}

void Painting::clear() {
  end();
  if (empty()) return;
  remember(ink_);
  ink_.assign(kPixels, 0);
}

void Painting::load(const core::Picture& picture) {
  end();
  Sheet loaded(kPixels, 0);
  for (int y = 0; y < kSide; ++y) {
    for (int x = 0; x < kSide; ++x) {
      const int i = x * picture.width / kSide, j = y * picture.height / kSide;
      const size_t from = static_cast<size_t>(j) * static_cast<size_t>(picture.width) + static_cast<size_t>(i);
      loaded[static_cast<size_t>(y) * kSide + static_cast<size_t>(x)] =
          static_cast<std::uint8_t>(255 - picture.brightness[from]);
    }
  }
  if (loaded == ink_) return;
  if (!empty()) remember(ink_);  // to an empty sheet nobody wants to go back
  ink_ = std::move(loaded);
}

void Painting::undo() {
  end();
  if (past_.empty()) return;
  future_.push_back(std::exchange(ink_, std::move(past_.back())));
  past_.pop_back();
}

void Painting::redo() {
  end();
  if (future_.empty()) return;
  past_.push_back(std::exchange(ink_, std::move(future_.back())));
  future_.pop_back();
}

core::Picture Painting::picture() const {
  core::Picture picture;
  picture.width = picture.height = kSide;
  picture.brightness.reserve(kPixels);
  for (const std::uint8_t v : ink_) picture.brightness.push_back(static_cast<std::uint8_t>(255 - v));
  return picture;
}

}  // namespace app
