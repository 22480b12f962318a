#include "core/engine/engine.h"

#include <algorithm>
#include <stdexcept>

namespace core {

void Engine::setFlow(std::shared_ptr<const Flow> flow) {
  if (flow == nullptr) throw std::invalid_argument("Engine::setFlow: no flow");
  flow_ = std::move(flow);
  doSetFlow();
}

void Engine::setData(std::shared_ptr<const Points> pool, std::vector<DataPart> parts) {
  if (pool == nullptr || pool->rows() == 0) throw std::invalid_argument("Engine::setData: no points");
  for (const DataPart& part : parts) {
    if (part.first < 0 || part.count <= 0 || part.first + part.count > pool->rows())
      throw std::invalid_argument("Engine::setData: a part that is not of the points");
  }
  pool_ = std::move(pool);
  parts_ = std::move(parts);
  doSetData();
}

void Engine::setTarget(std::shared_ptr<const Target> target) { target_ = std::move(target); }

void Engine::setTraining(const TrainSettings& settings) {
  if (const std::string problem = settings.problem(); !problem.empty()) throw std::invalid_argument(problem);
  settings_ = settings;
  doSetTraining();
}

void Engine::setState(const TrainState& state) {
  const auto count = static_cast<Eigen::Index>(flow_->parameterCount());
  if (state.theta.size() != count || state.average.size() != count || state.mean.size() != count ||
      state.square.size() != count) {
    throw std::invalid_argument("Engine::setState: the state is not of this flow");
  }
  doSetState(state);
}

TrainState Engine::state() {
  TrainState state = doState();
  state.past = nullptr;
  return state;
}

TrainReport Engine::train(int steps) {
  if (settings_.objective != Objective::reverseKl && pool_ == nullptr)
    throw std::invalid_argument("Engine::train: no data");
  if (settings_.objective == Objective::reverseKl && target_ == nullptr)
    throw std::invalid_argument("Engine::train: no target density");
  if (settings_.objective == Objective::flowMatching && !hasOnlyVectorFields(*flow_))
    throw std::invalid_argument("Engine::train: flow matching needs vector fields");
  if (flow_->spec().base.temperature != 1)
    throw std::invalid_argument("Engine::train: a flow is trained at temperature 1");
  if (flow_->slopeCount() > 0) {
    if (parts_.empty()) throw std::invalid_argument("Engine::train: a conditional flow needs data by c");
    if (settings_.objective == Objective::flowMatching)
      throw std::invalid_argument("Engine::train: flow matching of a conditional flow");
    if (settings_.objective == Objective::reverseKl && !target_->condition().exists())
      throw std::invalid_argument("Engine::train: the target has no condition");
  }
  return doTrain(steps);
}

int Engine::checkedLayers(const Theta& theta, int layers) const {
  if (theta.size() != flow_->parameterCount()) throw std::invalid_argument("Engine: theta is not of this flow");
  return layers < 0 ? flow_->depth() : std::min(layers, flow_->depth());
}

Theta Engine::settled(const Theta& theta, int layers) const {
  Theta out = theta;
  flow_->settle(out, kSettled, layers);
  return out;
}

void Engine::toBase(const Theta& theta, const Points& x, Points& z, Values& logDet, int layers) {
  layers = checkedLayers(theta, layers);
  z.resize(x.rows(), 2);
  logDet.resize(x.rows());
  if (x.rows() > 0) doToBase(settled(theta, layers), x, z, logDet, layers);
}

void Engine::toData(const Theta& theta, const Points& z, Points& x, Values& logDet, int layers) {
  layers = checkedLayers(theta, layers);
  x.resize(z.rows(), 2);
  logDet.resize(z.rows());
  if (z.rows() > 0) doToData(settled(theta, layers), z, x, logDet, layers);
}

void Engine::logDensity(const Theta& theta, const Points& x, Values& out, int layers) {
  layers = checkedLayers(theta, layers);
  out.resize(x.rows());
  if (x.rows() > 0) doLogDensity(settled(theta, layers), x, out, layers);
}

void Engine::doLogDensity(const Theta& theta, const Points& x, Values& out, int layers) {
  Points z(x.rows(), 2);
  doToBase(theta, x, z, out, layers);
  out += flow_->base().logDensity(z);
}

}  // namespace core
