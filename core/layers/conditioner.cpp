#include "core/layers/conditioner.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace core {

namespace {

Conditioner::Kind kindOf(const std::string& key) {
  if (key == "tabulated") return Conditioner::Kind::tabulated;
  return key == "grid" ? Conditioner::Kind::grid : Conditioner::Kind::mlp;
}

}  // namespace

Conditioner::Conditioner(const Settings& settings, int outputs)
    : kind_(kindOf(settings.at("conditioner"))),
      mlp_(sizesOf(settings, "hidden"), outputs,
           settings.at("activation") == "silu" ? Mlp::Activation::silu : Mlp::Activation::tanh),
      grid_(intOf(settings, "levels"), intOf(settings, "order"), outputs),
      smoothness_(static_cast<Real>(realOf(settings, "smoothness"))) {}

int Conditioner::parameterCount() const {
  if (kind_ != Kind::grid) return mlp_.parameterCount();
  int rows = 0;
  for (int level = 0; level < grid_.levels(); ++level) rows += grid_.rows(level);
  return rows * outputs();
}

int Conditioner::workSize() const { return kind_ == Kind::mlp ? mlp_.parameterCount() : grid_.rows() * grid_.stride(); }

Real Conditioner::weightOf(int level) const { return std::exp2(-smoothness_ * static_cast<Real>(level)); }

void Conditioner::initialise(MutableTheta theta, Rng& rng) const {
  if (kind_ == Kind::grid) {
    std::fill_n(theta.begin(), parameterCount(), Real(0));
  } else {
    mlp_.initialise(theta, rng);
  }
}

void Conditioner::scaleOutputs(ConstTheta theta, Real s, MutableTheta out) const {
  if (kind_ == Kind::grid) {
    for (size_t i = 0; i < static_cast<size_t>(parameterCount()); ++i) out[i] = s * theta[i];
  } else {
    mlp_.scaleOutputs(theta, s, out);
  }
}

void Conditioner::prepare(ConstTheta theta, MutableTheta work) const {
  if (kind_ == Kind::mlp) {
    std::copy_n(theta.begin(), parameterCount(), work.begin());
  } else if (kind_ == Kind::tabulated) {
    alignas(64) Real x[kBlock];
    alignas(64) Real out[kMaxOutputs * kBlock];
    std::fill(work.begin(), work.begin() + workSize(), Real(0));
    for (int first = 0; first < grid_.rows(); first += kBlock) {
      for (int i = 0; i < kBlock; ++i) x[i] = grid_.site(std::min(first + i, grid_.rows() - 1));
      mlp_.forward(theta, x, out, nullptr);
      for (int i = 0; i < std::min(kBlock, grid_.rows() - first); ++i) {
        Real* row = work.data() + static_cast<size_t>(first + i) * grid_.stride();
        for (int o = 0; o < outputs(); ++o) row[o] = out[o * kBlock + i];
      }
    }
  } else {
    std::vector<Real> coarse, fine;
    const Real* level = theta.data();
    for (int l = 0; l < grid_.levels(); ++l) {
      fine.assign(static_cast<size_t>(grid_.rows(l)) * grid_.stride(), 0);
      if (l > 0) grid_.prolong(l - 1, coarse.data(), fine.data());
      const Real weight = weightOf(l);
      for (int row = 0; row < grid_.rows(l); ++row) {
        Real* to = fine.data() + static_cast<size_t>(row) * grid_.stride();
        for (int o = 0; o < outputs(); ++o) to[o] += weight * *level++;
      }
      coarse.swap(fine);
    }
    std::copy(coarse.begin(), coarse.end(), work.begin());
  }
}

void Conditioner::raise(MutableTheta theta, std::span<const Real> by) const {
  const auto count = by.size();
  if (kind_ != Kind::grid) {
    // The biases of the last layer stand at the end.
    Real* biases = theta.data() + parameterCount() - count;
    for (size_t o = 0; o < count; ++o) biases[o] += by[o];
    return;
  }
  // B-splines add up to 1: all rows of one level alike.
  for (int row = 0; row < grid_.rows(0); ++row) {
    for (size_t o = 0; o < count; ++o) theta[static_cast<size_t>(row) * count + o] += by[o] / weightOf(0);
  }
}

