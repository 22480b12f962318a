#pragma once
// A choice whose words end where the numbers of a form end, or begin where a heading does, with a small arrow behind them.

#include <QComboBox>
#include <QStylePainter>
#include <QStyledItemDelegate>
#include <algorithm>

#include "app/theme.h"

namespace app {

class ChoiceBox : public QComboBox {
 public:
  explicit ChoiceBox(QWidget* parent = nullptr, Qt::Alignment words = Qt::AlignRight)
      : QComboBox(parent), words_(words) {
    setItemDelegate(new QStyledItemDelegate(this));  // the default one ignores the style sheet
  }
  QSize sizeHint() const override {
    int widest = 0;
    for (int i = 0; i < count(); ++i) widest = std::max(widest, fontMetrics().horizontalAdvance(itemText(i)));
    return {widest + 36, QComboBox::sizeHint().height()};
  }
  QSize minimumSizeHint() const override { return sizeHint(); }

 protected:
  void paintEvent(QPaintEvent*) override {
    QStylePainter painter(this);
    QStyleOptionComboBox option;
    initStyleOption(&option);
    painter.drawComplexControl(QStyle::CC_ComboBox, option);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(theme().text);
    const QRect room = rect().adjusted(8, 0, -24, 0);
    painter.drawText(room, words_ | Qt::AlignVCenter,
                     fontMetrics().elidedText(currentText(), Qt::ElideRight, room.width()));
    painter.setPen(QPen(theme().muted, 1.4, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    const QPointF tip(width() - 15, height() / 2.0 + 2);
    painter.drawPolyline(QPolygonF({tip + QPointF(-3.5, -3.5), tip, tip + QPointF(3.5, -3.5)}));
  }

 private:
  Qt::Alignment words_;
};

}  // namespace app
