#pragma once
// The stack on screen: the base on top, the cards, the data at the bottom. Layers are dropped anywhere on it.

#include <QBasicTimer>
#include <QLabel>
#include <QToolButton>
#include <QWidget>

#include "app/stack/base_options.h"
#include "app/stack/card_list.h"
#include "app/stack/stack_model.h"

namespace app {

class StackView : public QWidget {
  Q_OBJECT

 public:
  explicit StackView(Document& document, QWidget* parent = nullptr);

  StackModel& model() { return model_; }
  CardList& list() { return *list_; }

 public slots:
  /// T in [0, K]: the card that a depth between two whole numbers is in the middle of glows.
  void setDepth(double T);

 protected:
  void dragEnterEvent(QDragEnterEvent* event) override;
  void dragMoveEvent(QDragMoveEvent* event) override;
  void dragLeaveEvent(QDragLeaveEvent* event) override;
  void dropEvent(QDropEvent* event) override;
  void timerEvent(QTimerEvent* event) override;

 private:
  void selectRow(int row);
  void endDrag();
  int positionAt(const QPoint& point) const;

  Document& document_;
  StackModel model_;
  QToolButton* base_;
  BaseOptions* baseOptions_;
  CardList* list_;
  QLabel* data_;
  QBasicTimer scroll_;
  QPoint dragAt_;
};

}  // namespace app
