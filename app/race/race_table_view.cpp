#include "app/race/race_table_view.h"

#include <QHeaderView>
#include <QPainter>
#include <QStyledItemDelegate>
#include <algorithm>

#include "app/race/race_table.h"
#include "app/theme.h"

namespace app {

namespace {

constexpr int kPad = 7;

class Cells : public QStyledItemDelegate {
 public:
  using QStyledItemDelegate::QStyledItemDelegate;

  void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override {
    const Theme& t = theme();
    const bool better = index.data(RaceTable::BetterRole).toBool();
    const QRectF cell = option.rect;
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(t.line);
    painter->drawLine(QLineF(cell.left(), option.rect.bottom() + 0.5, cell.right(), option.rect.bottom() + 0.5));
    QFont font = option.font;
    if (better) {
      QColor tint = seriesColor(index.column());
      tint.setAlphaF(t.dark ? 0.30F : 0.20F);
      painter->setPen(Qt::NoPen);
      painter->setBrush(tint);
      painter->drawRoundedRect(cell.adjusted(2, 1, -2, -2), 4, 4);
      font.setWeight(QFont::Bold);
    }
    if ((option.state & QStyle::State_HasFocus) != 0) {
      painter->setPen(t.accent);
      painter->setBrush(Qt::NoBrush);
      painter->drawRoundedRect(cell.adjusted(2.5, 1.5, -2.5, -2.5), 4, 4);
    }
    painter->setFont(font);
    painter->setPen(t.text);
    painter->drawText(cell.adjusted(kPad, 0, -kPad, 0), Qt::AlignRight | Qt::AlignVCenter,
                      index.data(Qt::DisplayRole).toString());
    painter->restore();
  }
};

// Of the labels and of the names above the columns.
class Header : public QHeaderView {
 public:
  using QHeaderView::QHeaderView;

 protected:
  void paintSection(QPainter* painter, const QRect& rect, int section) const override {
    const Theme& t = theme();
    const bool names = orientation() == Qt::Horizontal;
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(t.line);
    painter->drawLine(QLineF(rect.left(), rect.bottom() + 0.5, rect.right() + 1, rect.bottom() + 0.5));
    QFont font = this->font();
    if (names) font.setWeight(QFont::DemiBold);
    painter->setFont(font);
    QRect room = rect.adjusted(names ? kPad : 2, 0, -kPad, 0);
    if (names) room.setLeft(room.left() + rect.height() + 2);
    QString text = model()->headerData(section, orientation()).toString();
    if (names && painter->fontMetrics().horizontalAdvance(text) > room.width())
      text = model()->headerData(section, orientation(), RaceTable::ShortNameRole).toString();
    text = painter->fontMetrics().elidedText(text, Qt::ElideRight, room.width());
    painter->setPen(t.text);
    painter->drawText(room, (names ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter, text);
    if (names) {
      // The lane's letter, as above its picture.
      const double side = rect.height() - 4;
      const double left = room.right() - painter->fontMetrics().horizontalAdvance(text) - side - 6;
      const QRectF badge(left, rect.top() + 1, side, side);
      painter->setPen(Qt::NoPen);
      painter->setBrush(seriesColor(section));
      painter->drawEllipse(badge);
      font.setPointSizeF(font.pointSizeF() * 0.9);
      font.setWeight(QFont::Bold);
      painter->setFont(font);
      painter->setPen(t.panel);
      painter->drawText(badge, Qt::AlignCenter, section == 0 ? tr("A") : tr("B"));
    }
    painter->restore();
  }
};

}  // namespace

RaceTableView::RaceTableView(RaceTable& table, QWidget* parent) : QTableView(parent) {
  setHorizontalHeader(new Header(Qt::Horizontal, this));
  setVerticalHeader(new Header(Qt::Vertical, this));
  setModel(&table);
  setItemDelegate(new Cells(this));
  setAccessibleName(tr("Comparison of the two stacks"));
  setFrameShape(QFrame::NoFrame);
  setShowGrid(false);
  setTabKeyNavigation(false);
  setSelectionMode(QAbstractItemView::NoSelection);
  setEditTriggers(QAbstractItemView::NoEditTriggers);
  setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  setCornerButtonEnabled(false);
  setStyleSheet("QTableView, QHeaderView, QTableCornerButton::section { background: transparent; border: none; }");
  viewport()->setAutoFillBackground(false);
  for (QHeaderView* header : {horizontalHeader(), verticalHeader()}) {
    header->setMinimumSectionSize(8);
    header->setSectionResizeMode(QHeaderView::Fixed);
    header->setHighlightSections(false);
    header->setSectionsClickable(false);
  }
  horizontalHeader()->setSectionResizeMode(QHeaderView::Stretch);
}

void RaceTableView::setPoints(double points) {
  points_ = points;
  fit();
}

void RaceTableView::resizeEvent(QResizeEvent* event) {
  QTableView::resizeEvent(event);
  fit();
}

void RaceTableView::fit() {
  const int rows = model()->rowCount() + 1;
  const int row = std::max(12, height() / rows);
  double points = points_;
  while (points > 7 && QFontMetrics(uiFont(points)).height() > row) points -= 0.25;
  setFont(uiFont(points));
  horizontalHeader()->setFont(uiFont(points));
  verticalHeader()->setFont(uiFont(points));
  int widest = 0;
  for (int i = 0; i < model()->rowCount(); ++i) {
    const QString label = model()->headerData(i, Qt::Vertical).toString();
    widest = std::max(widest, QFontMetrics(uiFont(points)).horizontalAdvance(label));
  }
  verticalHeader()->setFixedWidth(widest + 2 * kPad);
  horizontalHeader()->setFixedHeight(row);
  verticalHeader()->setDefaultSectionSize(row);
}

}  // namespace app
