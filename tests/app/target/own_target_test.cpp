#include "app/target/own_target.h"

#include <gtest/gtest.h>

#include <QBuffer>
#include <QDir>
#include <QFile>
#include <QMimeData>
#include <QPainter>
#include <QTemporaryDir>
#include <QUrl>
#include <cmath>

#include "core/targets/picture.h"
#include "core/util/error.h"

namespace app {
namespace {

template <class Make>
std::string refusal(const Make& make) {
  try {
    make();
  } catch (const core::InputError& error) {
    return error.what();
  }
  return "";
}

// Black in its right half.
QImage halfBlack(QImage::Format format) {
  QImage image(40, 20, format);
  image.fill(format == QImage::Format_ARGB32 ? QColor(0, 0, 0, 0) : QColor(Qt::white));
  QPainter painter(&image);
  painter.fillRect(20, 0, 20, 20, Qt::black);
  return image;
}

void expectRightHalf(const core::TargetSpec& spec) {
  core::TargetSpec sharp = spec;
  sharp.settings["blur"] = "0";
  sharp.settings["size"] = "4";
  const auto target = core::makeTarget(sharp);
  EXPECT_NEAR(*target->entropy(), std::log(2.0 * 2), 0.05);
  EXPECT_NEAR(target->logDensity(1, 0), -std::log(4.0), 0.05);
  EXPECT_EQ(target->logDensity(-1, 0), -INFINITY);
  const core::Points points = target->sample(500, 1, core::Stream::particles);
  EXPECT_GE(points.col(0).minCoeff(), 0);
}

TEST(OwnTarget, PicturesOfEveryKindBecomeTheSameDensity) {
  expectRightHalf(targetFromImage(halfBlack(QImage::Format_RGB32), "a"));
  expectRightHalf(targetFromImage(halfBlack(QImage::Format_ARGB32), "what is transparent is white"));
  QTemporaryDir folder;
  for (const char* format : {"png", "bmp"}) {
    const QString path = folder.filePath(QString("half.") + format);
    ASSERT_TRUE(halfBlack(QImage::Format_RGB32).save(path));
    expectRightHalf(targetFromFile(path));
  }
  QFile svg(folder.filePath("half.svg"));
  ASSERT_TRUE(svg.open(QIODevice::WriteOnly));
  svg.write(
      "<svg xmlns='http://www.w3.org/2000/svg' width='40' height='20'><rect x='20' width='20' height='20'/></svg>");
  svg.close();
  expectRightHalf(targetFromFile(svg.fileName()));
}

TEST(OwnTarget, APhotoStandsAsItsCameraWasHeld) {
  // Black in its upper half; the camera says that it is to be turned by a quarter, clockwise.
  QImage image(20, 40, QImage::Format_RGB32);
  image.fill(Qt::white);
  QPainter(&image).fillRect(0, 0, 20, 20, Qt::black);
  QByteArray jpeg;
  QBuffer buffer(&jpeg);
  ASSERT_TRUE(image.save(&buffer, "JPG", 95));
  constexpr char kExif[] =
      "\xff\xe1\0\x22"
      "Exif\0\0"
      "MM\0\x2a\0\0\0\x08"
      "\0\x01"
      "\x01\x12\0\x03\0\0\0\x01\0\x06\0\0"
      "\0\0\0\0";
  jpeg.insert(2, kExif, sizeof kExif - 1);
  QTemporaryDir folder;
  QFile file(folder.filePath("photo.jpg"));
  ASSERT_TRUE(file.open(QIODevice::WriteOnly));
  file.write(jpeg);
  file.close();
  expectRightHalf(targetFromFile(file.fileName()));
}

TEST(OwnTarget, LargePicturesAreReduced) {
  QImage image(3000, 1500, QImage::Format_RGB32);
  image.fill(Qt::white);
  QPainter(&image).fillRect(1500, 0, 1500, 1500, Qt::black);
  const core::TargetSpec spec = targetFromImage(image, "large");
  EXPECT_EQ(spec.picture->width, core::kMaxPictureSide);
  EXPECT_EQ(spec.picture->height, core::kMaxPictureSide / 2);
  expectRightHalf(spec);
}

TEST(OwnTarget, AWordFillsItsWindow) {
  for (const char* word : {"a", "Flow", "πλ", "a rather long sentence as one word"}) {
    const core::TargetSpec spec = targetFromWord(QString::fromUtf8(word));
    const core::Points points = core::makeTarget(spec)->sample(4000, 1, core::Stream::particles);
    const double width = points.col(0).maxCoeff() - points.col(0).minCoeff();
    const double height = points.col(1).maxCoeff() - points.col(1).minCoeff();
    EXPECT_GT(std::max(width, height), 4.5) << word;  // of 6
    EXPECT_LT(std::abs(points.col(0).mean()), 1) << word;
  }
  EXPECT_NE(refusal([] { targetFromWord("  "); }), "");
}

TEST(OwnTarget, ClipboardTakesRowsPicturesAndFiles) {
  QString rows;
  for (int i = 0; i < 20; ++i) rows += QString("%1\t%2\n").arg(0.5 * i).arg(i % 3);
  QMimeData text;
  text.setText("x\ty\n" + rows);
  const core::TargetSpec points = clipboardTarget(text)();
  EXPECT_EQ(points.key, "points");
  EXPECT_EQ(points.points->rows(), 20);
  EXPECT_EQ(points.file, "pasted points");

  QMimeData commas;  // a spreadsheet where decimals are commas
  commas.setText(QString(rows).replace('.', ','));
  EXPECT_EQ((*clipboardTarget(commas)().points)(3, 0), core::Real(1.5));

  QMimeData both;  // as a spreadsheet copies: the cells, and a picture of them
  both.setText(rows);
  both.setImageData(halfBlack(QImage::Format_RGB32));
  EXPECT_EQ(clipboardTarget(both)().key, "points");
  QMimeData captioned;
  captioned.setText("a picture of a cat");
  captioned.setImageData(halfBlack(QImage::Format_RGB32));
  expectRightHalf(clipboardTarget(captioned)());

  QMimeData picture;
  picture.setImageData(halfBlack(QImage::Format_RGB32));
  expectRightHalf(clipboardTarget(picture)());

  QTemporaryDir folder;
  const QString path = folder.filePath("half.png");
  ASSERT_TRUE(halfBlack(QImage::Format_RGB32).save(path));
  QMimeData file;
  file.setUrls({QUrl::fromLocalFile(path)});
  expectRightHalf(clipboardTarget(file)());
}

TEST(OwnTarget, WhatIsNoTargetGetsOneSentence) {
  QMimeData nothing, words;
  words.setText("good morning");
  QTemporaryDir folder;
  QFile broken(folder.filePath("broken.svg"));
  ASSERT_TRUE(broken.open(QIODevice::WriteOnly));
  broken.write("<svg");
  broken.close();
  QFile notPng(folder.filePath("not.bmp"));
  ASSERT_TRUE(notPng.open(QIODevice::WriteOnly));
  notPng.write("hello");
  notPng.close();
  QImage white(10, 10, QImage::Format_RGB32);
  white.fill(Qt::white);
  for (const std::string& said :
       {refusal([&] { clipboardTarget(nothing)(); }), refusal([&] { clipboardTarget(words)(); }),
        refusal([&] { targetFromFile(broken.fileName()); }), refusal([&] { targetFromFile(notPng.fileName()); }),
        refusal([&] { targetFromFile(folder.filePath("none.gif")); }), refusal([&] { targetFromImage({}, "none"); }),
        refusal([&] { targetFromImage(white, "white"); })}) {
    EXPECT_FALSE(said.empty());
    EXPECT_EQ(said.find('\n'), std::string::npos) << said;
  }
  EXPECT_EQ(refusal([&] { clipboardTarget(words)(); }).find(QDir::tempPath().toStdString()), std::string::npos);
}

}  // namespace
}  // namespace app
