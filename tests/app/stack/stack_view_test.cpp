// The stack and the palette under the hands of a user: drags, keys, buttons.

#include "app/stack/stack_view.h"

#include <gtest/gtest.h>

#include <QAccessible>
#include <QDragEnterEvent>
#include <QTest>
#include <algorithm>
#include <memory>

#include "app/stack/layer_mime.h"
#include "app/stack/palette.h"
#include "app/stack/preset_list.h"

namespace {

using namespace app;

core::Project projectOf(const std::string& stack) {
  core::Project project;
  project.flow = core::parseStack(stack, project.training.objective);
  return project;
}

class StackOnScreen : public testing::Test {
 protected:
  void SetUp() override {
    view.resize(280, 400);
    view.show();
    view.list().setFocus();
  }
  QStringList keys() const {
    QStringList all;
    for (const auto& layer : document.project().flow.layers) all += QString::fromStdString(layer.key);
    return all;
  }
  /// In the view, at the upper edge of a card; `row` may be one past the last.
  QPoint before(int row) { return {140, view.list().y() + row * kCardPitch}; }
  /// The events of a drag that enters, moves to `at` and, if `drop`, ends there.
  void drag(const DraggedLayer& dragged, const QPoint& at, bool drop) {
    data.reset(toMime(dragged));
    const auto actions = Qt::CopyAction | Qt::MoveAction;
    QDragEnterEvent enter(QPoint(2, 2), actions, data.get(), Qt::LeftButton, Qt::NoModifier);
    QCoreApplication::sendEvent(&view, &enter);
    EXPECT_TRUE(enter.isAccepted());
    QDragMoveEvent move(at, actions, data.get(), Qt::LeftButton, Qt::NoModifier);
    QCoreApplication::sendEvent(&view, &move);
    EXPECT_TRUE(move.isAccepted());
    if (!drop) return;
    QDropEvent release(at, actions, data.get(), Qt::LeftButton, Qt::NoModifier);
    QCoreApplication::sendEvent(&view, &release);
    QCoreApplication::processEvents();  // the list has grown
  }
  void key(Qt::Key key, Qt::KeyboardModifiers modifiers = Qt::NoModifier) {
    QTest::keyClick(&view.list(), key, modifiers);
  }

