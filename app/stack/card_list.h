#pragma once
// The cards of the stack as a list view: painting, mouse, keys and menu. Drops are the StackView's, which also owns the
// places above the first and below the last card.

#include <QListView>

#include "app/stack/card_painter.h"
#include "app/stack/insertion_gap.h"

namespace app {

class StackModel;

class CardList : public QListView {
  Q_OBJECT

 public:
  explicit CardList(StackModel& model, QWidget* parent = nullptr);

  /// Opens a gap before card `position` with an insertion line in it; -1 closes it.
  void showInsertion(int position) { gap_->openAt(position); }
  int insertion() const { return gap_->position(); }
  /// Where a drop at `y` of this widget would go: 0 to the number of cards.
  int insertionAt(int y) const;
  /// Scrolls if `y` is near an edge; returns whether anything moved.
  bool scrollNear(int y);

  /// The card that is in mid-transition, -1 for none.
  void setGlowing(int row);
  /// The card that is pointed at elsewhere, in the ledger; -1 for none.
  void setLit(int row);
  /// More cards than this scroll.
  void setRowsWanted(int rows);
  int glowing() const { return glowing_; }

  CardLook lookOf(const QModelIndex& index) const;
  /// Where the card itself is painted, in the viewport.
  QRect cardRect(int row) const;

  QSize sizeHint() const override;
  QSize minimumSizeHint() const override;

 protected:
  void startDrag(Qt::DropActions actions) override;
  void mousePressEvent(QMouseEvent* event) override;
  void mouseMoveEvent(QMouseEvent* event) override;
  void mouseReleaseEvent(QMouseEvent* event) override;
  void mouseDoubleClickEvent(QMouseEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  void contextMenuEvent(QContextMenuEvent* event) override;
  void paintEvent(QPaintEvent* event) override;
  void focusInEvent(QFocusEvent* event) override;
  bool event(QEvent* event) override;
  bool viewportEvent(QEvent* event) override;

 private:
  struct Hit {
    int row = -1, button = -1;
    bool operator==(const Hit&) const = default;
  };
  Hit hitAt(const QPoint& position) const;
  void setHot(Hit hit);
  void pressButton(Hit hit);
  void moveCurrent(int by);
  void duplicateRow(int row);
  void fitToRows();

  StackModel& model_;
  Hit hot_, pressed_;
  QPoint pressedAt_;
  int rowsWanted_ = 8;
  int glowing_ = -1, lit_ = -1, dragged_ = -1;
  InsertionGap* gap_;
};

}  // namespace app
