// The conditioners of couplings on the device: networks and tables of all sizes.

#include <algorithm>

#include "tests/gpu/compare.h"

namespace {

using namespace core;
using namespace testing_support;

class Conditioners : public Vulkan {
 protected:
  void compare(const std::string& key, const Settings& settings, double sd, double gradientTolerance) {
    const auto flow = std::make_shared<const Flow>(oneCard(key, settings));
    SCOPED_TRACE(toText(flow->spec()));
    const Theta theta = randomTheta(*flow, 8, sd);
    const Points points = randomPoints(200, 8);
    for (const bool toBase : {true, false}) EXPECT_LT(deviation(vulkan(), flow, theta, points, toBase), 1e-5);
    EXPECT_LT(gradientDeviation(vulkan(), flow, theta, points, 64), gradientTolerance);
  }
};

// In shared memory and out of it, with widths that divide nothing, many bins.
TEST_F(Conditioners, NarrowAndWide) {
  for (const LayerInfo& info : layerInfos()) {
    const auto find = [&](const std::string& key) {
      return std::find_if(info.settings.begin(), info.settings.end(), [&](const Setting& s) { return s.key == key; });
    };
    const auto has = [&](const std::string& key) { return find(key) != info.settings.end(); };
    if (!has("hidden")) continue;
    const std::string widest = find("hidden")->high < 200 ? "128x30x64" : "200x30x64";
    std::vector<Settings> all{{{"hidden", "16"}}, {{"hidden", "1"}}, {{"hidden", "64x64"}}, {{"hidden", widest}}};
    if (has("bins")) {
      all = {{{"hidden", "16"}, {"bins", "2"}},
             {{"hidden", "64x64"}, {"bins", "8"}},
             {{"hidden", "200x30x64"}, {"bins", "64"}},
             {{"hidden", "1x70"}, {"bins", "64"}}};
    }
    for (const Settings& settings : all) {
      // Looser than for eight bins: the edges of 64 are sums of up to 64 rounded widths, and each engine rounds its own way.
      compare(info.key, settings, 0.15, 4e-4);
    }
  }
}

// Tables from 4 to 128 intervals, of one column and of 191, that networks in and out of shared memory fill.
TEST_F(Conditioners, TablesOfEverySize) {
  for (const char* order : {"2", "3"}) {
    for (const char* levels : {"1", "2", "6"}) {
      for (const char* smoothness : {"0", "1.5"}) {
        const Settings grid{{"conditioner", "grid"}, {"order", order}, {"levels", levels}, {"smoothness", smoothness}};
        compare("additive", grid, 0.5, 1e-4);
        compare("maf", grid, 0.5, 1e-4);
      }
      for (const char* hidden : {"16", "200x30x64"}) {
        for (const char* activation : {"tanh", "silu"}) {
          const Settings tabulated{{"conditioner", "tabulated"},
                                   {"order", order},
                                   {"levels", levels},
                                   {"hidden", hidden},
                                   {"activation", activation}};
          compare("additive", tabulated, 0.15, 1e-4);
          compare("maf", tabulated, 0.15, 1e-4);
        }
      }
    }
    // Looser: see NarrowAndWide.
    compare("spline_ar", {{"conditioner", "grid"}, {"order", order}, {"bins", "64"}}, 0.3, 4e-4);
    compare("spline", {{"conditioner", "tabulated"}, {"order", order}, {"bins", "64"}}, 0.15, 4e-4);
  }
}

// At the nodes and ends of a table, and far outside of it, where it is constant.
TEST_F(Conditioners, PlacesThatAreSpecialToATable) {
  for (const char* order : {"2", "3"}) {
    const auto flow = std::make_shared<const Flow>(oneCard("affine", {{"conditioner", "grid"}, {"order", order}}));
    const Theta theta = randomTheta(*flow, 14, 0.5);
    Points points(131 + 6, 2);
    for (Eigen::Index i = 0; i < 131; ++i) points.row(i) = static_cast<Real>(10.0 / 128 * static_cast<double>(i) - 5);
    points.bottomRows(6) << -5, -5, 5, 5, 5.0001f, -5.0001f, -100, 100, 1e4f, -1e4f, 0, 0;
    for (const bool toBase : {true, false}) EXPECT_LT(deviation(vulkan(), flow, theta, points, toBase), 1e-5);
    EXPECT_LT(gradientDeviation(vulkan(), flow, theta, points.topRows(135)), 1e-4);
  }
}

}  // namespace
