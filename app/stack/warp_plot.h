#pragma once
// A small picture of a warped grid over a faint one of squares.

#include <QWidget>

#include "app/stack/layer_warp.h"

namespace app {

class WarpPlot : public QWidget {
 public:
  explicit WarpPlot(QWidget* parent = nullptr);

  void setLines(GridLines lines, const QColor& colour);
  /// One quiet line in the corner, like "switched off".
  void setNote(const QString& note);
  const GridLines& lines() const { return lines_; }

  QSize sizeHint() const override { return {220, 150}; }

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  GridLines plain_ = plainGrid(), lines_;
  QColor colour_;
  QString note_;
};

}  // namespace app
