#pragma once
// A layer: a family of invertible maps of the plane, described by settings and parametrised by a slice of theta.
//
// Conventions, once for all kinds. A layer has a *textbook* map y = f(x), as its paper writes it. `apply` computes it,
// `invert` its inverse; each gives the log|det| of the map that it computed. Which of the two carries the base to the
// data is the setting `direction` of the card: sampling (apply is toData) or density (apply is toBase). Only Flow knows
// about that; a layer is neutral.

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/math/block.h"
#include "core/math/random.h"
#include "core/util/setting.h"

namespace core {

enum class Family { planar, coupling, autoregressive, spline, freeForm, linear };
std::string_view name(Family family);

/// What a person reads about a kind of layer, and what its card, inspector and file entry are made from.
struct LayerInfo {
  std::string key;    ///< "affine"
  std::string label;  ///< "RealNVP"
  std::string card;   ///< short name on a card and in the film strip: "affine"
  Family family = Family::linear;
  std::string formula;      ///< the textbook map, one line of plain text
  std::string tex;          ///< the same as TeX mathematics
  std::string summary;      ///< one sentence: what it does to the plane
  std::string determinant;  ///< why its log-det is cheap, a line without a full stop
  std::string paper;        ///< authors, year, equation
  std::vector<Setting> settings;
  bool keepsArea = false;          ///< log|det| is 0 everywhere
  std::string direction = "auto";  ///< the bare key's direction; auto: the one in which the objective needs no solver

  /// Another name that papers have for the kind with certain settings: IAF is MAF in the other direction.
  struct Alias {
    std::string key, label, card;
    Settings settings;
    std::string summary, paper;
  };
  std::vector<Alias> aliases;
};

/// A function of one coordinate that a layer has learned, for the inspector: its values at the places asked for.
struct Curve {
  std::string name;  ///< "s"
  std::vector<Real> values;
};

/// A place by which a person takes hold of a layer's parameters.
struct Handle {
  std::string name;  ///< "u", "centre", "knot 3"
  Real x = 0, y = 0;
};

/// Entries [first, first + count) of a layer's parameters.
struct Entries {
  int first = 0, count = 0;
};

/// What a layer looks like for given parameters: lines to draw, each of two places or more, and handles. What the formula
/// itself places (a line, a centre) lies in the plane of its textbook input. Images, and ways of points, are those of the
/// map from base to data, so that they agree with a grid that it has warped. With `graph`, instead, a scalar map as a
/// curve of its output over its input.
struct Sketch {
  std::vector<std::vector<std::array<Real, 2>>> lines;
  std::vector<Handle> handles;
  bool graph = false;
  bool ways = false;  ///< each line is the way of a point from base to data; its end wants an arrowhead
};

class VectorFieldLayer;

/// Which of the two maps a pass took.
enum class Way { apply, invert };

/// What the GPU's program buffer says about a layer; shaders/tile.glsl reads it.
struct LayerProgram {
  static constexpr int kWords = 12;
  std::int32_t words[kWords] = {};
};

class Layer;

/// One of the layers that a composite one (a Glow step) is made of.
struct Part {
  std::string key;  ///< its kind
  const Layer* layer;
  int theta, work;  ///< where its part of the card's theta and of its work begins
};

/// How far a frozen layer may be from the live one, in log-density: 1e-5, or what a picture does not show that is gone in
/// the next moment, 1e-2 where the density bends most sharply. A frozen layer is a bijection of its own either way, and its
/// log-det is its own: the density that it gives integrates to 1.
enum class Agreement { forMotion, exact };

/// Holds layout and settings, never values; immutable, shared between threads.
///
/// A pass does not read theta but `work`, which `prepare` makes of theta once: what a network's weights come to after
/// normalisation, a conditioner's values at the nodes of a grid. Most kinds need nothing of the sort; their work is
/// their theta.
class Layer {
 public:
  virtual ~Layer() = default;

  virtual int parameterCount() const = 0;
  /// How many entries at the end of theta are not trained (a duration, a flag): `backward` gives them no gradient.
  virtual int untrained() const { return 0; }
  /// The entries that go with c in a conditional flow (Flow::given), in ascending order and apart; by default none. Of a
  /// conditioner they are those by which it would read c as one more input.
  virtual std::vector<Entries> conditioned() const { return {}; }
  /// What a person calls parameter i: "w1", "conditioner".
  virtual std::string parameterName(int i) const;
  /// Sets theta so that the map is the identity, but trainable (no saddle).
  virtual void initialise(MutableTheta theta, Rng& rng) const = 0;
  /// For kinds that start from the data: sets theta so that points `in`, which enter by `way`, leave with mean 0 and
  /// variance 1. Called once, when an untrained stack first trains. False if the kind has nothing to set.
  virtual bool initialiseFrom(MutableTheta, Way, const Points& /*in*/) const { return false; }
  /// For kinds that solve by steps: sets the untrained entry that counts them, so that more steps would change points
  /// and log-det by less than `tolerance`; never fewer than the entry says now. True if it was changed.
  virtual bool settle(MutableTheta, double /*tolerance*/) const { return false; }
  /// Parameters of the map at s in [0, 1]: the identity at 0, theta at 1, a bijection between. Default: s * theta.
  virtual void path(ConstTheta theta, Real s, MutableTheta out) const;

