#pragma once
// A document in which every value is another one than the standard.

#include "core/project/project_file.h"
#include "tests/support/random_flow.h"

namespace testing_support {

inline core::Document sampleDocument() {
  using namespace core;
  Document d;
  Project& p = d.project;
  p.flow = parseStack("affine(hidden=4x3,half=1) planar(direction=sampling) spline(bins=3,hidden=5) rotation",
                      Objective::maximumLikelihood);
  p.flow.base = parseBase("mixture(modes=3,sd=0.25)");
  p.flow.layers[1].enabled = false;
  p.flow.layers[2].id = 77;
  p.flow.layers[1].locked = true;
  p.target = parseTarget("eight_gaussians(modes=5,sd=0.3)");
  p.scaling = {{0.1, -1e-7}, {0.1 + 0.2, 1e9}};
  p.training.batch = 333;
  p.training.rate = 0.1 + 0.2;
  p.training.schedule = Schedule::cosine;
  p.training.warmUp = 7;
  p.training.decay = 0.1;
  p.training.pathGradient = true;
  p.training.betaAnneal = true;
  p.training.pairs = Pairs::optimalTransport;
  p.training.horizon = 12345;
  p.training.clip = 1.0 / 3;
  p.training.seed = ~std::uint64_t{0};
  p.view.window = {-1.1, 2.2, -3.3, 4.4};
  p.view.density = p.view.particles = p.view.axes = false;
  p.view.data = p.view.ledger = true;
  p.view.depth = 2.5;
  p.view.temperature = 0.35;
  p.view.reading = Reading::density;
  p.view.comparison = Comparison::difference;
  p.view.stage.colouring = Colouring::anisotropy;
  p.view.stage.forget = p.view.stage.ellipses = true;
  p.view.stage.probe = Spot{{0.1 + 0.2, -1e-7}, -1};
  p.view.stage.cell = CellRequest{{{1, 2}, 0}, 0.25};
  p.view.stage.brush = Brush{{{0, 0}, {1, 0}, {0.5, 1.5}}, 1.5};
  const Flow flow(p.flow);
  d.state.theta = randomTheta(flow, 1, 1);
  d.state.average = randomTheta(flow, 2, 1e-30);
  d.state.mean = randomTheta(flow, 3, 1e30);
  d.state.square = randomTheta(flow, 4, 1).square();
  d.state.step = 1234;
  d.state.updates = 1230;
  d.state.skipped = 4;
  d.state.rollbacks = 2;
  d.state.rateScale = 0.25;
  d.thumbnail = std::string("\x89PNG\r\n\x1a\n") + std::string("\0\xff~", 3);
  return d;
}

}  // namespace testing_support
