#pragma once
// What is painted as a target: a square sheet of ink, strokes on it, and its own undo. No widget, no clock.

#include <cstdint>
#include <vector>

#include "core/targets/picture.h"

namespace app {

enum class PaintTool { brush, spray, eraser };

struct PaintBrush {
  PaintTool tool = PaintTool::brush;
  double size = 20;       ///< diameter in pixels of the sheet, where the pen is pressed fully
  double softness = 0.5;  ///< part of the radius over which the ink fades, in [0, 1]
  bool mirror = false;    ///< the same at the other side of the sheet's middle, left and right
};

/// A place on the sheet, in its pixels from the upper left corner, and how hard the pen is pressed there, in [0, 1].
struct PenPoint {
  double x = 0, y = 0, pressure = 1;
};

/// Share of the ink at `distance` from the middle of a line of this radius: 1 inside, and down to 0 within half a pixel
/// beyond the radius, smoothly. A hard edge is a pixel wide.
double inkProfile(double distance, double radius, double softness);

class Painting {
 public:
  static constexpr int kSide = 256;
  using Sheet = std::vector<std::uint8_t>;  ///< [kSide][kSide], row 0 on top; 0 nothing, 255 as dense as can be

  /// The specks of the spray are a function of seed, stroke and way.
  explicit Painting(std::uint64_t seed = 1) : seed_(seed), ink_(kPixels, 0) {}

  const Sheet& ink() const { return ink_; }
  bool empty() const;

  /// A stroke from `begin` over every `to` to `end`: one step of undo, if it changed anything. However fast the pen is,
  /// the line has no gap. Where a stroke crosses itself its ink does not add up; that of two strokes does.
  void begin(const PaintBrush& brush, const PenPoint& at);
  void to(const PenPoint& at);
  void end();
  bool stroking() const { return stroking_; }

  /// These end a stroke.
  void clear();
  void load(const core::Picture& picture);
  void undo();
  void redo();
  bool canUndo() const { return stroking_ || !past_.empty(); }
  bool canRedo() const { return !future_.empty(); }

  /// Dark ink on a white sheet.
  core::Picture picture() const;

 private:
  static constexpr size_t kPixels = static_cast<size_t>(kSide) * kSide;

  void remember(Sheet before);
  void line(const PenPoint& from, const PenPoint& to);
  void puff(const PenPoint& from, const PenPoint& to);
  /// A line of the stroke's mask: the larger share of ink stays, or they add up.
  void mark(const PenPoint& from, const PenPoint& to, double r0, double r1, double softness, float most, bool add);
  void mark(int x, int y, float share, bool add);

  std::uint64_t seed_;
  std::uint32_t strokes_ = 0, puffs_ = 0;
  Sheet ink_;
  std::vector<Sheet> past_, future_;
  bool stroking_ = false;
  PaintBrush brush_;
  PenPoint last_;
  double way_ = 0;  ///< that the spray has gone since its last speck
  Sheet before_;
  std::vector<float> mask_;  ///< of the stroke at hand
};

}  // namespace app
