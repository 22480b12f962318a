#include "app/figure/figure_file.h"

#include <QPainter>
#include <QRegularExpression>
#include <QSvgRenderer>
#include <QXmlStreamReader>
#include <cstdlib>
#include <fstream>

#include "app/figure/figure_plan.h"
#include "core/util/error.h"
#include "tests/app/figure/figure_fixture.h"
#include "tests/core/targets/scratch_files.h"

namespace {

using namespace figure_testing;

constexpr double kMostDifference = 4;  // of 255: edges of letters and lines fall on other parts of pixels

FigureSpec specOf(FigureLayout layout) {
  FigureSpec spec;
  spec.layout = layout;
  spec.size = layout == FigureLayout::row ? QSize(1200, 400) : QSize(900, 700);
  spec.caption = "Captions are words on paper.";
  return spec;
}

QByteArray bytesOf(StillFormat format, const FigureSpec& spec, const FigureSource& source) {
  FigureEvaluator evaluator;
  return figureBytes(format, spec, source, evaluator);
}

std::string outputOf(const std::string& command) {
  std::string text;
  FILE* pipe = popen((command + " 2>/dev/null").c_str(), "r");
  char part[4096];
  while (size_t n = fread(part, 1, sizeof part, pipe)) text.append(part, n);
  pclose(pipe);
  return text;
}

bool isInstalled(const std::string& program) {
  return std::system(("command -v " + program + " >/dev/null 2>&1").c_str()) == 0;
}

class FigureFile : public testing::TestWithParam<FigureLayout> {
 protected:
  std::string save(const QByteArray& bytes, const std::string& name) {
    std::ofstream(files_.path(name), std::ios::binary).write(bytes.constData(), bytes.size());
    return files_.path(name);
  }
  ScratchFiles files_;
};

TEST_P(FigureFile, SvgIsThePictureAgain) {
  const FigureSource source = sourceOf("nsf");
  const FigureSpec spec = specOf(GetParam());
  const QImage picture = QImage::fromData(bytesOf(StillFormat::png, spec, source));
  ASSERT_EQ(picture.size(), spec.size);
  const QByteArray svg = bytesOf(StillFormat::svg, spec, source);
  QSvgRenderer renderer(svg);
  ASSERT_TRUE(renderer.isValid());
  EXPECT_EQ(renderer.viewBox(), QRect(QPoint(0, 0), spec.size));
  QImage again(spec.size, QImage::Format_RGB32);
  again.fill(Qt::white);
  QPainter painter(&again);
  renderer.render(&painter);
  painter.end();
  EXPECT_LT(meanDifference(picture, again), kMostDifference);
  again.fill(Qt::white);
  EXPECT_GT(meanDifference(picture, again), 10 * kMostDifference);  // what nothing at all would give
}

TEST_P(FigureFile, SvgTextIsText) {
  const FigureSource source = sourceOf("nsf");
  QXmlStreamReader xml(bytesOf(StillFormat::svg, specOf(GetParam()), source));
  QStringList texts;
  int images = 0, lines = 0;
  while (!xml.atEnd()) {
    if (xml.readNext() != QXmlStreamReader::StartElement) continue;
    if (xml.name() == u"text") texts.push_back(xml.readElementText().trimmed());
    if (xml.name() == u"image") ++images;
    if (xml.name() == u"polyline") ++lines;
  }
  EXPECT_FALSE(xml.hasError()) << xml.errorString().toStdString();
  for (const QString text : {"Captions are words on paper.", "density per unit area", "x₁", "x₂", "0"})
    EXPECT_TRUE(texts.contains(text)) << text.toStdString() << " is not among " << texts.join("|").toStdString();
  EXPECT_EQ(images, GetParam() == FigureLayout::row ? 5 : 1);  // one a panel
  EXPECT_GT(lines, 40);
}

TEST_P(FigureFile, PdfIsThePictureAgainAndItsTextIsText) {
  if (!isInstalled("pdftoppm") || !isInstalled("pdftotext")) GTEST_SKIP() << "needs poppler-utils";
  const FigureSource source = sourceOf("nsf");
  const FigureSpec spec = specOf(GetParam());
  const QImage picture = QImage::fromData(bytesOf(StillFormat::png, spec, source));
  const std::string pdf = save(bytesOf(StillFormat::pdf, spec, source), "f.pdf");
  outputOf("pdftoppm -png -scale-to-x " + std::to_string(spec.size.width()) + " -scale-to-y " +
           std::to_string(spec.size.height()) + " " + pdf + " " + files_.path("page"));
  const QImage again(QString::fromStdString(files_.path("page-1.png")));
  EXPECT_LT(meanDifference(picture, again), kMostDifference);
  const std::string text = outputOf("pdftotext " + pdf + " -");
  for (const std::string word : {"Captions are words on paper.", "density per unit area", "x₁", "NLL"}) {
    if (word == "NLL" && !source.nll) continue;
    EXPECT_NE(text.find(word), std::string::npos) << word << " is not in: " << text;
  }
  // Its fonts are in it, and its page is the figure.
  EXPECT_EQ(outputOf("pdffonts " + pdf + " | tail -n +3 | awk '{print $(NF-4)}' | grep -vc yes"), "0\n");
  const std::string about = outputOf("pdfinfo " + pdf);
  const std::string size =
      std::to_string(spec.size.width() * 72 / 96) + " x " + std::to_string(spec.size.height() * 72 / 96) + " pts";
  EXPECT_NE(about.find(size), std::string::npos) << about;
  EXPECT_NE(about.find("Pages:           1"), std::string::npos) << about;
}

TEST_P(FigureFile, FilesAreOfASaneSize) {
  const FigureSource source = sourceOf("nsf");
  const FigureSpec spec = specOf(GetParam());
  EXPECT_LT(bytesOf(StillFormat::svg, spec, source).size(), 2'000'000);
  EXPECT_LT(bytesOf(StillFormat::pdf, spec, source).size(), 2'000'000);
  EXPECT_LT(bytesOf(StillFormat::png, spec, source).size(), 2'000'000);
}

INSTANTIATE_TEST_SUITE_P(Layouts, FigureFile, testing::Values(FigureLayout::single, FigureLayout::row));

TEST(FigureFileSize, AHeightThatIsOpenIsFound) {
  const FigureSource source = sourceOf("nsf");
  FigureSpec spec;
  spec.layout = FigureLayout::row;
  spec.size = {1000, 0};
  const int height = withHeight(spec, source).size.height();
  EXPECT_GT(height, 150);
  EXPECT_LT(height, 600);
  EXPECT_EQ(QImage::fromData(bytesOf(StillFormat::png, spec, source)).size(), QSize(1000, height));
}

TEST(FigureFileSize, MillimetresAreKeptOnPaper) {
  const FigureSource source = sourceOf("nsf");
  FigureSpec spec;
  spec.dotsPerInch = 254;  // ten to the millimetre
  spec.size = {800, 600};
  const QByteArray svg = bytesOf(StillFormat::svg, spec, source);
  EXPECT_TRUE(svg.left(400).contains("width=\"80.000mm\"")) << svg.left(400).toStdString();
  EXPECT_TRUE(svg.left(400).contains("height=\"60.000mm\""));
}

TEST(FigureFileSize, ThatCannotBeIsToldInASentence) {
  const FigureSource source = sourceOf("nsf");
  FigureSpec spec;
  const auto refused = [&](const std::string& word) {
    try {
      bytesOf(StillFormat::png, spec, source);
      ADD_FAILURE() << word << " was not refused";
    } catch (const core::InputError& error) {
      EXPECT_NE(std::string(error.what()).find(word), std::string::npos) << error.what();
    }
  };
  spec.size = {8, 100};
  refused("8x100");
  spec.size = {16000, 16000};
  refused("8192x8192");
  spec.size = {400, 300};
  spec.depth = 4.5;
  refused("from 0 to 4");
  spec.depth = -1;
  spec.window = {1, 1, 0, 2};
  refused("window");
}

}  // namespace
