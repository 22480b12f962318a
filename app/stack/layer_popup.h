#pragma once
// What a kind of layer is, in a small window beside its palette card: formula, one sentence, paper, and the plane being
// warped to and fro by a layer of that kind.

#include <QElapsedTimer>
#include <QLabel>
#include <QTimer>
#include <QWidget>
#include <memory>

#include "app/stack/warp_plot.h"

namespace app {

class LayerPopup : public QWidget {
 public:
  explicit LayerPopup(QWidget* parent);

  /// Shows `kind` to the right of `card` (or to its left, at the screen's edge), in global coordinates.
  void showFor(const core::LayerInfo& kind, const QRect& card);

 protected:
  void paintEvent(QPaintEvent* event) override;
  void hideEvent(QHideEvent* event) override;

 private:
  void tick();

  QLabel *title_, *formula_, *summary_, *paper_;
  WarpPlot* plot_;
  std::unique_ptr<core::Flow> flow_;
  core::Theta theta_;
  QColor colour_;
  QTimer clock_;
  QElapsedTimer time_;
};

}  // namespace app
