// The inspector and the gallery: what they show follows the document, what is set there changes it.

#include <gtest/gtest.h>

#include <QComboBox>
#include <QLineEdit>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTest>

#include "app/panels/inspector.h"
#include "app/panels/target_gallery.h"
#include "app/panels/training_options.h"
#include "core/project/edits.h"

namespace {

using namespace app;

core::Project projectOf(const std::string& stack) {
  core::Project project;
  project.flow = core::parseStack(stack, project.training.objective);
  return project;
}

class InspectorOfAStack : public testing::Test {
 protected:
  void SetUp() override { inspector.show(); }
  const std::string& setting(int layer, const char* key) const {
    return document.project().flow.layers[static_cast<size_t>(layer)].settings.at(key);
  }

  Document document{projectOf("affine spline*2")};
  Inspector inspector{document};
};

TEST_F(InspectorOfAStack, NamesTheChosenLayer) {
  EXPECT_EQ(inspector.heading(), QString("REALNVP"));
  document.select(2);
  EXPECT_EQ(inspector.heading(), QString("SPLINE COUPLING 2"));
  document.select(-1);
  EXPECT_EQ(inspector.editor("bins")->isVisible(), false);
}

TEST_F(InspectorOfAStack, HasAnEditorForEverySettingOfEveryKind) {
  for (const core::LayerInfo& info : core::layerInfos()) {
    document.replace(projectOf(info.key), "");
    for (const core::Setting& setting : info.settings) {
      QWidget* editor = inspector.editor(QString::fromStdString(setting.key));
      ASSERT_NE(editor, nullptr) << info.key << " " << setting.key;
      EXPECT_FALSE(editor->accessibleName().isEmpty());
      EXPECT_FALSE(editor->toolTip().isEmpty()) << info.key << " " << setting.key;
      EXPECT_EQ(editor->focusPolicy() & Qt::TabFocus, Qt::TabFocus);
    }
  }
}

TEST_F(InspectorOfAStack, ABurstOfStepsIsOneUndoEntry) {
  document.select(1);
  auto* bins = qobject_cast<QSpinBox*>(inspector.editor("bins"));
  ASSERT_NE(bins, nullptr);
  const std::string before = setting(1, "bins");
  for (int i = 0; i < 5; ++i) QTest::keyClick(bins, Qt::Key_Up);
  EXPECT_EQ(setting(1, "bins"), std::to_string(std::stoi(before) + 5));
  EXPECT_EQ(document.undoStack().count(), 1);
  document.undoStack().undo();
  EXPECT_EQ(setting(1, "bins"), before);
  EXPECT_EQ(QString::number(bins->value()).toStdString(), before);
}

TEST_F(InspectorOfAStack, BurstsOfTwoCardsAreTwoEntries) {
  document.select(1);
  QTest::keyClick(inspector.editor("bins"), Qt::Key_Up);
  document.select(2);
  QTest::keyClick(inspector.editor("bins"), Qt::Key_Up);
  EXPECT_EQ(document.undoStack().count(), 2);
}

TEST_F(InspectorOfAStack, ChoicesLeaveOutWhatIsDecidedWhenACardIsMade) {
  auto* direction = qobject_cast<QComboBox*>(inspector.editor("direction"));
  ASSERT_NE(direction, nullptr);
  EXPECT_EQ(direction->findData("auto"), -1);
  direction->setCurrentIndex(direction->findData("sampling"));
  EXPECT_EQ(setting(0, "direction"), "sampling");
}

TEST_F(InspectorOfAStack, WrongSizesAreExplainedAndChangeNothing) {
  auto* hidden = qobject_cast<QLineEdit*>(inspector.editor("hidden"));
  ASSERT_NE(hidden, nullptr);
  const std::string before = setting(0, "hidden");
  hidden->selectAll();
  QTest::keyClicks(hidden, "64x");
  EXPECT_TRUE(inspector.error().contains("hidden must be")) << inspector.error().toStdString();
  QTest::keyClick(hidden, Qt::Key_Return);
  EXPECT_EQ(setting(0, "hidden"), before);
  EXPECT_FALSE(inspector.error().isEmpty());
  QTest::keyClicks(hidden, "32");
  EXPECT_TRUE(inspector.error().isEmpty());
  QTest::keyClick(hidden, Qt::Key_Return);
  EXPECT_EQ(setting(0, "hidden"), "64x32");
}

TEST_F(InspectorOfAStack, SurvivesASnapshotOfAnotherStack) {
  auto snapshot = std::make_shared<core::Snapshot>();
  snapshot->flow = std::make_shared<core::Flow>(document.project().flow);
  snapshot->theta = std::make_shared<core::Theta>(snapshot->flow->initialTheta(1));
  inspector.setSnapshot(snapshot);
  document.select(2);
  document.edit("Delete", [](const core::Project& project) { return core::removeLayer(project, 0); });
  document.edit("Insert", [](const core::Project& project) { return core::insertLayer(project, 0, "planar"); });
  document.select(0);
  inspector.setSnapshot(snapshot);
  EXPECT_EQ(inspector.heading(), QString("PLANAR"));
}

// In either direction, what is held lies on the grid that the layer warps, and goes where the hand goes.
TEST_F(InspectorOfAStack, AHandleOfAMatrixGoesWithTheGrid) {
  for (const char* stack : {"linear(direction=sampling)", "linear(direction=density)"}) {
    SCOPED_TRACE(stack);
    document.replace(projectOf(stack), "");
    const auto flow = std::make_shared<core::Flow>(document.project().flow);
    const auto imageOf = [&](const core::Theta& theta) {  // of (1, 0)
      core::Points z(1, 2), x;
      z << 1, 0;
      core::Values logDet;
      flow->toData(theta, z, x, logDet);
      return x;
    };
    auto snapshot = std::make_shared<core::Snapshot>();
    snapshot->flow = flow;
    auto theta = std::make_shared<core::Theta>(4);
    *theta << 0.4F, 0.3F, -0.2F, -0.1F;
    snapshot->theta = theta;
    document.select(-1);
    inspector.setSnapshot(snapshot);
    document.select(0);  // which looks at it at once
    auto* plot = inspector.findChild<WarpPlot*>();
    ASSERT_NE(plot, nullptr);
    ASSERT_EQ(plot->sketch().handles.size(), 2u);
    const core::Handle& held = plot->sketch().handles[0];
    EXPECT_NEAR(held.x, imageOf(*theta)(0, 0), 1e-5);
    EXPECT_NEAR(held.y, imageOf(*theta)(0, 1), 1e-5);
    std::vector<core::Real> set;
    const auto connection = QObject::connect(&inspector, &Inspector::setByHand, &inspector,
                                             [&](int, const std::vector<core::Real>& values) { set = values; });
    emit plot->handleMoved(0, 1.5, 0.5);
    QObject::disconnect(connection);
    ASSERT_EQ(set.size(), 4u);
    const core::Points there = imageOf(Eigen::Map<const core::Theta>(set.data(), 4));
    EXPECT_NEAR(there(0, 0), 1.5, 1e-5);
    EXPECT_NEAR(there(0, 1), 0.5, 1e-5);
  }
}

TEST_F(InspectorOfAStack, HidesSettingsThatDoNotCount) {
  EXPECT_TRUE(inspector.editor("hidden")->isVisible());
  EXPECT_FALSE(inspector.editor("smoothness")->isVisible());
  auto* conditioner = qobject_cast<QComboBox*>(inspector.editor("conditioner"));
  ASSERT_NE(conditioner, nullptr);
  conditioner->setCurrentIndex(conditioner->findData("grid"));
  EXPECT_FALSE(inspector.editor("hidden")->isVisible());
  EXPECT_TRUE(inspector.editor("smoothness")->isVisible());
  document.undoStack().undo();
  EXPECT_TRUE(inspector.editor("hidden")->isVisible());
  EXPECT_FALSE(inspector.editor("smoothness")->isVisible());
}

TEST_F(InspectorOfAStack, DrawsWhatALayerHasLearned) {
  document.replace(projectOf("affine spline rotation"), "");
  auto snapshot = std::make_shared<core::Snapshot>();
  snapshot->flow = std::make_shared<core::Flow>(document.project().flow);
  snapshot->theta = std::make_shared<core::Theta>(snapshot->flow->initialTheta(1));
  snapshot->gradientNorms = {0.25f, 1, 2};
  inspector.resize(276, 700);
  inspector.setSnapshot(snapshot);
  EXPECT_TRUE(inspector.curves().isVisible());
  EXPECT_EQ(inspector.curves().legend(), QStringList({"s", "t"}));
  document.select(1);
  EXPECT_TRUE(inspector.curves().isVisible());
  EXPECT_EQ(inspector.curves().legend(), QStringList({"width", "height", "slope"}));
  EXPECT_GT(inspector.curves().curves().size(), 4U);
  EXPECT_FALSE(inspector.grab().isNull());
  document.select(2);
  EXPECT_FALSE(inspector.curves().isVisible());
}

TEST(TrainingOptions, ShowsWhatCountsForTheObjective) {
  Document document(projectOf("affine"));
  TrainingOptions options(document);
  options.show();
  const auto row = [&](const char* name) { return options.findChild<QWidget*>(QString::fromUtf8(name)); };
  EXPECT_TRUE(row("Warm-up")->isVisible());
  EXPECT_FALSE(row("Last step")->isVisible());
  EXPECT_FALSE(row("Path gradient")->isVisible());
  EXPECT_FALSE(row("Pairs")->isVisible());
  document.edit("Objective", [](core::Project p) {
    p.training.objective = core::Objective::reverseKl;
    p.training.schedule = core::Schedule::cosine;
    return p;
  });
  EXPECT_TRUE(row("Last step")->isVisible());
  EXPECT_TRUE(row("Path gradient")->isVisible());
  QTest::mouseClick(row("Path gradient"), Qt::LeftButton, {}, QPoint(8, row("Path gradient")->height() / 2));
  EXPECT_TRUE(document.project().training.pathGradient);
  document.undoStack().undo();
  EXPECT_FALSE(document.project().training.pathGradient);
  auto* decay = qobject_cast<QDoubleSpinBox*>(row("Weight decay"));
  ASSERT_NE(decay, nullptr);
  decay->setValue(0.01);
  EXPECT_DOUBLE_EQ(document.project().training.decay, 0.01);
}

TEST(Gallery, AClickIsOneEditAndTheFrameFollows) {
  Document document(projectOf("affine"));
  TargetGallery gallery(document);
  gallery.resize(188, 200);
  gallery.show();
  const auto& kinds = core::targetKinds();
  ASSERT_EQ(gallery.tiles().size(), kinds.size() + 2);
  for (size_t i = 0; i < kinds.size(); ++i) {
    QTest::mouseClick(gallery.tiles()[i], Qt::LeftButton);
    EXPECT_EQ(document.project().target.key, kinds[i]->info().key);
    EXPECT_TRUE(gallery.tiles()[i]->chosen());
  }
  while (document.undoStack().canUndo()) document.undoStack().undo();
  EXPECT_EQ(document.project().target.key, "moons");
  EXPECT_TRUE(gallery.tiles()[0]->chosen());
}

TEST(Gallery, MoreARowIsLower) {
  Document document(projectOf("affine"));
  TargetGallery gallery(document);
  const int four = gallery.heightForWidth(188);
  gallery.setColumns(5);
  EXPECT_LT(gallery.heightForWidth(188), four);
}

TEST(Gallery, ThumbnailsComeAfterTheWindow) {
  Document document(projectOf("affine"));
  TargetGallery gallery(document);
  EXPECT_FALSE(gallery.tiles()[0]->hasPoints());
  const auto last = core::targetKinds().size() - 1;
  EXPECT_TRUE(QTest::qWaitFor([&] { return gallery.tiles()[last]->hasPoints(); }, 20000));
}

TEST(Gallery, ArrowsWalkAndReturnChooses) {
  Document document(projectOf("affine"));
  TargetGallery gallery(document);
  gallery.resize(188, 200);
  gallery.show();
  gallery.activateWindow();
  gallery.tiles()[0]->setFocus();
  QTest::keyClick(gallery.tiles()[0], Qt::Key_Right);
  EXPECT_EQ(gallery.focusWidget(), gallery.tiles()[1]);
  QTest::keyClick(gallery.tiles()[1], Qt::Key_Down);
  EXPECT_EQ(gallery.focusWidget(), gallery.tiles()[5]);  // four a row
  QTest::keyClick(gallery.tiles()[5], Qt::Key_Return);
  EXPECT_EQ(document.project().target.key, core::targetKinds()[5]->info().key);
}

TEST(Gallery, OwnPointsGetATileToComeBackTo) {
  Document document(projectOf("affine"));
  TargetGallery gallery(document);
  gallery.resize(188, 200);
  gallery.show();
  TargetTile* own = gallery.tiles()[core::targetKinds().size()];
  TargetTile* import = gallery.tiles().back();
  EXPECT_FALSE(own->isVisible());
  QSignalSpy asked(&gallery, &TargetGallery::importRequested);
  QTest::mouseClick(import, Qt::LeftButton);
  EXPECT_EQ(asked.count(), 1);

  auto points = std::make_shared<core::Points>(core::Points::Random(50, 2));
  document.edit("Import", [&](const core::Project& project) {
    return core::setTarget(project, {"points", "/home/someone/mine.csv", points});
  });
  EXPECT_TRUE(own->isVisible());
  EXPECT_TRUE(own->chosen());
  EXPECT_TRUE(own->toolTip().contains("mine.csv"));
  QTest::mouseClick(gallery.tiles()[0], Qt::LeftButton);
  EXPECT_FALSE(own->chosen());
  QTest::mouseClick(own, Qt::LeftButton);
  EXPECT_EQ(document.project().target.key, "points");
}

}  // namespace
