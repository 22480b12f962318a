// Contours lie where the function is zero, close where they do not leave the window, and keep their shape when simplified.

#include "core/render/contour.h"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <limits>

namespace {

using namespace core;

constexpr Window kWindow{-2, 2, -1, 1};
constexpr int kWidth = 200, kHeight = 100;
constexpr double kCell = 0.02;

std::vector<float> grid(const std::function<double(double, double)>& f) {
  std::vector<float> values;
  for (int j = 0; j < kHeight; ++j) {
    for (int i = 0; i < kWidth; ++i)
      values.push_back(static_cast<float>(f(-2 + (i + 0.5) * kCell, -1 + (j + 0.5) * kCell)));
  }
  return values;
}

Mesh contourOf(const std::function<double(double, double)>& f) { return contour(kWindow, kWidth, kHeight, grid(f)); }

size_t lines(const Mesh& mesh) { return mesh.first.size() - 1; }

bool closed(const Mesh& mesh, size_t line) {
  const Eigen::Index first = mesh.first[line], last = mesh.first[line + 1] - 1;
  return last > first && (mesh.points.row(first) == mesh.points.row(last)).all();
}

double area(const Mesh& mesh, size_t line) {
  double twice = 0;
  for (Eigen::Index k = mesh.first[line]; k + 1 < mesh.first[line + 1]; ++k)
    twice += static_cast<double>(mesh.points(k, 0)) * static_cast<double>(mesh.points(k + 1, 1)) -
             static_cast<double>(mesh.points(k + 1, 0)) * static_cast<double>(mesh.points(k, 1));
  return std::abs(twice) / 2;
}

TEST(Contour, OfACircleIsOneClosedLineOfItsRadius) {
  const Mesh mesh = contourOf([](double x, double y) { return 0.49 - (x - 0.5) * (x - 0.5) - y * y; });
  ASSERT_EQ(lines(mesh), 1u);
  EXPECT_TRUE(closed(mesh, 0));
  EXPECT_GT(mesh.points.rows(), 100);
  for (Eigen::Index k = 0; k < mesh.points.rows(); ++k)
    EXPECT_NEAR(std::hypot(mesh.points(k, 0) - 0.5, mesh.points(k, 1)), 0.7, 1e-4);
}

TEST(Contour, OfTwoDiscsIsTwoLines) {
  const Mesh mesh = contourOf([](double x, double y) { return 0.16 - (std::abs(x) - 1) * (std::abs(x) - 1) - y * y; });
  ASSERT_EQ(lines(mesh), 2u);
  for (size_t l = 0; l < 2; ++l) {
    EXPECT_TRUE(closed(mesh, l));
    EXPECT_NEAR(area(mesh, l), 3.14159265 * 0.16, 1e-3);
  }
}

TEST(Contour, ThatLeavesTheWindowEndsAtItsRim) {
  const Mesh mesh = contourOf([](double x, double y) { return y - 0.3 * x; });
  ASSERT_EQ(lines(mesh), 1u);
  EXPECT_FALSE(closed(mesh, 0));
  for (const Eigen::Index end : {Eigen::Index{0}, mesh.points.rows() - 1})
    EXPECT_NEAR(std::abs(mesh.points(end, 0)), 2 - kCell / 2, 1e-6);
  for (Eigen::Index k = 0; k < mesh.points.rows(); ++k) EXPECT_NEAR(mesh.points(k, 1), 0.3 * mesh.points(k, 0), 1e-6);
}

TEST(Contour, GoesByTheSideOfASaddleOnWhichItsMiddleLies) {
  // Two opposite corners are positive; the sum of all four says whether they are joined through the middle.
  const Window square{0, 2, 0, 2};
  const std::vector<float> apart{1, -3, -3, 1}, joined{3, -1, -1, 3};
  const Mesh cutsPositive = contour(square, 2, 2, apart), cutsNegative = contour(square, 2, 2, joined);
  ASSERT_EQ(lines(cutsPositive), 2u);
  ASSERT_EQ(lines(cutsNegative), 2u);
  // The first line begins on the lower edge; it cuts off the lower left corner, or the lower right one.
  EXPECT_LT(cutsPositive.points.col(0).head(2).minCoeff(), 0.51);
  EXPECT_GT(cutsNegative.points.col(0).head(2).maxCoeff(), 1.49);
}

TEST(Contour, OfNoiseClosesOrEndsAtTheRim) {
  const Mesh mesh = contourOf([](double x, double y) { return std::sin(4321 * x) + std::cos(1234 * y * (x + 3)); });
  EXPECT_GT(lines(mesh), 100u);
  const auto atRim = [](Eigen::Index k, const Mesh& m) {
    return std::abs(std::abs(m.points(k, 0)) - (2 - kCell / 2)) < 1e-5 ||
           std::abs(std::abs(m.points(k, 1)) - (1 - kCell / 2)) < 1e-5;
  };
  for (size_t l = 0; l < lines(mesh); ++l)
    EXPECT_TRUE(closed(mesh, l) || (atRim(mesh.first[l], mesh) && atRim(mesh.first[l + 1] - 1, mesh))) << l;
}

TEST(Contour, OfWhatIsNoNumberIsSomewhereFinite) {
  const Mesh mesh = contourOf(
      [](double x, double y) { return x < 0 ? std::numeric_limits<double>::quiet_NaN() : 1 - std::abs(y) / 2; });
  ASSERT_EQ(lines(mesh), 1u);
  EXPECT_TRUE(mesh.points.allFinite());
  EXPECT_EQ(lines(contourOf([](double, double) { return -INFINITY; })), 0u);
}

TEST(Contour, IsSimplifiedWithinATolerance) {
  const Mesh mesh = contourOf([](double x, double y) { return 0.49 - x * x - y * y; });
  const Mesh few = simplified(mesh, 0.002);
  ASSERT_EQ(lines(few), 1u);
  EXPECT_TRUE(closed(few, 0));
  EXPECT_LT(few.points.rows(), mesh.points.rows() / 4);
  EXPECT_NEAR(area(few, 0), area(mesh, 0), 2 * 3.15 * 0.7 * 0.002);
  // The middle of every chord is as near to the circle as was asked.
  for (Eigen::Index k = 0; k + 1 < few.points.rows(); ++k) {
    const double x = (few.points(k, 0) + few.points(k + 1, 0)) / 2, y = (few.points(k, 1) + few.points(k + 1, 1)) / 2;
    EXPECT_NEAR(std::hypot(x, y), 0.7, 0.0022);
  }
}

}  // namespace
