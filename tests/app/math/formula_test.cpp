// Formulas as a reader sees them: where things lie, how far apart, and what is said of a mistake.

#include "app/math/formula.h"

#include <gtest/gtest.h>

#include <QImage>
#include <QPainter>
#include <functional>

#include "app/math/math_font.h"
#include "core/util/error.h"

namespace app {
namespace {

constexpr double kPoints = 24;

QImage drawn(const Formula& formula, const QHash<QString, QColor>& parts = {}) {
  constexpr int kMargin = 10;
  QImage image(static_cast<int>(formula.size().width()) + 2 * kMargin,
               static_cast<int>(formula.size().height()) + 2 * kMargin, QImage::Format_RGB32);
  image.fill(Qt::white);
  QPainter painter(&image);
  formula.paint(painter, QPointF(kMargin, kMargin + formula.ascent()), Qt::black, parts);
  return image;
}

int pixels(const QImage& image, const std::function<bool(QColor)>& wanted) {
  int n = 0;
  for (int y = 0; y < image.height(); ++y) {
    for (int x = 0; x < image.width(); ++x) n += wanted(image.pixelColor(x, y)) ? 1 : 0;
  }
  return n;
}
int ink(const QString& tex) {
  return pixels(drawn(Formula(tex, kPoints, true)), [](QColor c) { return c.lightness() < 200; });
}

double width(const QString& tex) { return Formula(tex, kPoints).size().width(); }
double height(const QString& tex) { return Formula(tex, kPoints, true).size().height(); }

std::string complaint(const QString& tex) {
  try {
    const Formula formula(tex, kPoints);
  } catch (const core::InputError& error) {
    return error.what();
  }
  return "";
}

TEST(Formula, NothingIsNoTrouble) {
  EXPECT_TRUE(Formula().isEmpty());
  EXPECT_EQ(Formula().size(), QSizeF(0, 0));
  EXPECT_EQ(Formula("", kPoints).size().width(), 0);
  EXPECT_TRUE(Formula().part("a").isNull());
  QImage image(4, 4, QImage::Format_RGB32);
  QPainter painter(&image);
  Formula().paint(painter, {0, 0}, Qt::black);
}

TEST(Formula, EqualTextHasEqualSizeAndGrowsWithItsType) {
  const QString tex = "\\frac{1}{2} x^2 + \\sqrt{y}";
  EXPECT_EQ(Formula(tex, kPoints).size(), Formula(tex, kPoints).size());
  EXPECT_NEAR(Formula(tex, 2 * kPoints).size().width(), 2 * width(tex), 0.01 * width(tex));
  EXPECT_GT(Formula("\\sum_k x", kPoints, true).size().height(), Formula("\\sum_k x", kPoints, false).size().height());
}

TEST(Formula, ScriptsAreSmallerAndOutOfTheLine) {
  const Formula below("x_{\\id{n}{x}}", kPoints), above("x^{\\id{n}{x}}", kPoints), plain("\\id{n}{x}", kPoints);
  EXPECT_LT(below.part("n").height(), 0.85 * plain.part("n").height());
  EXPECT_GT(below.part("n").bottom(), 0.05 * kPoints);
  EXPECT_LT(above.part("n").bottom(), -0.2 * kPoints);
  EXPECT_LT(width("x^{x^x}"), 3 * width("x"));
}

TEST(Formula, ASubscriptMovesInUnderASlant) {
  const Formula both("V_{\\id{low}{2}}^{\\id{high}{2}}", kPoints);
  EXPECT_LT(both.part("low").left(), both.part("high").left() - 0.05 * kPoints);
}

TEST(Formula, LimitsStandAboveAndBelowInDisplayOnly) {
  const Formula shown("\\sum_{\\id{low}{k=1}}^{\\id{high}{K}}", kPoints, true);
  const Formula inLine("\\sum_{\\id{low}{k=1}}^{\\id{high}{K}}", kPoints, false);
  EXPECT_NEAR(shown.part("low").center().x(), shown.part("high").center().x(), 1);
  EXPECT_NEAR(inLine.part("low").left(), inLine.part("high").left(), 1);
  EXPECT_LT(shown.part("high").bottom(), shown.part("low").top());
  EXPECT_EQ(Formula("\\id{s}{\\sum}_k^K", kPoints, true).size(), Formula("\\sum_k^K", kPoints, true).size());
}

TEST(Formula, FractionsAreCentredAboutTheAxis) {
  const Formula fraction("\\frac{\\id{above}{x}}{\\id{below}{a+b}}", kPoints, true);
  EXPECT_NEAR(fraction.part("above").center().x(), fraction.part("below").center().x(), 0.01);
  const double bar = -mathFont().constant(MathConstant::axisHeight) * kPoints * 96 / 72;
  EXPECT_LT(fraction.part("above").bottom(), bar);
  EXPECT_GT(fraction.part("below").top(), bar);
  EXPECT_LT(height("\\tfrac12"), height("\\frac12"));
  EXPECT_EQ(Formula("\\dfrac12", kPoints).size(), Formula("\\frac12", kPoints, true).size());
}

TEST(Formula, FencesAreAsTallAsWhatTheyEmbrace) {
  for (const QString pair : {"()", "[]", "||"}) {
    for (const QString body : {"x", "\\frac{a}{b}", "\\frac{\\frac{a}{b}}{\\frac{c}{d}}",
                               "\\begin{matrix}1\\\\2\\\\3\\\\4\\\\5\\\\6\\\\7\\end{matrix}"}) {
      const Formula formula("\\left" + pair.left(1) + "\\phantom{" + body + "}\\right" + pair.right(1), kPoints, true);
      const QImage image = drawn(formula);
      int top = image.height(), bottom = 0;
      for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < image.width(); ++x) {
          if (image.pixelColor(x, y).lightness() > 128) continue;
          top = std::min(top, y);
          bottom = std::max(bottom, y);
        }
      }
      EXPECT_GE(bottom - top, 0.85 * height(body)) << (pair + body).toStdString();
    }
  }
}

