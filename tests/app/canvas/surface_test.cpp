// The canvas's own pixels: densities, lines and dots land where they belong.

#include "app/canvas/surface.h"

#include <gtest/gtest.h>

#include <limits>

namespace {

using namespace app;

constexpr core::Window kWindow{-2, 2, -1, 1};
const QSize kSize(80, 40);

core::Points points(std::initializer_list<std::array<double, 2>> list) {
  core::Points p(static_cast<Eigen::Index>(list.size()), 2);
  Eigen::Index row = 0;
  for (const auto& at : list) p.row(row++) << static_cast<core::Real>(at[0]), static_cast<core::Real>(at[1]);
  return p;
}

// Pixels that are not what an empty surface shows.
QRect touched(const QImage& image) {
  QRect box;
  for (int j = 0; j < image.height(); ++j) {
    for (int i = 0; i < image.width(); ++i) {
      if (image.pixel(i, j) != viridis()[0]) box |= QRect(i, j, 1, 1);
    }
  }
  return box;
}

class SurfaceTest : public testing::Test {
 protected:
  SurfaceTest() { surface.begin(kSize, kWindow); }
  Surface surface;
};

TEST_F(SurfaceTest, ADensityIsInterpolatedBetweenItsCells) {
  const Shades shades{2, 2, {0, 200, 0, 200}};  // rises to the right
  surface.drawDensity(shades, kWindow);
  const QImage& image = surface.image();
  EXPECT_EQ(image.pixel(0, 20), viridis()[0]);
  EXPECT_EQ(image.pixel(79, 20), viridis()[200]);
  EXPECT_EQ(image.pixel(39, 20), viridis()[98]);  // half a pixel left of the middle: (39.5 / 80 * 2 - 0.5) * 200
  EXPECT_EQ(image.pixel(39, 0), image.pixel(39, 39));
}

TEST_F(SurfaceTest, RowZeroOfADensityIsAtTheBottom) {
  surface.drawDensity({1, 2, {255, 0}}, kWindow);
  EXPECT_EQ(surface.image().pixel(40, 39), viridis()[255]);
  EXPECT_EQ(surface.image().pixel(40, 0), viridis()[0]);
}

TEST_F(SurfaceTest, ADensityOfAnotherWindowCoversItsPartOnly) {
  surface.drawDensity({2, 2, {255, 255, 255, 255}}, {0, 1, 0, 1});
  EXPECT_EQ(touched(surface.image()), QRect(40, 0, 20, 20));
}

TEST_F(SurfaceTest, DotsAreRoundAndStayInside) {
  surface.drawDots(points({{0, 0}, {-2, 1}, {5, 5}, {std::numeric_limits<double>::quiet_NaN(), 0}}), Qt::white, 4);
  const QImage& image = surface.image();
  EXPECT_EQ(image.pixel(40, 20), qRgb(255, 255, 255));
  EXPECT_NE(image.pixel(0, 0), viridis()[0]);
  EXPECT_EQ(image.pixel(44, 20), viridis()[0]);
  EXPECT_EQ(image.pixel(42, 22), image.pixel(37, 22));
}

TEST_F(SurfaceTest, LinesJoinTheirPointsAndMayLeaveTheSurface) {
  core::Mesh mesh;
  mesh.first = {0, 2, 4, 6};
  mesh.points = points({{-2, 0.025}, {2, 0.025}, {0.025, -50}, {0.025, 50}, {1, 0.5}, {3, 1e9}});
  surface.drawLines(mesh, Qt::white);
  const QImage& image = surface.image();
  for (int i = 0; i < 80; ++i) EXPECT_GT(qBlue(image.pixel(i, 19)), 250) << i;
  for (int j = 0; j < 40; ++j) EXPECT_GT(qBlue(image.pixel(40, j)), 250) << j;
}

TEST_F(SurfaceTest, LinesOfNumbersThatAreNoneDrawNothing) {
  core::Mesh mesh;
  mesh.first = {0, 2};
  mesh.points = points({{0, 0}, {std::numeric_limits<double>::infinity(), std::numeric_limits<double>::quiet_NaN()}});
  surface.drawLines(mesh, Qt::white);
  EXPECT_TRUE(touched(surface.image()).isEmpty());
}

TEST_F(SurfaceTest, AContourIsAsWideAsAskedForWithADarkRim) {
  core::Mesh line{{0, 2}, points({{-2, 0}, {2, 0}})};
  surface.drawDensity({2, 2, {255, 255, 255, 255}}, kWindow);
  surface.drawContours(line, QColor(255, 0, 0), 2);
  const QImage& image = surface.image();
  EXPECT_EQ(image.pixel(40, 19), qRgb(255, 0, 0));  // the line lies between rows 19 and 20
  EXPECT_EQ(image.pixel(40, 20), qRgb(255, 0, 0));
  EXPECT_LT(qRed(image.pixel(40, 18)), qRed(viridis()[255]));
  EXPECT_NE(image.pixel(40, 21), viridis()[255]);
  EXPECT_EQ(image.pixel(40, 16), viridis()[255]);
  EXPECT_EQ(image.pixel(40, 23), viridis()[255]);
}

}  // namespace
