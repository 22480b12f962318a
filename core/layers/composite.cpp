#include "core/layers/composite.h"

#include <algorithm>
#include <cstring>

namespace core {

namespace {

constexpr int kBlockReals = 2 * kBlock;

}  // namespace

// Untrained parameters must come last in theta (Layer::untrained), so the member that has some is laid out last. Behind
// the members' tapes lie the points between them.
Composite::Composite(const std::vector<Member>& members) {
  for (const Member& member : members) {
    places_.push_back({member.key, member.layer, 0, workSize_, tapeSize_});
    workSize_ += member.layer->workSize();
    tapeSize_ += member.layer->tapeSize();
  }
  for (const bool untrained : {false, true}) {
    for (Place& place : places_) {
      if ((place.layer->untrained() > 0) != untrained) continue;
      place.theta = parameterCount_;
      parameterCount_ += place.layer->parameterCount();
    }
  }
  tapeSize_ += (static_cast<int>(places_.size()) - 1) * kBlockReals;
}

int Composite::untrained() const {
  int count = 0;
  for (const Place& place : places_) count += place.layer->untrained();
  return count;
}

std::vector<Entries> Composite::conditioned() const {
  std::vector<Entries> all;
  for (const Place& place : places_) {
    for (const Entries& part : place.layer->conditioned()) all.push_back({place.theta + part.first, part.count});
  }
  std::sort(all.begin(), all.end(), [](const Entries& a, const Entries& b) { return a.first < b.first; });
  return all;
}

int Composite::cellCount() const {
  int most = 0;
  for (const Place& place : places_) most = std::max(most, place.layer->cellCount());
  return most;
}

std::string Composite::parameterName(int i) const {
  for (const Place& place : places_) {
    if (i >= place.theta && i < place.theta + place.layer->parameterCount())
      return place.key + ", " + place.layer->parameterName(i - place.theta);
  }
  return Layer::parameterName(i);
}

void Composite::initialise(MutableTheta theta, Rng& rng) const {
  for (const Place& p : places_) p.layer->initialise(slice(theta, p.theta, p.layer->parameterCount()), rng);
}

bool Composite::initialiseFrom(MutableTheta theta, Way way, const Points& in) const {
  bool changed = false;
  Points points = in;
  std::vector<Real> work(static_cast<size_t>(workSize_));
  const int count = static_cast<int>(places_.size());
  for (int i = 0; i < count; ++i) {
    const Place& p = places_[static_cast<size_t>(way == Way::apply ? i : count - 1 - i)];
    const MutableTheta own = slice(theta, p.theta, p.layer->parameterCount());
    if (p.layer->initialiseFrom(own, way, points)) changed = true;
    const MutableTheta ownWork = slice(MutableTheta(work), p.work, p.layer->workSize());
    p.layer->prepare(own, ownWork);
    Block from, to;
    BlockValues logDet;
    for (Eigen::Index first = 0; first < points.rows(); first += kBlock) {
      const Eigen::Index rows = std::min<Eigen::Index>(kBlock, points.rows() - first);
      for (Eigen::Index j = 0; j < kBlock; ++j) {
        from.x1[j] = points(first + std::min(j, rows - 1), 0);
        from.x2[j] = points(first + std::min(j, rows - 1), 1);
      }
      if (way == Way::apply) {
        p.layer->apply(ownWork, from, to, logDet, nullptr);
      } else {
        p.layer->invert(ownWork, from, to, logDet, nullptr);
      }
      for (Eigen::Index j = 0; j < rows; ++j) points.row(first + j) << to.x1[j], to.x2[j];
    }
  }
  return changed;
}

bool Composite::settle(MutableTheta theta, double tolerance) const {
  bool changed = false;
  for (const Place& p : places_) {
    if (p.layer->settle(slice(theta, p.theta, p.layer->parameterCount()), tolerance)) changed = true;
  }
  return changed;
}

void Composite::path(ConstTheta theta, Real s, MutableTheta out) const {
  for (const Place& p : places_) {
    const int count = p.layer->parameterCount();
    p.layer->path(slice(theta, p.theta, count), s, slice(out, p.theta, count));
  }
}

bool Composite::workIsTheta() const {
  return std::all_of(places_.begin(), places_.end(),
                     [](const Place& p) { return p.work == p.theta && p.layer->workIsTheta(); });
}

void Composite::prepare(ConstTheta theta, MutableTheta work) const {
  for (const Place& p : places_)
    p.layer->prepare(slice(theta, p.theta, p.layer->parameterCount()), slice(work, p.work, p.layer->workSize()));
}

void Composite::prepareBackward(ConstTheta theta, ConstTheta work, ConstTheta gWork, MutableTheta gradient) const {
  for (const Place& p : places_) {
    const int count = p.layer->parameterCount();
    const int size = p.layer->workSize();
    p.layer->prepareBackward(slice(theta, p.theta, count), slice(work, p.work, size), slice(gWork, p.work, size),
                             slice(gradient, p.theta, count));
  }
}

// `between` on the tape: entry i holds the points between members i and i + 1 of the textbook map.
void Composite::pass(ConstTheta work, Way way, const Block& in, Block& out, BlockValues& logDet, Real* tape) const {
  const int count = static_cast<int>(places_.size());
  Real* between = tape == nullptr ? nullptr : tape + tapeSize_ - (count - 1) * kBlockReals;
  std::fill_n(logDet.v, kBlock, Real(0));
  Block current = in;
  for (int i = 0; i < count; ++i) {
    const int member = way == Way::apply ? i : count - 1 - i;
    const Place& p = places_[static_cast<size_t>(member)];
    const ConstTheta own = slice(work, p.work, p.layer->workSize());
    Real* ownTape = tape == nullptr ? nullptr : tape + p.tape;
    BlockValues part;
    if (way == Way::apply) {
      p.layer->apply(own, current, out, part, ownTape);
    } else {
      p.layer->invert(own, current, out, part, ownTape);
    }
    for (int j = 0; j < kBlock; ++j) logDet.v[j] += part.v[j];
    current = out;
    const int gap = way == Way::apply ? member : member - 1;
    if (between != nullptr && i + 1 < count) std::memcpy(between + gap * kBlockReals, &current, sizeof current);
  }
}

void Composite::apply(ConstTheta work, const Block& x, Block& y, BlockValues& logDet, Real* tape) const {
  pass(work, Way::apply, x, y, logDet, tape);
}

void Composite::invert(ConstTheta work, const Block& y, Block& x, BlockValues& logDet, Real* tape) const {
  pass(work, Way::invert, y, x, logDet, tape);
}

void Composite::backward(ConstTheta work, Way way, const Block& x, const Block& y, const Real* tape, Block& g,
                         const BlockValues& gLogDet, MutableTheta gWork) const {
  const int count = static_cast<int>(places_.size());
  const Real* between = tape + tapeSize_ - (count - 1) * kBlockReals;
  const auto pointsAt = [&](int gap) {  // gap -1 is x, gap count - 1 is y
    Block b;
    if (gap < 0) return x;
    if (gap == count - 1) return y;
    std::memcpy(&b, between + gap * kBlockReals, sizeof b);
    return b;
  };
  for (int i = 0; i < count; ++i) {
    const int member = way == Way::apply ? count - 1 - i : i;
    const Place& p = places_[static_cast<size_t>(member)];
    const int size = p.layer->workSize();
    p.layer->backward(slice(work, p.work, size), way, pointsAt(member - 1), pointsAt(member), tape + p.tape, g, gLogDet,
                      slice(gWork, p.work, size));
  }
}

namespace {

// The members of a frozen composite that are not frozen themselves keep their parameters here.
class FrozenComposite final : public Layer {
 public:
  struct Member {
    std::shared_ptr<const Layer> layer;
    std::vector<Real> work;
  };
  explicit FrozenComposite(std::vector<Member> members) : members_(std::move(members)) {}
  int parameterCount() const override { return 0; }
  void initialise(MutableTheta, Rng&) const override {}
  void apply(ConstTheta, const Block& x, Block& y, BlockValues& logDet, Real*) const override {
    pass(Way::apply, x, y, logDet);
  }
  void invert(ConstTheta, const Block& y, Block& x, BlockValues& logDet, Real*) const override {
    pass(Way::invert, y, x, logDet);
  }
  void backward(ConstTheta, Way, const Block&, const Block&, const Real*, Block&, const BlockValues&,
                MutableTheta) const override {}

