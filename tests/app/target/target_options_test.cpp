#include "app/target/target_options.h"

#include "app/target/target_maker.h"

#include <gtest/gtest.h>

#include <QComboBox>
#include <QDoubleSpinBox>
#include <QLabel>
#include <QLineEdit>
#include <QTest>
#include <QWidget>

#include "app/target/own_target.h"
#include "core/project/edits.h"
#include "tests/core/targets/scratch_files.h"

namespace app {
namespace {

core::Project with(const core::TargetSpec& target) { return core::setTarget(core::defaultProject(), target); }

// The editor with this name on screen.
QWidget* editor(const TargetOptions& options, const QString& name) {
  for (QWidget* widget : options.findChildren<QWidget*>()) {
    if (widget->accessibleName() == name && widget->isVisible()) return widget;
  }
  return nullptr;
}

QString shownText(const TargetOptions& options) {
  QString text;
  for (const QLabel* label : options.findChildren<QLabel*>())
    if (label->isVisible()) text += label->text() + "\n";
  return text;
}

// What was asked for is made in the background.
void waitFor(const TargetOptions& options) {
  ASSERT_TRUE(QTest::qWaitFor([&] { return !options.busy(); }, 20000));
}

TEST(TargetOptions, EveryTargetShowsWhatCanBeSetAboutIt) {
  Document document(core::defaultProject());
  QWidget button;
  TargetMaker maker(document);
  TargetOptions options(document, maker);
  std::vector<core::TargetSpec> targets{firstFormula(), targetFromWord("a")};
  for (const core::TargetKind* kind : core::targetKinds()) targets.push_back(core::targetSpec(kind->info().key));
  for (const core::TargetSpec& target : targets) {
    document.put(with(target));
    options.openBelow(button);
    for (const core::Setting& setting : core::targetSettings(target.key)) {
      EXPECT_NE(editor(options, QString::fromStdString(setting.label)), nullptr) << target.key << " " << setting.key;
    }
    EXPECT_TRUE(shownText(options).contains("entropy")) << target.key;
    EXPECT_EQ(editor(options, "log p(x, y)") != nullptr, target.key == "formula");
    options.hide();
  }
}

TEST(TargetOptions, ANumberIsSetAndUndone) {
  Document document(with(core::targetSpec("moons")));
  QWidget button;
  TargetMaker maker(document);
  TargetOptions options(document, maker);
  options.openBelow(button);
  const core::Setting& setting = core::targetSettings("moons").front();
  auto* box = qobject_cast<QDoubleSpinBox*>(editor(options, QString::fromStdString(setting.label)));
  ASSERT_NE(box, nullptr);
  const double before = core::realOf(document.project().target.settings, setting.key);
  box->setValue(setting.high);
  EXPECT_EQ(core::realOf(document.project().target.settings, setting.key), setting.high);
  document.undoStack().undo();
  EXPECT_EQ(core::realOf(document.project().target.settings, setting.key), before);
  EXPECT_EQ(box->value(), before);
}

TEST(TargetOptions, AFormulaIsTriedWhileItIsTyped) {
  Document document(with(firstFormula()));
  QWidget button;
  TargetMaker maker(document);
  TargetOptions options(document, maker);
  options.openBelow(button);
  auto* formula = qobject_cast<QLineEdit*>(editor(options, "log p(x, y)"));
  ASSERT_NE(formula, nullptr);
  formula->selectAll();
  QTest::keyClicks(formula, "-(x^2 + y^2");
  QTest::keyClick(formula, Qt::Key_Return);
  waitFor(options);
  EXPECT_EQ(document.project().target.formula, firstFormula().formula);  // what is no formula changes nothing
  EXPECT_TRUE(shownText(options).contains("character 2:")) << shownText(options).toStdString();
  EXPECT_EQ(formula->text(), "-(x^2 + y^2");  // and is not taken away
  QTest::keyClicks(formula, ")/2");
  QTest::keyClick(formula, Qt::Key_Return);
  waitFor(options);
  EXPECT_EQ(document.project().target.formula, "-(x^2 + y^2)/2");
  EXPECT_TRUE(shownText(options).contains("2.8")) << shownText(options).toStdString();  // ln(2 pi e) = 2.8379
  EXPECT_FALSE(shownText(options).contains("character"));
}

TEST(TargetOptions, WhatLeavesNothingIsRefusedAndTheEditorGoesBack) {
  Document document(with(targetFromWord("a")));
  QWidget button;
  TargetMaker maker(document);
  TargetOptions options(document, maker);
  options.openBelow(button);
  QStringList said;
  QObject::connect(&document, &Document::refused, [&](const QString& sentence) { said << sentence; });
  // A light grey picture has no ink above this.
  QImage grey(8, 8, QImage::Format_RGB32);
  grey.fill(QColor(200, 200, 200));
  document.put(with(targetFromImage(grey, "grey")));
  options.openBelow(button);
  auto* threshold = qobject_cast<QDoubleSpinBox*>(editor(options, "Threshold"));
  ASSERT_NE(threshold, nullptr);
  threshold->setValue(0.9);
  EXPECT_EQ(said.size(), 1);
  EXPECT_NEAR(threshold->value(), 0.1, 1e-9);
  EXPECT_EQ(core::realOf(document.project().target.settings, "threshold"), 0.1);
}

TEST(TargetOptions, AFormulaThatWasRefusedIsNotTakenAway) {
  Document document(with(firstFormula()));
  QWidget button;
  TargetMaker maker(document);
  TargetOptions options(document, maker);
  options.openBelow(button);
  auto* formula = qobject_cast<QLineEdit*>(editor(options, "log p(x, y)"));
  auto* width = qobject_cast<QDoubleSpinBox*>(editor(options, "Width"));
  ASSERT_TRUE(formula != nullptr && width != nullptr);
  formula->selectAll();
  QTest::keyClicks(formula, "-(x^2 + y^2)*1e5");  // too steep for a window of 8
  QTest::keyClick(formula, Qt::Key_Return);
  waitFor(options);
  ASSERT_EQ(document.project().target.formula, firstFormula().formula);
  width->setValue(6);  // still too wide
  waitFor(options);
  EXPECT_EQ(core::realOf(document.project().target.settings, "width"), 6);
  EXPECT_EQ(formula->text(), "-(x^2 + y^2)*1e5");
  options.hide();
  options.openBelow(button);
  EXPECT_EQ(formula->text(), "-(x^2 + y^2)*1e5");
  formula->selectAll();
  QTest::keyClicks(formula, "log(x - 5)");  // has no mass to the left of 5
  QTest::keyClick(formula, Qt::Key_Return);
  waitFor(options);
  auto* centre = qobject_cast<QDoubleSpinBox*>(editor(options, "Centre x"));
  centre->setValue(9);
  waitFor(options);
  EXPECT_EQ(document.project().target.formula, "log(x - 5)");
}

TEST(TargetOptions, WhatIsSetWhileTheLastIsStillMadeIsSetTogetherWithIt) {
  Document document(with(firstFormula()));
  QWidget button;
  TargetMaker maker(document);
  TargetOptions options(document, maker);
  options.openBelow(button);
  for (const auto& [name, value] : {std::pair{"Width", 6.0}, {"Height", 5.0}, {"Centre x", 1.0}})
    qobject_cast<QDoubleSpinBox*>(editor(options, name))->setValue(value);
  waitFor(options);
  const core::Settings& settings = document.project().target.settings;
  EXPECT_EQ(core::realOf(settings, "width"), 6);
  EXPECT_EQ(core::realOf(settings, "height"), 5);
  EXPECT_EQ(core::realOf(settings, "x"), 1);
}

class OptionsOfPoints : public testing::Test {
 protected:
  ScratchFiles files;  // first: the others are written to it
  OptionsOfPoints() : document(with(core::parseTarget(path))) { options.openBelow(button); }
  // 1,234 rows of id = i, height = i / 2, a name, weight = -i.
  std::string path = [this] {
    std::string text = "id;height;who;weight\n";
    for (int i = 0; i < 1234; ++i) {
      text +=
          std::to_string(i) + ";" + std::to_string(i / 2) + (i % 2 ? ",5" : ",0") + ";p;" + std::to_string(-i) + "\n";
    }
    return files.write("p.csv", text);
  }();
  QComboBox* box(const QString& name) { return qobject_cast<QComboBox*>(editor(options, name)); }
  core::Real secondX() const { return (*document.project().target.points)(1, 0); }
  core::Real secondY() const { return (*document.project().target.points)(1, 1); }
  void choose(const QString& name, const QString& column) {
    box(name)->setCurrentIndex(box(name)->findText(column));
    waitFor(options);
  }