void Conditioner::prepareBackward(ConstTheta theta, ConstTheta gWork, MutableTheta gradient) const {
  if (kind_ == Kind::mlp) {
    using Entries = Eigen::Map<const Theta>;
    Eigen::Map<Theta>(gradient.data(), parameterCount()) += Entries(gWork.data(), parameterCount());
  } else if (kind_ == Kind::tabulated) {
    alignas(64) Real x[kBlock];
    alignas(64) Real gx[kBlock];
    alignas(64) Real out[kMaxOutputs * kBlock];
    AlignedReals tape(static_cast<size_t>(mlp_.tapeSize()));
    for (int first = 0; first < grid_.rows(); first += kBlock) {
      for (int i = 0; i < kBlock; ++i) x[i] = grid_.site(std::min(first + i, grid_.rows() - 1));
      mlp_.forward(theta, x, out, tape.data());
      std::fill_n(out, outputs() * kBlock, Real(0));
      for (int i = 0; i < std::min(kBlock, grid_.rows() - first); ++i) {
        const Real* row = gWork.data() + static_cast<size_t>(first + i) * grid_.stride();
        for (int o = 0; o < outputs(); ++o) out[o * kBlock + i] = row[o];
      }
      mlp_.backward(theta, x, tape.data(), out, gx, gradient);
    }
  } else {
    std::vector<Real> fine(gWork.begin(), gWork.begin() + workSize()), coarse;
    Real* end = gradient.data() + parameterCount();
    for (int l = grid_.levels() - 1; l >= 0; --l) {
      end -= grid_.rows(l) * outputs();
      const Real weight = weightOf(l);
      Real* to = end;
      for (int row = 0; row < grid_.rows(l); ++row) {
        const Real* from = fine.data() + static_cast<size_t>(row) * grid_.stride();
        for (int o = 0; o < outputs(); ++o) *to++ += weight * from[o];
      }
      if (l == 0) break;
      coarse.assign(static_cast<size_t>(grid_.rows(l - 1)) * grid_.stride(), 0);
      grid_.restrictTo(l - 1, fine.data(), coarse.data());
      fine.swap(coarse);
    }
  }
}

void Conditioner::forward(ConstTheta work, const Real* x, Real* out, Real* tape) const {
  if (kind_ == Kind::mlp) {
    mlp_.forward(work, x, out, tape);
  } else {
    grid_.look(work.data(), x, out);
  }
}

void Conditioner::backward(ConstTheta work, const Real* x, const Real* tape, const Real* gOut, Real* gx,
                           MutableTheta gWork) const {
  if (kind_ == Kind::mlp) {
    mlp_.backward(work, x, tape, gOut, gx, gWork);
  } else {
    grid_.lookBackward(work.data(), x, gOut, gx, gWork.data());
  }
}

void Conditioner::describe(LayerProgram& program) const {
  const bool silu = mlp_.activation() == Mlp::Activation::silu;
  program.words[4] |=
      static_cast<int>(kind_) << 2 | (silu ? 1 << 4 : 0) | (grid_.order() == 3 ? 1 << 5 : 0) | grid_.levels() << 8;
  // Up to three hidden widths, ten bits each.
  const auto& hidden = mlp_.hidden();
  for (size_t i = 0; i < hidden.size(); ++i) program.words[5] |= hidden[i] << (10 * i);
  program.words[6] = outputs();
  program.words[9] = std::bit_cast<std::int32_t>(static_cast<float>(smoothness_));
}

std::vector<Setting> conditionerSettings() {
  Setting kind;
  kind.key = "conditioner";
  kind.label = "Conditioner";
  kind.type = Setting::Type::choice;
  kind.standard = "mlp";
  kind.choices = {"mlp", "tabulated", "grid"};
  kind.help =
      "What makes the parameters: a network run at every point, the same network looked up in a table, or a trainable "
      "grid without a network.";
  Setting hidden;
  hidden.key = "hidden";
  hidden.label = "Hidden layers";
  hidden.type = Setting::Type::sizes;
  hidden.low = 1;
  hidden.high = Mlp::kMaxWidth;
  hidden.standard = "64x64";
  hidden.help = "Widths of the network's hidden layers.";
  hidden.whenKey = "conditioner";
  hidden.whenValues = {"mlp", "tabulated"};
  Setting activation;
  activation.key = "activation";
  activation.label = "Activation";
  activation.type = Setting::Type::choice;
  activation.standard = "tanh";
  activation.choices = {"tanh", "silu"};
  activation.help = "Between the network's layers; both are smooth, so that the density has no creases.";
  activation.whenKey = "conditioner";
  activation.whenValues = {"mlp", "tabulated"};
  Setting levels;
  levels.key = "levels";
  levels.label = "Levels";
  levels.low = 1;
  levels.high = SplineGrid::kMaxLevels;
  levels.standard = "5";
  levels.help = "Grids from 4 intervals on [-5, 5], each next one twice as fine; 5 levels end at 64.";
  levels.whenKey = "conditioner";
  levels.whenValues = {"tabulated", "grid"};
  Setting order;
  order.key = "order";
  order.label = "Order";
  order.low = 2;
  order.high = 3;
  order.standard = "2";
  order.help = "Of the B-splines between the nodes: 2 is quadratic, 3 cubic.";
  order.whenKey = "conditioner";
  order.whenValues = {"tabulated", "grid"};
  Setting smoothness;
  smoothness.key = "smoothness";
  smoothness.label = "Smoothness";
  smoothness.type = Setting::Type::real;
  smoothness.low = 0;
  smoothness.high = 3;
  smoothness.standard = "0";
  smoothness.help = "Level l counts 2^(-smoothness l): the higher, the slower fine detail is learned.";
  smoothness.whenKey = "conditioner";
  smoothness.whenValues = {"grid"};
  return {kind, hidden, activation, levels, order, smoothness};
}

}  // namespace core