  Document document{projectOf("affine spline*2 rotation")};
  StackView view{document};
  std::unique_ptr<QMimeData> data;
};

TEST_F(StackOnScreen, ADragShowsWhereItWouldGo) {
  drag({"planar"}, before(2), false);
  EXPECT_EQ(view.list().insertion(), 2);
  EXPECT_LT(view.list().cardRect(1).top(), kCardPitch + kCardGap / 2) << "the cards before make room";
  EXPECT_GT(view.list().cardRect(2).top(), 2 * kCardPitch + kCardGap / 2) << "and those behind";
  QDragLeaveEvent leave;
  QCoreApplication::sendEvent(&view, &leave);
  EXPECT_EQ(view.list().insertion(), -1);
  EXPECT_EQ(document.undoStack().count(), 0);
}

TEST_F(StackOnScreen, ADropInsertsThereAndChoosesTheNewCard) {
  drag({"planar"}, before(2), true);
  EXPECT_EQ(keys(), QStringList({"affine", "spline", "planar", "spline", "rotation"}));
  EXPECT_EQ(document.selected(), 2);
  EXPECT_EQ(view.list().insertion(), -1);
}

TEST_F(StackOnScreen, BaseAndDataAreTheEndsOfTheStack) {
  drag({"planar"}, {140, 4}, true);
  EXPECT_EQ(keys().first(), QString("planar"));
  drag({"planar"}, {140, view.list().geometry().bottom() + 12}, true);
  EXPECT_EQ(keys().last(), QString("planar"));
}

TEST_F(StackOnScreen, ADraggedCardIsReordered) {
  document.select(0);
  drag({{}, document.project().flow.layers[0].id}, before(4), true);
  EXPECT_EQ(keys(), QStringList({"spline", "spline", "rotation", "affine"}));
  EXPECT_EQ(document.selected(), 3) << "the selection goes with its card";
}

TEST_F(StackOnScreen, AForeignDragIsNotTaken) {
  QMimeData words;
  words.setText("planar");
  QDragEnterEvent enter(QPoint(20, 60), Qt::CopyAction, &words, Qt::LeftButton, Qt::NoModifier);
  enter.ignore();
  QCoreApplication::sendEvent(&view, &enter);
  EXPECT_FALSE(enter.isAccepted());
  EXPECT_EQ(view.list().insertion(), -1);
}

TEST_F(StackOnScreen, KeysChooseMoveDuplicateSwitchAndDelete) {
  key(Qt::Key_Down);
  EXPECT_EQ(document.selected(), 1);
  key(Qt::Key_Up, Qt::AltModifier);
  EXPECT_EQ(keys(), QStringList({"spline", "affine", "spline", "rotation"}));
  EXPECT_EQ(document.selected(), 0);
  key(Qt::Key_Down, Qt::AltModifier);
  key(Qt::Key_Down, Qt::AltModifier);
  EXPECT_EQ(document.selected(), 2);
  key(Qt::Key_D, Qt::ControlModifier);
  EXPECT_EQ(keys(), QStringList({"affine", "spline", "spline", "spline", "rotation"}));
  EXPECT_EQ(document.selected(), 3) << "the copy";
  key(Qt::Key_E);
  EXPECT_FALSE(document.project().flow.layers[3].enabled);
  key(Qt::Key_Return);
  EXPECT_TRUE(document.project().flow.layers[3].enabled);
  key(Qt::Key_Delete);
  EXPECT_EQ(keys(), QStringList({"affine", "spline", "spline", "rotation"}));
  EXPECT_EQ(document.selected(), view.list().currentIndex().row());
}

TEST_F(StackOnScreen, TheButtonsOfACardActOnItAlone) {
  document.select(0);
  const QRect card = view.list().cardRect(2);
  const auto press = [&](int button) {
    QTest::mouseClick(view.list().viewport(), Qt::LeftButton, {}, cardButton(card, button).center().toPoint());
  };
  press(0);
  EXPECT_FALSE(document.project().flow.layers[2].enabled);
  press(2);
  EXPECT_EQ(keys(), QStringList({"affine", "spline", "rotation"}));
  EXPECT_EQ(document.selected(), 0);
}

TEST_F(StackOnScreen, ALayerInMidTransitionGlows) {
  view.setDepth(2.25);
  EXPECT_EQ(view.list().glowing(), 2);
  view.setDepth(3);
  EXPECT_EQ(view.list().glowing(), -1);
  view.setDepth(0);
  EXPECT_EQ(view.list().glowing(), -1);
}

TEST_F(StackOnScreen, ManyCardsScrollWhenADragNearsTheEdge) {
  document.replace(projectOf("planar*40"), "");
  QCoreApplication::processEvents();
  ASSERT_LT(view.list().height(), 40 * kCardPitch);
  drag({"planar"}, {140, view.list().geometry().bottom() - 4}, false);
  const int first = view.list().insertion();
  QTest::qWait(120);
  EXPECT_GT(view.list().insertion(), first);
}

TEST_F(StackOnScreen, CardsAreAnnouncedByName) {
  QAccessibleInterface* list = QAccessible::queryAccessibleInterface(&view.list());
  ASSERT_NE(list, nullptr);
  EXPECT_FALSE(list->text(QAccessible::Name).isEmpty());
  ASSERT_EQ(list->childCount(), 4);
  EXPECT_EQ(list->child(1)->text(QAccessible::Name), QString("Spline coupling 1, changes x1"));
}

TEST(Palette, HasACardForEveryKindAndAliasAndAppendsByReturnAndDoubleClick) {
  Document document(projectOf("affine"));
  LayerPalette palette(document);
  palette.show();
  std::vector<std::string> wanted, found;
  for (const core::LayerInfo& info : core::layerInfos()) {
    wanted.push_back(info.key);
    for (const auto& alias : info.aliases) wanted.push_back(alias.key);
  }
  for (PaletteCard* card : palette.cards()) {
    found.push_back(card->title().key);
    EXPECT_FALSE(card->accessibleName().isEmpty());
    EXPECT_TRUE(card->toolTip().contains(QString::fromStdString(card->title().info->formula)));
    EXPECT_TRUE(card->toolTip().contains(card->title().paper));
    EXPECT_LE(card->title().compact().size(), 10);
    EXPECT_EQ(card->focusPolicy() & Qt::TabFocus, Qt::TabFocus);
    const int depth = document.project().flow.depth();
    QTest::keyClick(card, Qt::Key_Return);
    ASSERT_EQ(document.project().flow.depth(), depth + 1);
    EXPECT_EQ(titleOf(document.project().flow.layers.back()).key, card->title().key);
    EXPECT_EQ(document.selected(), depth);
    QTest::mouseDClick(card, Qt::LeftButton);
    EXPECT_EQ(document.project().flow.depth(), depth + 2);
  }
  std::sort(wanted.begin(), wanted.end());
  std::sort(found.begin(), found.end());
  EXPECT_EQ(found, wanted);
}

TEST(Palette, ArrowsWalkOverTheGrid) {
  Document document(projectOf("affine"));
  LayerPalette palette(document);
  palette.resize(188, palette.sizeHint().height());
  palette.show();
  palette.activateWindow();
  PaletteCard* first = palette.cards()[0];
  first->setFocus();
  QTest::keyClick(first, Qt::Key_Right);
  EXPECT_EQ(palette.focusWidget(), palette.cards()[1]);
  QTest::keyClick(palette.cards()[1], Qt::Key_Left);
  EXPECT_EQ(palette.focusWidget(), first);
  PaletteCard* last = palette.cards().back();
  for (int i = 0; i < 40; ++i) QTest::keyClick(palette.focusWidget(), Qt::Key_Down);
  EXPECT_EQ(palette.focusWidget()->geometry().top(), last->geometry().top());
}

TEST(Presets, AClickReplacesTheStackAndIsUndone) {
  Document document(projectOf("affine rotation"));
  const core::FlowSpec before = document.project().flow;
  PresetList presets(document);
  QWidget button;
  ASSERT_EQ(presets.list().model()->rowCount(), static_cast<int>(core::presets().size()));
  for (size_t i = 0; i < core::presets().size(); ++i) {
    presets.openBelow(button);
    const QModelIndex row = presets.list().model()->index(static_cast<int>(i), 0);
    presets.list().scrollTo(row);
    QTest::mouseClick(presets.list().viewport(), Qt::LeftButton, {}, presets.list().visualRect(row).center());
    EXPECT_FALSE(presets.isVisible());
    ASSERT_NE(presetOf(document.project().flow), nullptr);
    EXPECT_EQ(presetOf(document.project().flow)->key, core::presets()[i].key);
    EXPECT_EQ(document.undoStack().count(), 1);
    document.undoStack().undo();
    EXPECT_TRUE(document.project().flow == before);
    EXPECT_EQ(presetOf(document.project().flow), nullptr);
  }
  presets.openBelow(button);
  QTest::keyClick(&presets.list(), Qt::Key_Down);
  QTest::keyClick(&presets.list(), Qt::Key_Return);
  EXPECT_NE(presetOf(document.project().flow), nullptr);
}

}  // namespace
