#pragma once
// A card made of several layers, one after the other.

#include "core/layers/layer.h"

namespace core {

class Composite : public Layer {
 public:
  int parameterCount() const override { return parameterCount_; }
  int untrained() const override;
  std::vector<Entries> conditioned() const override;
  bool workIsTheta() const override;
  int workSize() const override { return workSize_; }
  int tapeSize() const override { return tapeSize_; }
  int cellCount() const override;
  std::string parameterName(int i) const override;
  void initialise(MutableTheta theta, Rng& rng) const override;
  bool initialiseFrom(MutableTheta theta, Way way, const Points& in) const override;
  bool settle(MutableTheta theta, double tolerance) const override;
  void path(ConstTheta theta, Real s, MutableTheta out) const override;
  void prepare(ConstTheta theta, MutableTheta work) const override;
  void prepareBackward(ConstTheta theta, ConstTheta work, ConstTheta gWork, MutableTheta gradient) const override;
  void apply(ConstTheta work, const Block& x, Block& y, BlockValues& logDet, Real* tape) const override;
  void invert(ConstTheta work, const Block& y, Block& x, BlockValues& logDet, Real* tape) const override;
  void backward(ConstTheta work, Way way, const Block& x, const Block& y, const Real* tape, Block& g,
                const BlockValues& gLogDet, MutableTheta gWork) const override;
  std::unique_ptr<Layer> freeze(ConstTheta theta, Agreement agreement) const override;
  std::vector<Curve> curves(ConstTheta theta, std::span<const Real> at) const override;
  std::vector<Part> parts() const override;

 protected:
  struct Member {
    std::string key;
    std::shared_ptr<const Layer> layer;
  };
  /// In the order in which the textbook map runs through them. At most one may have untrained parameters.
  explicit Composite(const std::vector<Member>& members);

 private:
  struct Place {
    std::string key;
    std::shared_ptr<const Layer> layer;
    int theta, work, tape;
  };
  template <class Span>
  static Span slice(Span all, int first, int count) {
    return all.subspan(static_cast<size_t>(first), static_cast<size_t>(count));
  }
  void pass(ConstTheta work, Way way, const Block& in, Block& out, BlockValues& logDet, Real* tape) const;

  std::vector<Place> places_;
  int parameterCount_ = 0;
  int workSize_ = 0;
  int tapeSize_ = 0;
};

}  // namespace core
