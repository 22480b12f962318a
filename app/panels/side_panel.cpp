#include "app/panels/side_panel.h"

#include <QApplication>
#include <QScrollArea>
#include <QVBoxLayout>

namespace app {

QScrollArea* sidePanel(QVBoxLayout*& column, int width) {
  auto* content = new QWidget;
  column = new QVBoxLayout(content);
  column->setContentsMargins(14, 14, 14, 14);
  column->setSpacing(8);
  auto* area = new QScrollArea;
  area->setObjectName("panel");
  area->setWidget(content);
  area->setWidgetResizable(true);
  area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  area->setFrameShape(QFrame::NoFrame);
  area->setFixedWidth(width);
  area->setFocusPolicy(Qt::NoFocus);
  // By Tab one comes to what is scrolled out of sight, too, from outside the area.
  QObject::connect(qApp, &QApplication::focusChanged, area, [area](QWidget*, QWidget* now) {
    if (now != nullptr && area->widget()->isAncestorOf(now) && now->visibleRegion().isEmpty())
      area->ensureWidgetVisible(now);
  });
  return area;
}

}  // namespace app
