#include "core/targets/picture.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace core {

namespace {

// exp(-i^2 / 2 s^2), i = -r .. r with r = 3 s, that sum to 1.
std::vector<float> gaussianWeights(double sigma) {
  const int radius = static_cast<int>(std::ceil(3 * sigma));
  std::vector<float> weights;
  for (int i = -radius; i <= radius; ++i) weights.push_back(static_cast<float>(std::exp(-i * i / (2 * sigma * sigma))));
  const float sum = std::accumulate(weights.begin(), weights.end(), 0.0f);
  for (float& w : weights) w /= sum;
  return weights;
}

// Along one direction: `count` values from `at`, `stride` apart. What would come from outside is nothing: ink that is
// smeared over the edge is lost there, as it should be where the picture ends.
void blurLine(float* at, int count, int stride, const std::vector<float>& weights, std::vector<float>& line) {
  const int radius = static_cast<int>(weights.size() / 2);
  line.assign(static_cast<size_t>(count + 2 * radius), 0.0f);
  for (int i = 0; i < count; ++i) line[static_cast<size_t>(i + radius)] = at[i * stride];
  for (int i = 0; i < count; ++i)
    at[i * stride] = std::inner_product(weights.begin(), weights.end(), line.begin() + i, 0.0f);
}

}  // namespace

Picture reduced(const Picture& picture, int side) {
  const int longest = std::max(picture.width, picture.height);
  if (longest <= side) return picture;
  Picture out;
  out.width = std::max(1, static_cast<int>(static_cast<std::int64_t>(picture.width) * side / longest));
  out.height = std::max(1, static_cast<int>(static_cast<std::int64_t>(picture.height) * side / longest));
  out.brightness.resize(static_cast<size_t>(out.width) * static_cast<size_t>(out.height));
  // A pixel is the mean of those that begin in it.
  const auto edge = [](int i, int of, int from) { return static_cast<int>(static_cast<std::int64_t>(i) * from / of); };
  for (int j = 0; j < out.height; ++j) {
    const int top = edge(j, out.height, picture.height);
    const int bottom = std::max(top + 1, edge(j + 1, out.height, picture.height));
    for (int i = 0; i < out.width; ++i) {
      const int left = edge(i, out.width, picture.width);
      const int right = std::max(left + 1, edge(i + 1, out.width, picture.width));
      std::int64_t sum = 0;
      for (int y = top; y < bottom; ++y) {
        const std::uint8_t* row =
            picture.brightness.data() + static_cast<size_t>(y) * static_cast<size_t>(picture.width);
        sum = std::accumulate(row + left, row + right, sum);
      }
      const std::int64_t count = static_cast<std::int64_t>(bottom - top) * (right - left);
      out.brightness[static_cast<size_t>(j) * static_cast<size_t>(out.width) + static_cast<size_t>(i)] =
          static_cast<std::uint8_t>((sum + count / 2) / count);
    }
  }
  return out;
}

Ink inkOf(const Picture& picture, const Settings& settings) {
  const bool dark = settings.at("dense") == "dark";
  const auto threshold = static_cast<float>(realOf(settings, "threshold"));
  // Per cent of the picture that are cut off at each side.
  const auto cut = [&](const char* key, int of) { return static_cast<int>(realOf(settings, key) / 100 * of); };
  const int left = cut("left", picture.width), right = picture.width - cut("right", picture.width);
  const int top = cut("top", picture.height), bottom = picture.height - cut("bottom", picture.height);
  Ink ink;
  ink.width = std::max(1, right - left);
  ink.height = std::max(1, bottom - top);
  ink.values.resize(static_cast<size_t>(ink.width) * static_cast<size_t>(ink.height));
  for (int j = 0; j < ink.height; ++j) {
    const std::uint8_t* row =
        picture.brightness.data() + static_cast<size_t>(top + j) * static_cast<size_t>(picture.width) + left;
    float* out = ink.values.data() + static_cast<size_t>(j) * static_cast<size_t>(ink.width);
    for (int i = 0; i < ink.width; ++i) {
      const float v = static_cast<float>(dark ? 255 - row[i] : row[i]) / 255;
      out[i] = v < threshold ? 0 : v;
    }
  }
  const double sigma = realOf(settings, "blur") / 100 * std::max(ink.width, ink.height);
  if (sigma > 0.1) {
    const std::vector<float> weights = gaussianWeights(sigma);
    std::vector<float> line;
    for (int j = 0; j < ink.height; ++j)
      blurLine(ink.values.data() + static_cast<size_t>(j) * static_cast<size_t>(ink.width), ink.width, 1, weights,
               line);
    for (int i = 0; i < ink.width; ++i) blurLine(ink.values.data() + i, ink.height, ink.width, weights, line);
  }
  return ink;
}

}  // namespace core
