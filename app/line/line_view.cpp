#include "app/line/line_view.h"

#include <QHBoxLayout>
#include <QPainter>
#include <QPushButton>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>

#include "app/line/line_axes.h"
#include "app/line/line_controls.h"
#include "app/line/line_figure.h"
#include "app/line/line_numbers.h"
#include "app/line/line_transport.h"
#include "app/motion.h"
#include "app/theme.h"

namespace app {

namespace {

constexpr int kMapTime = 800;     // ms for one map's way
constexpr int kMostStrips = 200;  // as many as core cuts
constexpr int kNarrow = 700;      // below this width the figure has all of it
constexpr double kPoints = 11, kMostGrowth = 2, kControlPoints = 10, kMostControlGrowth = 1.35;

double ease(double t) { return t * t * (3 - 2 * t); }

// Time runs evenly; each map starts and ends gently.
double partAt(double time, int maps) {
  const double depth = time * maps, whole = std::min(std::floor(depth), maps - 1.0);
  return (whole + ease(depth - whole)) / maps;
}

// The time in [0, 1] at which `part` is reached: partAt backward.
double timeOf(double part, int maps) {
  double low = 0, high = 1;
  for (int step = 0; step < 40; ++step) {
    const double middle = (low + high) / 2;
    (partAt(middle, maps) < part ? low : high) = middle;
  }
  return (low + high) / 2;
}

}  // namespace

LineView::LineView(QWidget* parent) : QWidget(parent) {
  setAccessibleName(tr("One dimension: change of variables on a line"));
  controls_ = new LineControls(this);
  figure_ = new LineFigure(this);
  numbers_ = new LineNumbers(this);
  transport_ = new LineTransport(this);
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(10, 8, 10, 8);
  column->setSpacing(8);
  auto* middle = new QHBoxLayout;
  middle->setSpacing(8);
  middle->addWidget(figure_, 1);
  middle->addWidget(numbers_);
  column->addWidget(controls_);
  column->addLayout(middle, 1);
  column->addWidget(transport_);
  connectParts();
  refresh();
}

// No focus proxy: with one, Tab would go past what comes before it, which are the controls.
void LineView::focusInEvent(QFocusEvent*) { figure_->setFocus(); }

void LineView::connectParts() {
  connect(figure_, &LineFigure::probeMoved, this, &LineView::setProbe);
  connect(figure_, &LineFigure::mapDragged, this, [this](const core::LineMap& map) { change(scene_.withMap(map)); });
  connect(figure_, &LineFigure::stripHovered, this, [this](int strip) {
    if (strip == scene_.hovered) return;
    scene_.hovered = strip;  // nobody else's business
    refresh();
  });
  const auto chooseKnot = [this](int knot) {
    LineScene scene = scene_;
    scene.knot = knot;
    change(scene);
  };
  connect(figure_, &LineFigure::knotChosen, this, chooseKnot);
  connect(controls_, &LineControls::knotChosen, this, chooseKnot);
  connect(controls_, &LineControls::mapChanged, this,
          [this](const core::LineMap& map) { change(scene_.withMap(map)); });

  connect(transport_, &LineTransport::playingWanted, this, &LineView::setPlaying);
  connect(transport_, &LineTransport::partWanted, this, &LineView::setPart);
  connect(transport_, &LineTransport::stripsWanted, this, &LineView::setStrips);
  connect(transport_, &LineTransport::dimensionWanted, this, &LineView::dimensionWanted);
  connect(transport_, &LineTransport::mapChosen, this, [this](int map) {
    LineScene scene = scene_;
    scene.map = map;
    change(scene);
  });
  connect(transport_, &LineTransport::mapWanted, this, [this] {
    LineScene scene = scene_;
    std::vector<core::LineMap> maps = scene.flow.maps();
    maps.push_back(core::LineMap::standard(core::LineKind::planar));
    scene.flow = maps;
    scene.map = static_cast<int>(maps.size()) - 1;
    change(scene);
  });
  connect(transport_, &LineTransport::mapUnwanted, this, [this] {
    LineScene scene = scene_;
    std::vector<core::LineMap> maps = scene.flow.maps();
    maps.erase(maps.begin() + scene.map);
    scene.flow = maps;
    change(scene);
  });

  connect(&playing_, &QVariantAnimation::valueChanged, this, [this](const QVariant& time) {
    scene_.part = partAt(time.toDouble(), static_cast<int>(scene_.flow.maps().size()));
    refresh();
    emit sceneChanged();
  });
  connect(&playing_, &QVariantAnimation::stateChanged, this, [this](QAbstractAnimation::State now) {
    refresh();
    emit playingChanged(now == QAbstractAnimation::Running);
  });
}

void LineView::setScene(const LineScene& scene) {
  setPlaying(false);
  change(scene);
}

void LineView::change(const LineScene& scene) {
  scene_ = scene;
  scene_.part = std::clamp(scene.part, 0.0, 1.0);
  scene_.probe = std::clamp(scene.probe, -kLineReach, kLineReach);
  scene_.strips = std::clamp(scene.strips, 0, kMostStrips);
  scene_.map = std::clamp(scene.map, 0, static_cast<int>(scene.flow.maps().size()) - 1);
  const int knots = static_cast<int>(scene_.chosenMap().knots().size());
  scene_.knot = std::clamp(scene.knot, 0, std::max(0, knots - 1));
  refresh();
  emit sceneChanged();
}

void LineView::setMap(const core::LineMap& map) { setFlow(map); }

void LineView::setFlow(const core::LineFlow& flow) {
  LineScene scene = scene_;
  scene.flow = flow;
  change(scene);
}

void LineView::setProbe(double z) {
  LineScene scene = scene_;
  scene.probe = z;
  change(scene);
}

void LineView::setStrips(int n, StripKind kind) {
  LineScene scene = scene_;
  scene.strips = n;
  scene.stripKind = kind;
  change(scene);
}

void LineView::setPart(double part) {
  setPlaying(false);
  LineScene scene = scene_;
  scene.part = part;
  change(scene);
}

void LineView::setPlaying(bool on) {
  if (on == isPlaying()) return;
  if (!on) {
    playing_.stop();
    return;
  }
  const int maps = static_cast<int>(scene_.flow.maps().size());
  if (Motion::reduced) {
    setPart(1);
    return;
  }
  const double from = scene_.part >= 1 ? 0 : timeOf(scene_.part, maps);
  playing_.setStartValue(from);
  playing_.setEndValue(1.0);
  playing_.setDuration(std::max(1, static_cast<int>(std::lround((1 - from) * maps * Motion::milliseconds(kMapTime)))));
  playing_.start();
}

void LineView::refresh() {
  const LineReading reading = read(scene_);
  figure_->show(reading);
  numbers_->show(reading);
  controls_->show(scene_);
  transport_->show(scene_, isPlaying());
}

void LineView::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.fillRect(rect(), theme().window);
}

// On a whole screen the type grows along: it is read from the back row.
void LineView::resizeEvent(QResizeEvent*) {
  const double growth = std::clamp(std::min(height() / 560.0, width() / 840.0), 1.0, kMostGrowth);
  figure_->setPoints(kPoints * growth);
  numbers_->setPoints(kPoints * growth);
  numbers_->setVisible(width() >= kNarrow);
  controls_->setPoints(kControlPoints * std::min(growth, kMostControlGrowth));
  transport_->setPoints(kControlPoints * std::min(growth, kMostControlGrowth));
}

}  // namespace app