  Document document;
  QWidget button;
  TargetMaker maker{document};
  TargetOptions options{document, maker};
};

TEST_F(OptionsOfPoints, TellHowTheFileWasReadSplitAndScaled) {
  const QString shown = shownText(options);
  EXPECT_TRUE(shown.contains("separator ;, decimal comma, header, 1,234 rows")) << shown.toStdString();
  EXPECT_TRUE(shown.contains("987 train, 247 held out")) << shown.toStdString();
  EXPECT_TRUE(shown.contains("scaled: mean 616.5, 308.3; sd 356.2, 178.1")) << shown.toStdString();
  qobject_cast<QDoubleSpinBox*>(editor(options, "Held out"))->setValue(0.5);
  waitFor(options);
  EXPECT_TRUE(shownText(options).contains("617 train, 617 held out"));
  auto* scaling = box("Scaling");
  scaling->setCurrentIndex(scaling->findText("none"));
  waitFor(options);
  EXPECT_TRUE(shownText(options).contains("not scaled"));
  EXPECT_EQ(document.project().scaling, core::Scaling{});
  document.undoStack().undo();
  EXPECT_TRUE(shownText(options).contains("scaled: mean"));
  EXPECT_EQ(scaling->currentText(), "standardise");
}

TEST_F(OptionsOfPoints, OfferTheColumnsOfNumbersAndUndoBringsTheOldOnesBack) {
  ASSERT_TRUE(box("Column of x") != nullptr && box("Column of y") != nullptr);
  QStringList offered;
  for (int i = 0; i < box("Column of x")->count(); ++i) offered << box("Column of x")->itemText(i);
  EXPECT_EQ(offered, QStringList({"id", "height", "weight"}));
  EXPECT_EQ(box("Column of x")->currentText(), "id");
  EXPECT_EQ(box("Column of y")->currentText(), "height");
  const auto before = document.project().target.points;
  std::filesystem::remove(path);  // it is not read again
  choose("Column of y", "weight");
  EXPECT_EQ(secondY(), -1);
  EXPECT_EQ(secondX(), 1);
  choose("Column of x", "weight");  // the two change places
  EXPECT_EQ(secondX(), -1);
  EXPECT_EQ(secondY(), 1);
  EXPECT_EQ(box("Column of y")->currentText(), "id");
  QTest::qWait(0);
  while (document.undoStack().canUndo()) document.undoStack().undo();
  EXPECT_EQ(document.project().target.points, before);
  EXPECT_EQ(box("Column of x")->currentText(), "id");
  EXPECT_EQ(box("Column of y")->currentText(), "height");
}

TEST_F(OptionsOfPoints, OfferNoColumnsWhereThereAreNoOthers) {
  std::string two;
  for (int i = 0; i < 20; ++i) two += std::to_string(i) + "," + std::to_string(i % 3) + "\n";
  document.put(with(core::parseTarget(files.write("two.csv", two))));
  QCoreApplication::processEvents();  // what is new in the form is shown by the event loop
  EXPECT_EQ(editor(options, "Column of x"), nullptr);
  EXPECT_NE(editor(options, "Held out"), nullptr);
  // A project's file has the two columns alone.
  core::TargetSpec saved = core::parseTarget(path + "(x=weight)");
  saved.points = std::make_shared<const core::Points>(*saved.points);
  document.put(with(saved));
  QCoreApplication::processEvents();
  EXPECT_EQ(editor(options, "Column of x"), nullptr);
  EXPECT_TRUE(shownText(options).contains("columns weight and auto")) << shownText(options).toStdString();
}

}  // namespace
}  // namespace app