TEST(Formula, SignsAreBinaryBetweenTermsOnly) {
  EXPECT_GT(width("a-b"), width("a{-}b") + 0.3 * kPoints);
  EXPECT_NEAR(width("-b"), width("{-}b"), 0.01);
  EXPECT_NEAR(width("a=-b"), width("a={-}b"), 0.01);
  EXPECT_NEAR(width("(-b)"), width("({-}b)"), 0.01);
  EXPECT_GT(width("a=b"), width("a{=}b") + 0.5 * kPoints);
  EXPECT_GT(width("\\log x"), width("{\\log}{x}"));
  EXPECT_NEAR(width("\\log(x)"), width("{\\log}(x)"), 0.01);
  EXPECT_GT(width("f(x,y)"), width("f(x{,}y)"));
}

TEST(Formula, ABarWithNoTermBeforeItOpens) {
  EXPECT_NEAR(width("=|\\det J|"), width("=\\lvert\\det J\\rvert"), 0.01);
  EXPECT_NEAR(width("p(x|z)"), width("p(x{|}z)"), 0.01);
  EXPECT_NEAR(width("|x|^2=|y|"), width("\\lvert x\\rvert^2=\\lvert y\\rvert"), 0.01);
}

TEST(Formula, NamesAndColoursChangeNoSpacing) {
  EXPECT_NEAR(width("a + \\id{b}{b} = \\id{c}{-c}"), width("a + b = -c"), 0.01);
  EXPECT_NEAR(width("a \\color{red}{+ b} = \\color{#00ff00}{c}"), width("a + b = c"), 0.01);
  EXPECT_NEAR(width("\\id{x}{f}_1"), width("f_1"), 0.01);
}