 private:
  void pass(Way way, const Block& in, Block& out, BlockValues& logDet) const {
    std::fill_n(logDet.v, kBlock, Real(0));
    Block current = in;
    for (size_t i = 0; i < members_.size(); ++i) {
      const Member& m = members_[way == Way::apply ? i : members_.size() - 1 - i];
      BlockValues part;
      if (way == Way::apply) {
        m.layer->apply(m.work, current, out, part, nullptr);
      } else {
        m.layer->invert(m.work, current, out, part, nullptr);
      }
      for (int j = 0; j < kBlock; ++j) logDet.v[j] += part.v[j];
      current = out;
    }
  }

  std::vector<Member> members_;
};

}  // namespace

std::unique_ptr<Layer> Composite::freeze(ConstTheta theta, Agreement agreement) const {
  std::vector<FrozenComposite::Member> members;
  for (const Place& p : places_) {
    const ConstTheta own = slice(theta, p.theta, p.layer->parameterCount());
    FrozenComposite::Member member{p.layer->freeze(own, agreement), {}};
    if (member.layer == nullptr) {
      member.layer = p.layer;
      member.work.resize(static_cast<size_t>(p.layer->workSize()));
      p.layer->prepare(own, member.work);
    }
    members.push_back(std::move(member));
  }
  return std::make_unique<FrozenComposite>(std::move(members));
}

std::vector<Curve> Composite::curves(ConstTheta theta, std::span<const Real> at) const {
  std::vector<Curve> all;
  for (const Place& p : places_) {
    for (Curve& curve : p.layer->curves(slice(theta, p.theta, p.layer->parameterCount()), at))
      all.push_back(std::move(curve));
  }
  return all;
}

std::vector<Part> Composite::parts() const {
  std::vector<Part> all;
  for (const Place& p : places_) all.push_back({p.key, p.layer.get(), p.theta, p.work});
  return all;
}

}  // namespace core
