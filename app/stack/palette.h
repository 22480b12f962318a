#pragma once
// The palette: one card for every kind of layer there is, to drag into the stack or to append by double click or Return.

#include <QAbstractButton>
#include <QTimer>
#include <QWidget>
#include <vector>

#include "app/document.h"

namespace app {

class LayerPopup;

class PaletteCard : public QAbstractButton {
  Q_OBJECT

 public:
  PaletteCard(const core::LayerInfo& kind, QWidget* parent);

  const core::LayerInfo& kind() const { return kind_; }
  QSize sizeHint() const override;
  QSize minimumSizeHint() const override;

 signals:
  void appendRequested();
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
  const core::LayerInfo& kind_;  // of the registry, which outlives every widget
  QPoint pressed_;
};

class LayerPalette : public QWidget {
  Q_OBJECT

 public:
  explicit LayerPalette(Document& document, QWidget* parent = nullptr);

  const std::vector<PaletteCard*>& cards() const { return cards_; }

 private:
  void append(const core::LayerInfo& kind);

  Document& document_;
  std::vector<PaletteCard*> cards_;
  LayerPopup* popup_;
  QTimer wait_;  ///< a pointer that only passes over opens nothing
  PaletteCard* under_ = nullptr;
};

}  // namespace app
