#pragma once
// A base: the distribution that a flow starts from, N(0, I) unless a person chooses another, and how broad it is when points
// are drawn from it (its temperature).

#include <array>
#include <memory>
#include <string>
#include <vector>

#include "core/math/random.h"
#include "core/math/types.h"
#include "core/util/setting.h"

namespace core {

/// What a person reads about a base.
struct BaseInfo {
  std::string key;      ///< as on the command line and in files: "student_t"
  std::string label;    ///< as on screen: "Student t"
  std::string formula;  ///< one line, plain text; what can be set has the name of its setting there
  std::string source;   ///< paper, or what it is good for
  std::vector<Setting> settings = {};
};

/// Which base, as a value.
struct BaseSpec {
  std::string key = "gaussian";
  Settings settings = {};  ///< complete and canonical, as baseSpec and parseBase make them
  /// T > 0: the base is read as p(z / T) / T^2. 1 for every flow that is trained or saved; others are only looked at.
  double temperature = 1;
  bool operator==(const BaseSpec&) const = default;
};
inline constexpr double kLowestTemperature = 0.05, kHighestTemperature = 2;  ///< of the slider

/// What the Vulkan engine's kernels need to know: shaders/base.glsl.
struct BaseProgram {
  int kind = 0;  ///< the base's place in bases.def
  std::array<float, 4> numbers{};
};

/// Immutable; safe to use from several threads at once.
class Base {
 public:
  virtual ~Base() = default;

  virtual const BaseInfo& info() const = 0;
  /// log p(z) in nats, normalised; finite on the whole plane, so that any point has a log-density and a gradient.
  virtual double logDensity(double z1, double z2) const = 0;
  /// Gradient of logDensity.
  virtual std::array<double, 2> score(double z1, double z2) const = 0;
  /// A point of the base, made of two independent normals and a uniform number on (0, 1), which are what the random streams
  /// give for every point.
  virtual std::array<double, 2> drawn(const BaseNumbers& numbers) const = 0;
  /// Integral of p(t, z2) over t from `from` to `to`: the mass on a piece of a row.
  virtual double rowMass(double z2, double from, double to) const = 0;
  /// Radius of a disk around the origin that holds all but 1e-4 of the mass, and less.
  virtual double reach() const = 0;
  /// Half of the side of the square that the warped grid covers.
  virtual double gridReach() const = 0;
  virtual BaseProgram program() const = 0;
  /// Whether it is N(0, I), which has short cuts.
  virtual bool isGaussian() const { return false; }

  /// n points for all that is shown and drawn: a cloud that is the same for a seed however many of it are wanted.
  Points cloud(int n, std::uint64_t seed) const;
  /// log p of all rows.
  Values logDensity(const Points& z) const;
};

struct BaseKind {
  const BaseInfo& (*info)();
  std::shared_ptr<const Base> (*make)(const Settings&);  ///< from complete, checked settings
};

/// All kinds in the order of bases.def.
const std::vector<const BaseKind*>& baseKinds();
/// Throws InputError that names the key and lists the known ones.
const BaseInfo& baseInfo(const std::string& key);
/// A base with these settings, and the standard of those that are not there. Throws InputError that names the key and
/// lists the known ones, or names base, setting, range and value.
BaseSpec baseSpec(const std::string& key, const Settings& settings = {});
/// From what a user types after --base: "box" or "mixture(modes=3,radius=2)". Throws InputError.
BaseSpec parseBase(const std::string& text);
/// The same text back, with the settings that differ from the standard.
std::string textOf(const BaseSpec& spec);
/// p(z / T) / T^2 of a base. Throws InputError unless T > 0.
std::shared_ptr<const Base> tempered(const std::shared_ptr<const Base>& base, double temperature);
/// The base of a spec. Throws like baseSpec and tempered.
std::shared_ptr<const Base> makeBase(const BaseSpec& spec);

}  // namespace core