  /// Whether the work is theta, entry by entry, and gWork the gradient: what `prepare` and `prepareBackward` do by default.
  virtual bool workIsTheta() const { return true; }
  /// Reals that the passes read.
  virtual int workSize() const { return parameterCount(); }
  /// theta -> work; by default the same.
  virtual void prepare(ConstTheta theta, MutableTheta work) const;
  /// Adds dL/dtheta to `gradient`, from gWork = dL/dwork.
  virtual void prepareBackward(ConstTheta theta, ConstTheta work, ConstTheta gWork, MutableTheta gradient) const;

  /// Reals that one block's pass leaves behind for `backward`.
  virtual int tapeSize() const { return 0; }
  /// Numbers a point that the shader of the kind keeps in cells (shaders/tile.glsl).
  virtual int cellCount() const { return 1 + (tapeSize() + kBlock - 1) / kBlock; }
  /// The same for `prepare` and `prepareBackward` (shaders/prepare.glsl).
  virtual int prepareCellCount() const { return 0; }

  /// y = f(x); logDet = log|det df/dx|. `tape` may be null if no `backward` follows. In-place (x is y) is not allowed.
  virtual void apply(ConstTheta work, const Block& x, Block& y, BlockValues& logDet, Real* tape) const = 0;
  /// x = f^-1(y); logDet = log|det df^-1/dy|.
  virtual void invert(ConstTheta work, const Block& y, Block& x, BlockValues& logDet, Real* tape) const = 0;
  /// Vector-Jacobian product of the pass that took `way` from its input to its output: x is always the textbook input
  /// and y the textbook output. On entry `g` is dL/d(output) and `gLogDet` dL/d(logDet) of that pass; on return g is
  /// dL/d(input). dL/dwork is added to `gWork`.
  virtual void backward(ConstTheta work, Way way, const Block& x, const Block& y, const Real* tape, Block& g,
                        const BlockValues& gLogDet, MutableTheta gWork) const = 0;

  /// The layer with these parameters built in, or nothing if that is no faster: it has no parameters of its own, agrees
  /// as far as is asked and cannot be trained. For frames, where one theta meets many points.
  virtual std::unique_ptr<Layer> freeze(ConstTheta, Agreement) const { return nullptr; }
  /// The same for parameters that `path` gave at s, on their way to those with which `whole` was frozen (or null, if it
  /// could not be): what was made for the whole may serve again. By default it does not.
  virtual std::unique_ptr<Layer> freezePart(ConstTheta theta, Real /*s*/, Agreement agreement,
                                            const Layer* /*whole*/) const {
    return freeze(theta, agreement);
  }
  /// Whether freezePart reads `whole`.
  virtual bool partsReadWhole() const { return false; }

  /// What the layer has learned of one coordinate, at the places `at`; empty for kinds that learn nothing of the sort.
  virtual std::vector<Curve> curves(ConstTheta, std::span<const Real> /*at*/) const { return {}; }

  /// `toData`: which of the two maps runs from base to data. Empty for kinds that have nothing of the sort.
  virtual Sketch sketch(ConstTheta, Way /*toData*/) const { return {}; }
  /// Sets theta so that handle `i` of that sketch lies at (x, y), or as near as the layer stays invertible.
  virtual void moveHandle(MutableTheta, Way /*toData*/, int /*i*/, Real /*x*/, Real /*y*/) const {}

  /// The layer as one that can be trained on velocities (vector_field.h), or null.
  virtual const VectorFieldLayer* asVectorField() const { return nullptr; }

  /// Settings as the shader of this kind wants them, words 4 to 9; the others are the flow's.
  virtual void describe(LayerProgram&) const {}
  /// The layers that this one is made of, in the order in which `apply` uses them; empty for all that have a shader of
  /// their own.
  virtual std::vector<Part> parts() const { return {}; }
};

/// A kind: one .cpp file defines one of these, named <key>Kind.
struct LayerKind {
  LayerInfo (*describe)();
  std::unique_ptr<Layer> (*make)(const Settings&);
};

/// All kinds in the order of layers.def, each with the settings that every layer has (direction) added.
const std::vector<LayerInfo>& layerInfos();
/// Throws InputError that names the key and lists the known ones.
const LayerInfo& layerInfo(const std::string& key);
/// The kind and settings that `key`, a kind's or an alias', stands for. Throws like layerInfo.
std::pair<std::string, Settings> resolved(const std::string& key);
/// Position in layers.def; the number of the kind in the GPU's program buffer.
int layerNumber(const std::string& key);
/// A layer from complete, checked settings.
std::unique_ptr<Layer> makeLayer(const std::string& key, const Settings& settings);

}  // namespace core
