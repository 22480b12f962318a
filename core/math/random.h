#pragma once
// Random numbers from a counter: value i of a stream is a pure function of (seed, stream, i), the same on every
// machine, compiler and engine. shaders/rng.glsl is its twin.

#include <array>
#include <cstdint>

#include "core/math/types.h"

namespace core {

/// What a stream is drawn for; no two uses share numbers.
enum class Stream : std::uint32_t { initialise, batch, base, pool, heldOut, particles, test, time };

/// Philox4x32-10 (Salmon, Moraes, Dror, Shaw: "Parallel random numbers: as easy as 1, 2, 3", SC 2011).
std::array<std::uint32_t, 4> philox(std::array<std::uint32_t, 4> counter, std::array<std::uint32_t, 2> key);

/// Uniform on (0, 1): the middle of one of 2^23 equal intervals, exact in single precision.
inline float uniformFrom(std::uint32_t bits) { return (static_cast<float>(bits >> 9) + 0.5f) * 0x1p-23f; }

/// Index in [0, count), count > 0: the high half of a 64-bit product.
inline std::uint32_t indexFrom(std::uint32_t bits, std::uint32_t count) {
  return static_cast<std::uint32_t>((static_cast<std::uint64_t>(bits) * count) >> 32);
}

/// Two independent normals by Box and Muller, in single precision with this project's own polynomials, without fused
/// multiply-add: bit for bit what rng.glsl computes.
std::array<float, 2> normalPairFrom(std::uint32_t a, std::uint32_t b);

/// Row of the data pool that point `i` of the batch of step `step` takes.
std::uint32_t batchIndex(std::uint64_t seed, std::uint32_t step, std::uint32_t i, std::uint32_t poolSize);
/// Base point `i` of the batch of step `step`, for objectives that draw from the base.
std::array<float, 2> basePoint(std::uint64_t seed, std::uint32_t step, std::uint32_t i);
/// What a base makes one of its points of.
struct BaseNumbers {
  double normal1, normal2;  ///< independent, standard
  double uniform;           ///< on (0, 1), independent of them
};
/// The numbers of point `i` of the batch of step `step`; basePoint is the two normals.
BaseNumbers baseNumbers(std::uint64_t seed, std::uint32_t step, std::uint32_t i);
/// The numbers of point `i` of baseCloud.
BaseNumbers cloudNumbers(std::uint64_t seed, std::uint32_t i);
/// n standard normal points for all that is shown and drawn: a cloud that is the same for a seed however many of it are wanted.
Points baseCloud(int n, std::uint64_t seed);
/// Uniform number on (0, 1) that goes with the points of a batch.
float batchTime(std::uint64_t seed, std::uint32_t step, std::uint32_t i);

/// The numbers of one stream in order, for everything that is drawn once: first parameters, target samples. A stream has
/// many parts that share no numbers, so that several threads can draw from it.
class Rng {
 public:
  explicit Rng(std::uint64_t seed, Stream stream = Stream::test, std::uint32_t part = 0)
      : seed_(seed), stream_(stream), part_(part) {}

  std::uint32_t bits();
  /// Uniform on (0, 1), 53 bits.
  double uniform();
  double uniform(double low, double high) { return low + (high - low) * uniform(); }
  /// Standard normal, double precision.
  double normal();
  double normal(double mean, double sd) { return mean + sd * normal(); }
  /// Index in [0, count).
  int index(int count) { return static_cast<int>(indexFrom(bits(), static_cast<std::uint32_t>(count))); }

 private:
  std::uint64_t seed_;
  Stream stream_;
  std::uint32_t part_;
  std::uint64_t block_ = 0;
  int left_ = 0;
  std::array<std::uint32_t, 4> words_{};
  bool hasSpare_ = false;
  double spare_ = 0;
};

}  // namespace core
