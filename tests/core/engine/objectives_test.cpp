// The objectives: each step has the gradient of its loss, and the variants of a loss agree where they must.

#include <gtest/gtest.h>

#include <cmath>

#include "core/engine/cpu_engine.h"
#include "tests/support/fake_layers.h"
#include "tests/support/random_flow.h"

namespace {

using namespace core;
using namespace testing_support;

struct Lab {
  std::shared_ptr<const Flow> flow;
  std::unique_ptr<Engine> engine = makeCpuEngine({1});
  TrainSettings settings;
  int step = 0;

  Lab(std::shared_ptr<const Flow> of, Objective objective) : flow(std::move(of)) {
    settings.objective = objective;
    settings.batch = 130;
    settings.clip = 1e9;
    engine->setFlow(flow);
  }
  // Loss before the step, on the same batch every time.
  double loss(const Theta& theta) {
    TrainState state = TrainState::start(*flow, 1);
    state.theta = theta;
    state.step = step;
    engine->setTraining(settings);
    engine->setState(state);
    return double(engine->train(1).losses.at(0));
  }
  // The first mean is a tenth of the gradient.
  Theta gradient(const Theta& theta) {
    loss(theta);
    return engine->state().mean * Real(10);
  }
  void expectGradientOfLoss(const Theta& theta) {
    const Theta g = gradient(theta);
    EXPECT_GT(g.abs().maxCoeff(), 0.05);
    const double scale = 1 + g.abs().maxCoeff();
    for (Eigen::Index p = 0; p < g.size(); ++p) {
      const auto moved = [&](double h) {
        Theta at = theta;
        at(p) += static_cast<Real>(h);
        return loss(at);
      };
      constexpr double h = 0.003;  // fourth-order differences, for single precision
      const double numerical = (8 * (moved(h) - moved(-h)) - (moved(2 * h) - moved(-2 * h))) / (12 * h);
      EXPECT_NEAR(g(p), numerical, 1e-3 * scale) << p;
    }
  }
};

std::shared_ptr<const Flow> reverseFlow() {
  return std::make_shared<Flow>(parseStack("planar affine(hidden=3)", Objective::reverseKl));
}

TEST(ReverseKl, HasTheGradientOfItsLoss) {
  Lab lab(reverseFlow(), Objective::reverseKl);
  lab.engine->setTarget(makeTarget({"u1", {}, {}}));
  const Theta theta = randomTheta(*lab.flow, 1, 0.1);
  lab.expectGradientOfLoss(theta);
  lab.settings.betaAnneal = true;
  const double atFirst = lab.loss(theta);
  lab.step = 1000;
  EXPECT_GT(lab.loss(theta), atFirst + 1);  // log p counts for half
  lab.expectGradientOfLoss(theta);
}

TEST(ReverseKl, BetaRisesToOne) {
  TrainSettings t;
  EXPECT_EQ(t.betaAt(0), 1);
  t.betaAnneal = true;
  EXPECT_DOUBLE_EQ(t.betaAt(0), 0.01);
  EXPECT_DOUBLE_EQ(t.betaAt(1000), 0.505);
  EXPECT_DOUBLE_EQ(t.betaAt(2000), 1);
  t.schedule = Schedule::cosine;
  t.horizon = 1000;
  EXPECT_DOUBLE_EQ(t.betaAt(250), 0.505);
  EXPECT_DOUBLE_EQ(t.betaAt(500), 1);
  EXPECT_DOUBLE_EQ(t.betaAt(100'000), 1);
}

TEST(ReverseKl, ThePathGradientHasTheSameMean) {
  Lab lab(reverseFlow(), Objective::reverseKl);
  lab.engine->setTarget(makeTarget({"u1", {}, {}}));
  const Theta theta = randomTheta(*lab.flow, 1, 0.2);
  // On the same batches, so that what the target adds to both is not in the way.
  constexpr int batches = 300;
  Eigen::ArrayXd sum = Eigen::ArrayXd::Zero(theta.size()), squares = sum, whole = sum;
  for (lab.step = 0; lab.step < batches; ++lab.step) {
    lab.settings.pathGradient = false;
    const Eigen::ArrayXd g = lab.gradient(theta).cast<double>();
    lab.settings.pathGradient = true;
    const Eigen::ArrayXd difference = g - lab.gradient(theta).cast<double>();
    sum += difference;
    squares += difference.square();
    whole += g / batches;
  }
  const Eigen::ArrayXd mean = sum / batches;
  const Eigen::ArrayXd error = ((squares / batches - mean.square()).max(0) / batches).sqrt();
  EXPECT_GT((whole / (error + 1e-6)).abs().maxCoeff(), 50);  // there is something to agree about
  for (Eigen::Index p = 0; p < theta.size(); ++p) EXPECT_NEAR(mean(p), 0, 5 * error(p) + 1e-5) << p;
}

class Normal final : public Target {
 public:
  const TargetInfo& info() const override {
    static const TargetInfo none;
    return none;
  }
  std::array<double, 2> sample(Rng& rng) const override { return {rng.normal(), rng.normal()}; }
  double logDensity(double x1, double x2) const override { return makeBase({})->logDensity(x1, x2); }
  std::array<double, 2> score(double x1, double x2) const override { return {-x1, -x2}; }
  std::optional<double> entropy() const override { return 1 + kLog2Pi; }
  bool positiveEverywhere() const override { return true; }
  Window window() const override { return {}; }
};

TEST(ReverseKl, ThePathGradientHasNoNoiseAtTheOptimum) {
  Lab lab(reverseFlow(), Objective::reverseKl);
  lab.engine->setTarget(std::make_shared<Normal>());
  const Theta identity = lab.flow->initialTheta(1);
  EXPECT_GT(lab.gradient(identity).abs().maxCoeff(), 1e-2);
  lab.settings.pathGradient = true;
  EXPECT_LT(lab.gradient(identity).abs().maxCoeff(), 1e-5);
}

// The same layers on every kind of base.
std::vector<std::shared_ptr<const Flow>> onAllBases(const Flow& flow) {
  std::vector<std::shared_ptr<const Flow>> flows;
  for (const BaseKind* kind : baseKinds()) flows.push_back(std::make_shared<Flow>(flow, baseSpec(kind->info().key)));
  return flows;
}

TEST(ReverseKl, HasTheGradientOfItsLossOnEveryBase) {
  for (const auto& flow : onAllBases(*reverseFlow())) {
    SCOPED_TRACE(flow->base().info().key);
    for (const bool path : {false, true}) {
      Lab lab(flow, Objective::reverseKl);
      lab.engine->setTarget(makeTarget({"u1", {}, {}}));
      if (!path) {
        lab.expectGradientOfLoss(randomTheta(*flow, 1, 0.1));
        continue;
      }
      // The path's part alone is the gradient of no loss; at the optimum it is zero.
      class Same final : public Target {
       public:
        explicit Same(const Base& base) : base_(base) {}
        const TargetInfo& info() const override {
          static const TargetInfo none;
          return none;
        }
        std::array<double, 2> sample(Rng&) const override { return {0, 0}; }
        double logDensity(double x1, double x2) const override { return base_.logDensity(x1, x2); }
        std::array<double, 2> score(double x1, double x2) const override { return base_.score(x1, x2); }
        std::optional<double> entropy() const override { return std::nullopt; }
        bool positiveEverywhere() const override { return true; }
        Window window() const override { return {}; }

       private:
        const Base& base_;
      };
      lab.engine->setTarget(std::make_shared<Same>(flow->base()));
      lab.settings.pathGradient = true;
      EXPECT_LT(lab.gradient(flow->initialTheta(1)).abs().maxCoeff(), 1e-4);
    }
  }
}

std::shared_ptr<const Points> moons() {
  return std::make_shared<Points>(makeTarget({})->sample(3000, 1, Stream::pool) + Real(0.5));
}

TEST(FlowMatching, HasTheGradientOfItsLoss) {
  for (const Pairs pairs : {Pairs::independent, Pairs::optimalTransport}) {
    Lab lab(fakeFlow<FakeField>({"sampling", "density"}), Objective::flowMatching);
    lab.engine->setData(moons());
    lab.settings.pairs = pairs;
    lab.expectGradientOfLoss(randomTheta(*lab.flow, 3, 0.3));
  }
}

// The theta of one FakeField with A, c, d.
Theta fieldOf(const Theta& A, const Theta& c, const Theta& d) {
  Theta theta(8);
  theta << A, c, d;
  return theta;
}

TEST(FlowMatching, RunsBackwardsInTheDirectionOfDensity) {
  const Theta A = Theta::Random(4), c = Theta::Random(2), d = Theta::Random(2);
  Lab sampling(fakeFlow<FakeField>({"sampling"}), Objective::flowMatching);
  Lab density(fakeFlow<FakeField>({"density"}), Objective::flowMatching);
  for (Lab* lab : {&sampling, &density}) lab->engine->setData(moons());
  // u(x, t) = A x + c t + d either way.
  EXPECT_NEAR(sampling.loss(fieldOf(A, c, d)), density.loss(fieldOf(-A, c, -(c + d))), 1e-4);
}

TEST(FlowMatching, CardsShareTheTime) {
  const Theta A = Theta::Random(4), c = Theta::Random(2), d = Theta::Random(2);
  Lab one(fakeFlow<FakeField>({"sampling"}), Objective::flowMatching);
  Lab two(fakeFlow<FakeField>({"sampling", "density"}), Objective::flowMatching);
  for (Lab* lab : {&one, &two}) {
    lab->engine->setData(moons());
    lab->settings.batch = 65536;
  }
  // The first card has u / 2 at t = s / 2, the second, which runs backwards, -u / 2 at t = 1 - s / 2.
  Theta both(16);
  both << fieldOf(A / 2, c / 4, d / 2), fieldOf(-A / 2, c / 4, -(c + d) / 2);
  const double expected = one.loss(fieldOf(A, c, d));
  EXPECT_NEAR(two.loss(both), expected, 0.02 * expected);
  // And cards that are switched off have no share.
  FlowSpec spec = two.flow->spec();
  spec.layers[1].enabled = false;
  const std::vector<std::shared_ptr<const Layer>> fakes{std::make_shared<FakeField>(), std::make_shared<FakeField>()};
  Lab off(std::make_shared<Flow>(Flow(spec), fakes), Objective::flowMatching);
  off.engine->setData(moons());
  off.settings.batch = 65536;
  Theta first(16);
  first << fieldOf(A, c, d), Theta::Constant(8, 100);
  EXPECT_NEAR(off.loss(first), expected, 1e-4 * expected);
}

TEST(FlowMatching, OptimalTransportShortensTheWays) {
  Lab lab(fakeFlow<FakeField>({"sampling"}), Objective::flowMatching);
  const auto pool = moons();
  lab.engine->setData(pool);
  lab.settings.batch = 64;
  const Theta still = Theta::Zero(8);  // the loss is the mean square of the ways
  const double independent = lab.loss(still);
  lab.settings.pairs = Pairs::optimalTransport;
  const double best = lab.loss(still);
  EXPECT_LT(best, 0.7 * independent);
  // No shorter than what distributions that far from each other need.
  double base = 0, data = 0, cross = 0;
  for (std::uint32_t i = 0; i < 64; ++i) {
    const auto z = basePoint(1, 0, i);
    const std::uint32_t row = batchIndex(1, 0, i, static_cast<std::uint32_t>(pool->rows()));
    base += (z[0] * z[0] + z[1] * z[1]) / 64;
    data += double((*pool)(row, 0) * (*pool)(row, 0) + (*pool)(row, 1) * (*pool)(row, 1)) / 64;
    cross += double(z[0] * (*pool)(row, 0) + z[1] * (*pool)(row, 1)) / 64;
  }
  EXPECT_NEAR(independent, base + data - 2 * cross, 1e-4);
  EXPECT_GT(best, std::pow(std::sqrt(base) - std::sqrt(data), 2));
}

TEST(FlowMatching, NeedsVectorFields) {
  Lab lab(std::make_shared<Flow>(parseStack("planar", Objective::flowMatching)), Objective::flowMatching);
  lab.engine->setData(moons());
  EXPECT_THROW(lab.loss(lab.flow->initialTheta(1)), std::invalid_argument);
}

TEST(MaximumLikelihood, HasTheGradientOfItsLossOnEveryBase) {
  const Flow plain(parseStack("planar affine(hidden=3)", Objective::maximumLikelihood));
  for (const auto& flow : onAllBases(plain)) {
    SCOPED_TRACE(flow->base().info().key);
    Lab lab(flow, Objective::maximumLikelihood);
    lab.engine->setData(moons());
    lab.expectGradientOfLoss(randomTheta(*flow, 1, 0.1));
  }
}

TEST(MaximumLikelihood, ABaseThatIsTheTargetLeavesNothingToLearn) {
  const auto flow =
      std::make_shared<Flow>(Flow(parseStack("affine", Objective::maximumLikelihood)), parseBase("mixture(modes=3)"));
  const auto engine = makeCpuEngine({1});
  engine->setFlow(flow);
  const Theta theta = flow->initialTheta(1);
  const Points x = flow->base().cloud(500, 3);
  Values logDensity;
  engine->logDensity(theta, x, logDensity);
  EXPECT_LT((logDensity - flow->base().logDensity(x)).abs().maxCoeff(), 1e-5);
}

TEST(Engine, DoesNotTrainAtAnotherTemperature) {
  BaseSpec warm;
  warm.temperature = 1.5;
  Lab lab(std::make_shared<Flow>(*reverseFlow(), warm), Objective::maximumLikelihood);
  lab.engine->setData(moons());
  EXPECT_THROW(lab.loss(lab.flow->initialTheta(1)), std::invalid_argument);
}

}  // namespace