TEST(Formula, PartsLieInsideTheWhole) {
  const Formula formula("\\log p(x) = \\id{base}{\\log p(z)} + \\id{sum}{\\sum_{k=1}^K \\id{inner}{\\log|\\det J_k|}}",
                        kPoints, true);
  const QRectF whole(0, -formula.ascent(), formula.size().width(), formula.size().height());
  for (const char* name : {"base", "sum", "inner"}) {
    EXPECT_FALSE(formula.part(name).isNull()) << name;
    EXPECT_TRUE(whole.adjusted(-1e-6, -1e-6, 1e-6, 1e-6).contains(formula.part(name))) << name;
  }
  EXPECT_TRUE(formula.part("sum").contains(formula.part("inner")));
  EXPECT_LT(formula.part("base").right(), formula.part("sum").left());
  EXPECT_TRUE(formula.part("other").isNull());
  const Formula twice("\\id{x}{x} + \\id{x}{x}", kPoints);
  EXPECT_GT(twice.part("x").width(), 2 * kPoints);
}

TEST(Formula, PartsTakeTheColourTheyAreGiven) {
  const auto reds = [](const QImage& image) {
    return pixels(image, [](QColor c) { return c.red() > 180 && c.green() < 90 && c.blue() < 90; });
  };
  const auto blues = [](const QImage& image) {
    return pixels(image, [](QColor c) { return c.blue() > 180 && c.red() < 90 && c.green() < 90; });
  };
  const Formula formula("a + \\id{lit}{\\frac{x}{\\id{in}{\\sqrt{y}}}} + \\color{blue}{c}", kPoints);
  EXPECT_EQ(reds(drawn(formula)), 0);
  EXPECT_GT(blues(drawn(formula)), 0);
  const int lit = reds(drawn(formula, {{"lit", Qt::red}}));
  EXPECT_GT(lit, 0);
  const QImage both = drawn(formula, {{"lit", Qt::red}, {"in", Qt::blue}});
  EXPECT_LT(reds(both), lit);
  EXPECT_GT(blues(both), blues(drawn(formula)));
  const Formula over("\\id{lit}{\\color{blue}{x}}", kPoints);
  EXPECT_EQ(blues(drawn(over, {{"lit", Qt::red}})), 0);
}

TEST(Formula, EveryCommandLeavesInk) {
  const QString signs =
      "\\sum \\prod \\int \\oint \\lim \\log \\exp \\det \\tanh \\sinh \\cosh \\sin \\cos \\max \\min \\arg \\cdot "
      "\\times \\pm "
      "\\circ \\odot \\partial \\nabla \\infty \\to \\mapsto \\Rightarrow \\leftarrow \\leftrightarrow \\approx \\sim "
      "\\equiv "
      "\\le \\ge \\ne \\ll \\gg \\in \\subset \\mid \\lVert \\rVert \\lvert \\rvert | \\| \\{ \\} \\langle \\rangle "
      "\\ldots "
      "\\cdots \\vdots \\ddots \\top \\alpha \\beta \\gamma \\delta \\epsilon \\varepsilon \\zeta \\eta \\theta "
      "\\vartheta "
      "\\iota \\kappa \\lambda \\mu \\nu \\xi \\pi \\varpi \\rho \\varrho \\sigma \\varsigma \\tau \\upsilon \\phi "
      "\\varphi "
      "\\chi \\psi \\omega \\Gamma \\Delta \\Theta \\Lambda \\Xi \\Pi \\Sigma \\Upsilon \\Phi \\Psi \\Omega \\propto "
      "\\otimes";
  for (const QString& sign : signs.split(' ')) EXPECT_GT(ink(sign), 0) << sign.toStdString();
  for (const QString tex : {"\\mathrm{tr}",
                            "\\mathbf{x}",
                            "\\mathbb{R N E}",
                            "\\mathcal{N L}",
                            "\\text{if it is so}",
                            "\\operatorname{tr}",
                            "\\mathfrak{g}",
                            "\\boldsymbol{\\mu}",
                            "\\xrightarrow{f}",
                            "\\binom{n}{k}",
                            "\\sqrt[3]{x}",
                            "\\overset{!}{=}",
                            "\\underset{x}{y}",
                            "\\begin{pmatrix}1 & 0\\\\0 & 1\\end{pmatrix}",
                            "\\begin{bmatrix}1\\end{bmatrix}",
                            "\\begin{vmatrix}1\\end{vmatrix}",
                            "\\begin{matrix}1\\end{matrix}",
                            "\\begin{cases}x & y\\\\z\\end{cases}",
                            "\\begin{aligned}a &= b\\\\&= c\\end{aligned}",
                            "\\big(\\Big|\\bigg]\\Bigg\\}"}) {
    EXPECT_GT(ink(tex), 10) << QString(tex).toStdString();
  }
  for (const QString name : {"hat", "tilde", "bar", "vec", "dot", "widehat", "widetilde", "overline", "underline"}) {
    EXPECT_GT(ink("\\" + name + "{x}"), ink("x")) << name.toStdString();
  }
  EXPECT_GT(ink("\\underbrace{a+b}_{n}"), ink("a+b") + ink("n"));
  EXPECT_GT(ink("f''"), ink("f'"));
  for (const QString space : {"\\quad", "\\qquad", "\\,", "\\;", "\\ ", "~"}) {
    EXPECT_GT(width("a" + space + "{b}"), width("ab")) << space.toStdString();
  }
  EXPECT_LT(width("a\\!{b}"), width("ab"));
}

