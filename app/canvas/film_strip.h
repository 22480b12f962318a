#pragma once
// The film strip: one small density per depth, from the base to the data, and a scrubber that spans all of them. A click
// jumps, a drag scrubs.

#include <QPixmap>
#include <QWidget>
#include <memory>
#include <vector>

#include "app/player.h"

namespace app {

/// The pictures and the scrubber; the buttons stand beside it (FilmStrip).
class FilmStripView : public QWidget {
  Q_OBJECT

 public:
  FilmStripView(Document& document, Player& player, QWidget* parent = nullptr);

  QSize minimumSizeHint() const override { return {240, 118}; }

 protected:
  void paintEvent(QPaintEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  void mouseMoveEvent(QMouseEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  void wheelEvent(QWheelEvent* event) override;
  bool event(QEvent* event) override;

 private:
  void scrub(const QPointF& at);
  void followDepth(double depth);
  static double nearness(int k, double depth);
  QRect tileWithLabel(int k) const;
  QRectF tile(int k) const;
  double tileWidth() const;
  double scrollOffset() const;
  double share(double depth) const;
  QRectF track() const;
  void nameAll();
  const QPixmap& scaled(int k, const QSizeF& size);

  Document& document_;
  Player& player_;
  std::vector<QImage> pictures_;
  std::vector<QPixmap> scaled_;
  QStringList labels_;
  bool onTrack_ = false;
  double paintedDepth_ = 0;
};

class FilmStrip : public QWidget {
  Q_OBJECT

 public:
  FilmStrip(Document& document, Player& player, QWidget* parent = nullptr);
};

}  // namespace app
