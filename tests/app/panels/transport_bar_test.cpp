// The bar on top of a narrow window: what has no room folds into one field, from where it can still be had.

#include "app/panels/transport_bar.h"

#include <gtest/gtest.h>

#include <QCoreApplication>
#include <QMenu>
#include <QPushButton>

#include "core/project/edits.h"

namespace {

using namespace app;

class NarrowBar : public testing::Test {
 protected:
  void SetUp() override { setWidth(1600); }
  void setWidth(int width) {
    window.resize(width, bar.height());
    bar.resize(window.size());
    window.show();
    QCoreApplication::processEvents();
  }
  QPushButton* field(const QString& name) const {
    for (QPushButton* button : bar.findChildren<QPushButton*>())
      if (button->accessibleName().section(':', 0, 0) == name) return button;
    return nullptr;
  }
  // The names of what the field of the folded ones offers.
  QStringList offered() {
    QStringList names;
    QMenu* menu = field("More")->menu();
    emit menu->aboutToShow();
    for (const QAction* action : menu->actions()) names << action->text().section(':', 0, 0);
    return names;
  }

  Document document{core::defaultProject()};
  Player player{document, "cpu", 1};
  QWidget window;
  TransportBar bar{document, player, nullptr, &window};
};

TEST_F(NarrowBar, ShowsAllWhereThereIsRoom) {
  EXPECT_FALSE(field("More")->isVisible());
  for (const char* name : {"Preset", "Objective", "Learning rate", "Batch", "Training", "Direction", "Seed"})
    EXPECT_TRUE(field(name)->isVisible()) << name;
}

TEST_F(NarrowBar, FitsABeamerOf1024Pixels) {
  EXPECT_LT(bar.minimumSizeHint().width(), 1000);
  setWidth(bar.minimumSizeHint().width());
  EXPECT_EQ(bar.width(), bar.minimumSizeHint().width());
  EXPECT_EQ(offered(), (QStringList{"Learning rate", "Batch", "Training", "Seed"}));
}

TEST_F(NarrowBar, EveryFieldIsThereOrOfferedAndNoneCoversAnother) {
  for (int width = bar.minimumSizeHint().width(); width < 1500; width += 17) {
    setWidth(width);
    const QStringList names = offered();
    for (const char* name : {"Learning rate", "Batch", "Training", "Seed"})
      EXPECT_NE(field(name)->isVisible(), names.contains(name)) << name << " at " << width;
    EXPECT_EQ(field("More")->isVisible(), !names.isEmpty()) << width;
    QRect before;
    for (const QWidget* part : bar.findChildren<QWidget*>(Qt::FindDirectChildrenOnly)) {
      if (!part->isVisible() || part->isWindow()) continue;
      EXPECT_FALSE(part->geometry().intersects(before)) << width;
      EXPECT_TRUE(bar.rect().contains(part->geometry())) << width;
      before = part->geometry();
    }
  }
}

TEST_F(NarrowBar, WhatIsFoldedIsStillSet) {
  setWidth(bar.minimumSizeHint().width());
  offered();
  QAction* batch = field("More")->menu()->actions()[1];
  EXPECT_EQ(batch->text(), "Batch: 512");
  batch->menu()->actions().front()->trigger();
  EXPECT_EQ(document.project().training.batch, 64);
  offered();
  EXPECT_EQ(field("More")->menu()->actions()[1]->text(), "Batch: 64");
}

TEST_F(NarrowBar, AFieldThatIsInUseKeepsTheFocus) {
  setWidth(bar.minimumSizeHint().width() + 120);
  QPushButton* objective = field("Objective");
  window.activateWindow();
  objective->setFocus();
  document.edit("", [](const core::Project& p) { return core::setObjective(p, core::Objective::reverseKl); });
  EXPECT_EQ(bar.focusWidget(), objective);
  EXPECT_TRUE(objective->isVisible());
}

}  // namespace
