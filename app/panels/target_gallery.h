#pragma once
// The gallery: every target as a thumbnail, four a row (five where it is low), then the user's own and the way to it.

#include <QAbstractButton>
#include <QTimer>
#include <QVariantAnimation>
#include <QWidget>
#include <vector>

#include "app/document.h"

namespace app {

class TargetTile : public QAbstractButton {
  Q_OBJECT

 public:
  enum class Content { points, import };

  TargetTile(Content content, QWidget* parent);

  /// What is drawn; until then, the tile is a plain dark square.
  void setPoints(const core::Points& points, const core::Window& window);
  bool hasPoints() const { return !dots_.isEmpty(); }
  void setChosen(bool chosen);
  bool chosen() const { return chosen_; }

 signals:
  /// An arrow key: `dx`, `dy` tiles from here.
  void stepRequested(int dx, int dy);
  /// The tool tip is about to be shown.
  void explained();

 protected:
  void paintEvent(QPaintEvent* event) override;
  void enterEvent(QEnterEvent* event) override;
  void leaveEvent(QEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  bool event(QEvent* event) override;

 private:
  void grow(bool large);
  void paintDots(QPainter& painter, const QRectF& tile);

  Content content_;
  QPolygonF dots_;  ///< in the unit square, y down
  bool chosen_ = false;
  double size_ = 0;  ///< 0 at rest, 1 under the pointer
  QVariantAnimation growth_;
};

class TargetGallery : public QWidget {
  Q_OBJECT

 public:
  explicit TargetGallery(Document& document, QWidget* parent = nullptr);

  /// In the order of the registry, then the user's own target (hidden without one), then import.
  const std::vector<TargetTile*>& tiles() const { return tiles_; }
  /// The tile by which one comes to one's own target.
  const QWidget* importTile() const { return import_; }
  void setColumns(int columns);
  bool hasHeightForWidth() const override { return true; }
  int heightForWidth(int width) const override;
  QSize sizeHint() const override;
  QSize minimumSizeHint() const override;

 signals:
  void importRequested();

 protected:
  void resizeEvent(QResizeEvent* event) override;

 private:
  void follow();
  void fillNext();
  void arrange();
  void explain(size_t kind);
  void choose(const core::TargetSpec& target);
  std::vector<TargetTile*> shownTiles() const;
  int side(int width) const;

  Document& document_;
  std::vector<TargetTile*> tiles_;
  TargetTile *own_ = nullptr, *import_ = nullptr;
  core::TargetSpec ownTarget_;  ///< the one of the user's own that was open last, so that one can come back to it
  int columns_ = 4;             ///< thumbnails a row
  size_t filled_ = 0;
  QTimer fill_;
};

}  // namespace app
