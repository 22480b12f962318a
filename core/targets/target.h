#pragma once
// A target: a distribution of the plane that a flow is to learn, with a sampler and, where it is known, the exact
// normalised log-density. Definitions and entropies: see the comment at the top of each kind.

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/math/random.h"
#include "core/math/types.h"
#include "core/targets/condition.h"
#include "core/util/setting.h"

namespace core {

/// A rectangle of the plane.
struct Window {
  double x0 = -4, x1 = 4, y0 = -4, y1 = 4;
  bool operator==(const Window&) const = default;
};

/// What a person reads about a target.
struct TargetInfo {
  std::string key;      ///< as on the command line: "eight_gaussians"
  std::string label;    ///< as on screen: "Eight Gaussians"
  std::string formula;  ///< one line, plain text; what can be set has the name of its setting there
  std::string source;   ///< where it comes from
  std::vector<Setting> settings = {};
};

/// Immutable; safe to use from several threads at once.
class Target {
 public:
  virtual ~Target() = default;

  virtual const TargetInfo& info() const = 0;
  /// One point; consumes as many numbers of `rng` as it needs.
  virtual std::array<double, 2> sample(Rng& rng) const = 0;
  /// log p(x) in nats, normalised, in double precision. -infinity outside the support. Only if hasDensity().
  virtual double logDensity(double x1, double x2) const = 0;
  /// Gradient of logDensity. Only where positiveEverywhere().
  virtual std::array<double, 2> score(double x1, double x2) const = 0;
  /// H = -E[log p] in nats, from quadrature; nothing for a target that is only points.
  virtual std::optional<double> entropy() const = 0;
  virtual bool hasDensity() const { return true; }
  /// True if p > 0 on the whole plane: the condition for reverse KL.
  virtual bool positiveEverywhere() const = 0;
  /// Where to look: holds practically all of the mass, with a margin.
  virtual Window window() const = 0;

  /// What the target is conditional on, if it is: p(x) is then the mean of p(x | c) over the two classes, or over all c
  /// from 0 to 1.
  virtual Condition condition() const { return {}; }
  /// p(x | c), a target of its own; null if there is no condition.
  virtual std::shared_ptr<const Target> given(double /*c*/) const { return nullptr; }

  /// n points of a part of stream `stream`, row by row.
  Points sample(int n, std::uint64_t seed, Stream stream, std::uint32_t part = 0) const;
};

struct Picture;

/// Which target, as a value: a key of the registry or one of the user's own (`ownKeys`), with its settings.
struct TargetSpec {
  std::string key = "moons";  ///< a registered key, "points", "image" or "formula"
  std::string file;           ///< for "points" and "image": where they came from, for display
  /// For "points": the user's own points, in their units. Those of a file keep all of its columns: see tableOf.
  std::shared_ptr<const Points> points;
  /// Canonical values. What is missing is at its standard; targetSpec, parseTarget and every project have them all, so
  /// that they compare as values.
  Settings settings = {};
  std::shared_ptr<const Picture> picture = nullptr;  ///< for "image"
  std::string formula = {};                          ///< for "formula": log p(x, y) as typed
  bool operator==(const TargetSpec&) const = default;
};

struct TargetKind {
  const TargetInfo& (*info)();
  std::shared_ptr<const Target> (*make)(const Settings&);  ///< from complete, checked settings
};

/// All registered kinds in the order of targets.def.
const std::vector<const TargetKind*>& targetKinds();
/// Whether a key is that of the user's own data rather than of the registry.
bool isOwn(const std::string& key);
/// What can be set about a target of this key. Throws InputError that names the key and lists the known ones.
const std::vector<Setting>& targetSettings(const std::string& key);
/// A registered target with these settings, and the standard of those that are not there. Throws InputError that names
/// the key and lists the known ones, or names target, setting, range and value.
TargetSpec targetSpec(const std::string& key, const Settings& settings = {});
/// The same with all settings. Throws like targetSpec.
TargetSpec completed(const TargetSpec& spec);
/// The spec with other settings; of points, other columns are taken from the table. Throws like targetSpec, and for a
/// column that there is not.
TargetSpec withSettings(const TargetSpec& spec, const Settings& changed);
/// The target of a spec. Throws like targetSpec.
std::shared_ptr<const Target> makeTarget(const TargetSpec& spec);
/// From what a user types after --target: a key or the path of a file of points (.csv .tsv .txt .npy) or of a picture
/// (.png .jpg .jpeg), with or without settings ("moons(noise=0.05)", "cat.png(dense=bright)", "p.csv(x=height,y=3)"); or "formula:LOGP",
/// "formula(width=12):LOGP". Throws InputError.
TargetSpec parseTarget(const std::string& text);
/// "points" or "image", if that is what a file is by the ending of its name; else nothing.
std::string kindOfFile(std::string path);
/// Of such a file. Throws InputError.
TargetSpec fileTarget(const std::string& path, const Settings& settings);
/// The same text back, with the settings that differ from the standard.
std::string textOf(const TargetSpec& spec);

/// What training needs of a target: a large pool to draw batches from, and points that training never sees.
struct TrainingData {
  Points pool;
  Points heldOut;
  /// Which points are at which c, if they were drawn by c; else empty.
  std::vector<DataPart> poolParts = {}, heldOutParts = {};
};
/// How many points of a target of points are for what.
struct SplitCounts {
  int train = 0, heldOut = 0;
};
SplitCounts splitCounts(const TargetSpec& spec);
/// p(x | c) of a conditional target; any other as it is.
std::shared_ptr<const Target> givenOrWhole(const std::shared_ptr<const Target>& target, double c);
/// Generated targets: `poolSize` + 20,000 fresh points, drawn on all cores; files: split by the settings `held_out` and
/// `split_seed`, whatever `seed` is, so that training on from another seed sees no point that was held out. A flow of
/// 25,000 parameters that sees every point of a pool of 2^18 fifty times learns it by heart: it ends half as far from a target
/// with 2^20.
///
/// `conditional`: as many points, but by the values of c, for a target that has a condition; the pool at those of
/// Condition::trained, the held-out points at those of Condition::heldOut.
TrainingData drawTrainingData(const TargetSpec& spec, std::uint64_t seed, int poolSize = 1 << 20,
                              bool conditional = false);

}  // namespace core
