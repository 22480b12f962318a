#pragma once
// What a kind of layer is, in a small window beside its palette card: formula, one sentence, paper, and the plane being
// warped to and fro by a layer of that kind.

#include <QElapsedTimer>
#include <QLabel>
#include <QTimer>
#include <QWidget>
#include <memory>
#include <vector>

#include "app/stack/layer_title.h"
#include "app/stack/warp_plot.h"

namespace app {

class LayerPopup : public QWidget {
 public:
  explicit LayerPopup(QWidget* parent);

  /// Shows what it is about to the right of `card` (or to its left, at the screen's edge), in global coordinates.
  void showFor(const LayerTitle& title, const QRect& card);

 protected:
  void paintEvent(QPaintEvent* event) override;
  void hideEvent(QHideEvent* event) override;

 private:
  void tick();

  QLabel *title_, *formula_, *summary_, *paper_;
  WarpPlot* plot_;
  std::unique_ptr<core::Flow> flow_;
  core::Theta theta_;
  std::vector<GridLines> frames_;  ///< of one warp, made as they are first shown: some kinds are slow
  QColor colour_;
  QTimer clock_;
  QElapsedTimer time_;
};

}  // namespace app
