// The stack as a model: it follows the document row by row, and what is dropped on it becomes an edit.

#include "app/stack/stack_model.h"

#include <gtest/gtest.h>

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <memory>

#include "app/stack/layer_mime.h"
#include "core/project/edits.h"

namespace {

using namespace app;

core::Project projectOf(const std::string& stack) {
  core::Project project;
  project.flow = core::parseStack(stack, project.training.objective);
  return project;
}

class Stack : public testing::Test {
 protected:
  QStringList titles() const {
    QStringList all;
    for (int row = 0; row < model.rowCount(); ++row) all += model.index(row).data().toString();
    return all;
  }
  QStringList keys() const {
    QStringList all;
    for (int row = 0; row < model.rowCount(); ++row) all += model.index(row).data(StackModel::KeyRole).toString();
    return all;
  }
  bool drop(const DraggedLayer& dragged, int row) {
    const std::unique_ptr<QMimeData> data(toMime(dragged));
    return model.dropMimeData(data.get(), Qt::CopyAction, row, 0, {});
  }
  int idAt(int row) const { return model.index(row).data(StackModel::IdRole).toInt(); }

  Document document{projectOf("affine spline*2 rotation")};
  StackModel model{document};
  QAbstractItemModelTester tester{&model, QAbstractItemModelTester::FailureReportingMode::Fatal};
};

TEST_F(Stack, ShowsEveryCardFromBaseToData) {
  EXPECT_EQ(keys(), QStringList({"affine", "spline", "spline", "rotation"}));
  EXPECT_EQ(titles(), QStringList({"RealNVP", "Spline coupling 1", "Spline coupling 2", "Rotation"}));
  EXPECT_EQ(model.index(0).data(StackModel::HalfRole).toString(), QString("x₂ | x₁"));
  EXPECT_EQ(model.index(1).data(StackModel::HalfRole).toString(), QString("x₁ | x₂"));
  EXPECT_EQ(model.index(3).data(StackModel::HalfRole).toString(), QString());
  EXPECT_TRUE(model.index(1).data(StackModel::SettingsRole).toString().contains("bins"));
}

TEST_F(Stack, ADropFromThePaletteInsertsAtItsPlace) {
  const int after = idAt(2);
  EXPECT_TRUE(drop({"planar"}, 2));
  EXPECT_EQ(keys(), QStringList({"affine", "spline", "planar", "spline", "rotation"}));
  EXPECT_EQ(idAt(3), after);
  EXPECT_EQ(document.undoStack().undoText(), QString("Insert planar"));
  EXPECT_TRUE(drop({"planar"}, -1));  // beside every card: at the end
  EXPECT_EQ(keys().last(), QString("planar"));
}

TEST_F(Stack, ADroppedCardMovesWithItsIdentity) {
  const int first = idAt(0);
  QSignalSpy moves(&model, &QAbstractItemModel::rowsMoved);
  QSignalSpy resets(&model, &QAbstractItemModel::modelReset);
  const QPersistentModelIndex card = model.index(0);
  EXPECT_TRUE(drop({{}, first}, 3));
  EXPECT_EQ(keys(), QStringList({"spline", "spline", "affine", "rotation"}));
  EXPECT_EQ(card.row(), 2);
  EXPECT_EQ(moves.count(), 1);
  EXPECT_TRUE(drop({{}, first}, 0));
  EXPECT_EQ(card.row(), 0);
  EXPECT_EQ(moves.count(), 2);
  EXPECT_EQ(resets.count(), 0);
  EXPECT_FALSE(drop({{}, first}, 1)) << "a card dropped where it is changes nothing";
  EXPECT_EQ(document.undoStack().count(), 2);
}

TEST_F(Stack, UndoAndRedoGiveTheRowsBack) {
  const QStringList before = keys();
  drop({"planar"}, 1);
  model.removeCard(0);
  model.duplicateCard(2);
  model.moveCard(0, 4);
  const QStringList after = keys();
  for (int i = 0; i < 4; ++i) document.undoStack().undo();
  EXPECT_EQ(keys(), before);
  for (int i = 0; i < 4; ++i) document.undoStack().redo();
  EXPECT_EQ(keys(), after);
}

TEST_F(Stack, FollowsAnyEditOfTheDocument) {
  // Random edits, several cards at once now and then; the tester watches every signal.
  core::Rng rng(5);
  for (int round = 0; round < 200; ++round) {
    document.edit("Shuffle", [&](core::Project project) {
      const auto depth = [&] { return project.flow.depth(); };
      for (int i = rng.index(3); i >= 0; --i) {
        const int what = rng.index(3);
        if (what == 0 && depth() < 12) project = core::insertLayer(project, rng.index(depth() + 1), "planar");
        if (what == 1 && depth() > 2) project = core::removeLayer(project, rng.index(depth()));
        if (what == 2) project = core::moveLayer(project, rng.index(depth()), rng.index(depth() + 1));
      }
      return project;
    });
    ASSERT_EQ(model.rowCount(), document.project().flow.depth());
    for (int row = 0; row < model.rowCount(); ++row)
      ASSERT_EQ(idAt(row), document.project().flow.layers[static_cast<size_t>(row)].id);
  }
}

TEST_F(Stack, AnotherProjectResetsTheRows) {
  core::Project other = projectOf("planar*3");
  for (auto& layer : other.flow.layers) layer.id += 100;
  document.replace(other, "");
  EXPECT_EQ(titles(), QStringList({"Planar 1", "Planar 2", "Planar 3"}));
}

TEST_F(Stack, ARefusedEditKeepsTheProject) {
  document.replace(projectOf("planar"), "");
  QSignalSpy refused(&document, &Document::refused);
  EXPECT_FALSE(model.removeCard(0));
  EXPECT_EQ(refused.count(), 1);
  EXPECT_EQ(model.rowCount(), 1);
}

TEST_F(Stack, AnAliasIsDroppedAndNamedAsSuch) {
  EXPECT_TRUE(drop({"iaf"}, 0));
  EXPECT_TRUE(drop({"maf"}, 1));
  EXPECT_TRUE(drop({"iaf"}, 2));
  EXPECT_EQ(keys().mid(0, 3), QStringList({"maf", "maf", "maf"}));
  EXPECT_EQ(titles().mid(0, 3), QStringList({"IAF 1", "MAF", "IAF 2"}));
  EXPECT_EQ(document.undoStack().undoText(), QString("Insert iaf"));
}

TEST_F(Stack, WhatIsNotOursIsNotTaken) {
  QMimeData words;
  words.setText("planar");
  EXPECT_FALSE(model.dropMimeData(&words, Qt::CopyAction, 0, 0, {}));
  EXPECT_FALSE(drop({"no such layer"}, 0));
  EXPECT_FALSE(drop({{}, 12345}, 0));
  EXPECT_EQ(document.undoStack().count(), 0);
}

TEST_F(Stack, ACardThatIsOffSaysSo) {
  EXPECT_TRUE(model.toggleCard(1));
  EXPECT_FALSE(model.index(1).data(StackModel::EnabledRole).toBool());
  EXPECT_TRUE(model.index(1).data(Qt::AccessibleTextRole).toString().contains("switched off"));
  EXPECT_EQ(document.undoStack().undoText(), QString("Switch off spline"));
}

}  // namespace