TEST(Formula, MistakesAreToldWithTheirColumn) {
  EXPECT_EQ(complaint("x + y \\foo z"), "formula, column 7: \\foo is not known here");
  EXPECT_EQ(complaint("a {b + c"), "formula, column 3: this brace is never closed");
  EXPECT_EQ(complaint("a b} c"), "formula, column 4: a closing brace that nothing opened");
  EXPECT_EQ(complaint("\\left( x"), "formula, column 1: \\left without its \\right");
  EXPECT_EQ(complaint("x \\right)"), "formula, column 3: \\right without its \\left");
  EXPECT_EQ(complaint("{\\left( x}"), "formula, column 2: \\left without its \\right");
  EXPECT_EQ(complaint("\\frac{1}"), "formula, column 1: \\frac has nothing to work on");
  EXPECT_EQ(complaint("x^"), "formula, column 2: ^ has nothing to work on");
  EXPECT_EQ(complaint("x_1_2"), "formula, column 4: a second subscript");
  EXPECT_EQ(complaint("a & b"), "formula, column 3: & outside of a matrix");
  EXPECT_EQ(complaint("\\begin{pmatrix} 1"), "formula, column 1: \\begin without its \\end");
  EXPECT_EQ(complaint("\\begin{tabular}"), "formula, column 1: \\begin{tabular} is not known here");
  EXPECT_EQ(complaint("\\begin{cases}x\\end{matrix}"), "formula, column 15: \\begin{cases} ends as \\end{matrix}");
  EXPECT_EQ(complaint("\\color{nosuch}{x}"), "formula, column 1: \\color{nosuch} names no colour");
  EXPECT_EQ(complaint("\\left x \\right)"), "formula, column 1: \\left needs a bracket after it");
  EXPECT_NE(complaint(QString(5000, '{')).find("nested too deeply"), std::string::npos);
}

TEST(Formula, IsReadableInPlainFonts) {
  setMathFamilies({"No Such Font"});
  for (const QString tex :
       {"\\mathcal{N}(\\mu, \\sigma^2)", "\\left(\\frac{a}{\\frac{b}{c}}\\right)", "\\sqrt{\\frac12}",
        "\\sum_{k=1}^K x'_k", "\\hat{x} \\in \\mathbb{R}", "\\oint \\ll \\cdots \\vec{v}"}) {
    EXPECT_GT(ink(tex), 30) << QString(tex).toStdString();
  }
  setMathFamilies({});
}

}  // namespace
}  // namespace app
