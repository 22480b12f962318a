// A sine wave with noise.
//
// x1 ~ N(0, 1), x2 ~ N(sin(5 x1), e^-1).
//
// Settings: the frequency 5, the logarithm -1 of the noise. H = ln(2 pi e) - 1 = 1.8378770664: of two normals.

#include <algorithm>
#include <cmath>

#include "core/targets/conditional_normal.h"

namespace core {

namespace {

const TargetInfo& sineWaveInfo() {
  static const TargetInfo info{
      "sine_wave",
      "Sine Wave",
      "x2 = sin(frequency x1) + N(0, exp(log_noise)^2), x1 ~ N(0, 1)",
      "nflows' plane data (Durkan et al. 2019)",
      {realSetting("frequency", "Frequency", 0.5, 10, "5", "Of the wave, in radians."), logNoiseSetting("-1")}};
  return info;
}

class SineWave final : public ConditionalNormal {
 public:
  explicit SineWave(const Settings& settings)
      : ConditionalNormal(sineWaveInfo(), settings, Given::x1, 1),
        frequency_(realOf(settings, "frequency")),
        logNoise_(realOf(settings, "log_noise")) {}
  Window window() const override { return squareAround(std::max(4.0, 1 + 4 * std::exp(logNoise_))); }

 protected:
  Curve at(double u) const override {
    return {std::sin(frequency_ * u), frequency_ * std::cos(frequency_ * u), logNoise_};
  }

 private:
  double frequency_, logNoise_;
};

}  // namespace

extern const TargetKind sine_waveKind = {sineWaveInfo, make<SineWave>};

}  // namespace core
