// Prose as a reader sees it: within its width, its formulas in line, and mistakes told by line.

#include "app/math/prose.h"

#include <gtest/gtest.h>

#include <QImage>
#include <QPainter>

#include "core/util/error.h"

namespace app {
namespace {

constexpr double kPoints = 11;
const QString kText =
    "A **normalizing flow** pushes a *base density* $p_Z$ through an invertible map $f$, so that $x = f(z)$ has the "
    "density\n\n$$p_X(x) = p_Z(f^{-1}(x)) \\left|\\det\\frac{\\partial f^{-1}}{\\partial x}\\right|,$$\nand no other.";

QImage drawn(const Prose& prose, const QColor& colour, const QColor& accent) {
  QImage image(prose.size().toSize() + QSize(40, 40), QImage::Format_RGB32);
  image.fill(Qt::white);
  QPainter painter(&image);
  prose.paint(painter, {20, 20}, colour, accent);
  return image;
}

std::string complaint(const QString& text) {
  try {
    const Prose prose(text, kPoints, 300);
  } catch (const core::InputError& error) {
    return error.what();
  }
  return "";
}

double height(const QString& text, double width = 1000) { return Prose(text, kPoints, width).size().height(); }
double width(const QString& text) { return Prose(text, kPoints, 10000).size().width(); }

TEST(Prose, NothingIsNoTrouble) {
  EXPECT_EQ(Prose().size(), QSizeF(0, 0));
  EXPECT_EQ(height(""), 0);
  EXPECT_EQ(height("\n\n  \n"), 0);
}

TEST(Prose, StaysWithinItsWidth) {
  for (const double wide : {140.0, 200.0, 333.0, 700.0}) {
    const Prose prose(kText, kPoints, wide);
    EXPECT_LE(prose.size().width(), wide + 0.01) << wide;
    const QImage image = drawn(prose, Qt::black, Qt::black);
    for (int y = 0; y < image.height(); ++y) {
      for (int x : {0, 10, 17, static_cast<int>(20 + prose.size().width()) + 4}) {
        ASSERT_LT(x, image.width());
        ASSERT_EQ(image.pixelColor(x, y), QColor(Qt::white)) << x << ", " << y;
      }
    }
  }
  EXPECT_LE(Prose(QString(300, 'w'), kPoints, 100).size().width(), 100);
  EXPECT_GT(height(kText, 200), height(kText, 400));
}

TEST(Prose, FormulasKeepToTheWordsTheyTouch) {
  const double joined = width("word ($x$),");
  EXPECT_EQ(height("word ($x$),", joined - 1) > 1.5 * height("word"), true);
  const double last = width("($x$),");
  EXPECT_NEAR(Prose("word ($x$),", kPoints, joined - 1).size().width(), std::max(last, width("word")), 0.5);
}

TEST(Prose, BlankLinesPartParagraphs) {
  EXPECT_GT(height("one\n\ntwo"), 2.2 * height("one"));
  EXPECT_NEAR(height("one\ntwo"), height("one two"), 0.01);
  EXPECT_EQ(height("one\n\n\n\ntwo"), height("one\n\ntwo"));
}

TEST(Prose, DisplayedFormulasAreCentred) {
  const Prose prose("$$x$$", kPoints, 400);
  EXPECT_NEAR(prose.size().width(), 200, 10);
  EXPECT_GT(height("a $$\\sum_k x$$ b"), height("a $\\sum_k x$ b"));
}

TEST(Prose, StarsAreMarkupBesideWordsOnly) {
  EXPECT_GT(width("**bold**"), width("bold"));
  EXPECT_NEAR(width("2 * 3"), width("2 \\* 3"), 0.01);
  EXPECT_NEAR(width("a\\*b"), width("a") + width("*") + width("b"), 1.5);
  EXPECT_GT(width("\\$5"), width("5"));
  EXPECT_NEAR(width("un*believ*able"), width("unbelievable"), 4);
}

TEST(Prose, EmphasisIsInTheAccent) {
  const auto reds = [](const QString& text) {
    const QImage image = drawn(Prose(text, 2 * kPoints, 400), Qt::black, Qt::red);
    int n = 0;
    for (int y = 0; y < image.height(); ++y) {
      for (int x = 0; x < image.width(); ++x) {
        const QColor c = image.pixelColor(x, y);
        n += c.red() > 200 && c.green() < 100 ? 1 : 0;
      }
    }
    return n;
  };
  EXPECT_EQ(reds("plain **bold** $x$"), 0);
  EXPECT_GT(reds("with *emphasis*"), 0);
  EXPECT_GT(reds("with $\\id{accent}{x}$"), 0);
}

TEST(Prose, MistakesAreToldWithTheirLine) {
  EXPECT_EQ(complaint("one\ntwo $x \\foo$"), "line 2: formula, column 3: \\foo is not known here");
  EXPECT_EQ(complaint("one\n\nthree $x"), "line 3: a $ that nothing closes");
  EXPECT_EQ(complaint("$$x\n+ y$$\n$}$"), "line 3: formula, column 1: a closing brace that nothing opened");
  EXPECT_EQ(complaint("a\n*b"), "line 2: a * that nothing closes");
  EXPECT_EQ(complaint("**b\n\nc**"), "line 1: a ** that nothing closes");
}

}  // namespace
}  // namespace app
