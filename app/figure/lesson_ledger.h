#pragma once
// A lesson's ledger: the table of a probed point as a plate, for a picture that nobody can scroll.

#include <QPainter>
#include <array>
#include <vector>

#include "core/project/project.h"

namespace app {

class LessonLedger {
 public:
  /// `points`: size of type; without room in `most` the places are left out. Of a long stack the middle is.
  LessonLedger(const core::Ledger& ledger, const core::FlowSpec& flow, core::Reading reading, double points,
               double most);

  QSizeF size() const { return size_; }
  void paint(QPainter& painter, const QPointF& corner) const;

 private:
  using Line = std::array<QString, 4>;
  std::vector<Line> lines_;  // the first is the heading, the last the sum
  std::array<double, 4> widths_{};
  double points_, height_ = 0;
  QSizeF size_;
};

}  // namespace app
