#include "app/target/target_options.h"

#include <gtest/gtest.h>

#include <QDoubleSpinBox>
#include <QLabel>
#include <QLineEdit>
#include <QTest>
#include <QWidget>

#include "app/target/own_target.h"
#include "core/project/edits.h"

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

TEST(TargetOptions, EveryTargetShowsWhatCanBeSetAboutIt) {
  Document document(core::defaultProject());
  QWidget button;
  TargetOptions options(document);
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
  TargetOptions options(document);
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
  TargetOptions options(document);
  options.openBelow(button);
  auto* formula = qobject_cast<QLineEdit*>(editor(options, "log p(x, y)"));
  ASSERT_NE(formula, nullptr);
  formula->selectAll();
  QTest::keyClicks(formula, "-(x^2 + y^2");
  QTest::keyClick(formula, Qt::Key_Return);
  EXPECT_EQ(document.project().target.formula, firstFormula().formula);  // what is no formula changes nothing
  EXPECT_TRUE(shownText(options).contains("character 2:")) << shownText(options).toStdString();
  EXPECT_EQ(formula->text(), "-(x^2 + y^2");  // and is not taken away
  QTest::keyClicks(formula, ")/2");
  QTest::keyClick(formula, Qt::Key_Return);
  EXPECT_EQ(document.project().target.formula, "-(x^2 + y^2)/2");
  EXPECT_TRUE(shownText(options).contains("2.8")) << shownText(options).toStdString();  // ln(2 pi e) = 2.8379
  EXPECT_FALSE(shownText(options).contains("character"));
}

TEST(TargetOptions, WhatLeavesNothingIsRefusedAndTheEditorGoesBack) {
  Document document(with(targetFromWord("a")));
  QWidget button;
  TargetOptions options(document);
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
  TargetOptions options(document);
  options.openBelow(button);
  auto* formula = qobject_cast<QLineEdit*>(editor(options, "log p(x, y)"));
  auto* width = qobject_cast<QDoubleSpinBox*>(editor(options, "Width"));
  ASSERT_TRUE(formula != nullptr && width != nullptr);
  formula->selectAll();
  QTest::keyClicks(formula, "-(x^2 + y^2)*1e5");  // too steep for a window of 8
  QTest::keyClick(formula, Qt::Key_Return);
  ASSERT_EQ(document.project().target.formula, firstFormula().formula);
  width->setValue(6);  // still too wide
  EXPECT_EQ(formula->text(), "-(x^2 + y^2)*1e5");
  options.hide();
  options.openBelow(button);
  EXPECT_EQ(formula->text(), "-(x^2 + y^2)*1e5");
  formula->selectAll();
  QTest::keyClicks(formula, "log(x - 5)");  // has no mass to the left of 5
  QTest::keyClick(formula, Qt::Key_Return);
  auto* centre = qobject_cast<QDoubleSpinBox*>(editor(options, "Centre x"));
  centre->setValue(9);
  EXPECT_EQ(document.project().target.formula, "log(x - 5)");
}

}  // namespace
}  // namespace app
