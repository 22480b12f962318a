#pragma once
// The palette: one small card for every kind of layer there is, and for every other name of one, in groups by family; to
// drag into the stack or to append by double click or Return.

#include <QAbstractButton>
#include <QTimer>
#include <QWidget>
#include <vector>

#include "app/document.h"
#include "app/stack/layer_title.h"

namespace app {

class LayerPopup;

class PaletteCard : public QAbstractButton {
  Q_OBJECT

 public:
  PaletteCard(LayerTitle title, QWidget* parent);

  const LayerTitle& title() const { return title_; }
  QSize sizeHint() const override;
  QSize minimumSizeHint() const override;

 signals:
  void appendRequested();
  /// An arrow key: `dx`, `dy` cards from here.
  void stepRequested(int dx, int dy);
  void hovered(bool inside);

 protected:
  void paintEvent(QPaintEvent* event) override;
  void enterEvent(QEnterEvent* event) override;
  void leaveEvent(QEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  void mouseMoveEvent(QMouseEvent* event) override;
  void mouseDoubleClickEvent(QMouseEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  bool event(QEvent* event) override;

 private:
  LayerTitle title_;
  QPoint pressed_;
};

class LayerPalette : public QWidget {
  Q_OBJECT

 public:
  explicit LayerPalette(Document& document, QWidget* parent = nullptr);

  const std::vector<PaletteCard*>& cards() const { return cards_; }

 private:
  PaletteCard* addCard(const LayerTitle& title);
  void append(const LayerTitle& title);
  void step(const PaletteCard& from, int dx, int dy);

  Document& document_;
  std::vector<PaletteCard*> cards_;
  LayerPopup* popup_;
  QTimer wait_;  ///< a pointer that only passes over opens nothing
  PaletteCard* under_ = nullptr;
};

}  // namespace app
