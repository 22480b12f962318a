#include "app/race/race_view.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QPainter>
#include <QVBoxLayout>
#include <algorithm>

#include "app/race/race_bar.h"
#include "app/race/race_chart.h"
#include "app/race/race_pane.h"
#include "app/race/race_table.h"
#include "app/race/race_table_view.h"
#include "app/stack/preset_list.h"
#include "app/theme.h"
#include "core/util/error.h"

namespace app {

namespace {

constexpr int kTick = 30;              // milliseconds
constexpr qint64 kNumbersEvery = 300;  // milliseconds between two looks at chart and table: nobody reads faster
constexpr qsizetype kBrief = 8;        // letters of a name that fits everywhere
constexpr double kPoints = 10.5, kMostGrowth = 1.7;
constexpr double kControlPoints = 9.5, kMostControlGrowth = 1.45;

// Who is to race against the stack on screen: an architecture of another family that can be trained in the same way.
std::string rivalOf(const core::Project& project) {
  if (project.training.objective == core::Objective::flowMatching) return "ffjord";
  const core::Preset* own = presetOf(project.flow);
  return own != nullptr && own->key == "realnvp" ? "nsf" : "realnvp";
}

int choiceOf(const std::string& key) {
  if (key.empty()) return 0;
  const auto& all = core::presets();
  const auto found = std::find_if(all.begin(), all.end(), [&](const core::Preset& p) { return p.key == key; });
  return found == all.end() ? 0 : static_cast<int>(found - all.begin()) + 1;
}

}  // namespace

RaceView::RaceView(QWidget* parent) : QWidget(parent) {
  setAccessibleName(tr("Race: two stacks side by side"));
  bar_ = new RaceBar(this);
  for (int place = 0; place < 2; ++place) panes_[static_cast<size_t>(place)] = new RacePane(place, this);
  chart_ = new RaceChart(this);
  table_ = new RaceTable(this);
  tableView_ = new RaceTableView(*table_, this);
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(10, 8, 10, 8);
  column->setSpacing(8);
  column->addWidget(bar_);
  auto* above = new QHBoxLayout;
  above->setSpacing(16);
  for (RacePane* pane : panes_) above->addWidget(pane, 1);
  auto* below = new QHBoxLayout;
  below->setSpacing(16);
  below->addWidget(chart_, 44);
  below->addWidget(tableView_, 56);
  column->addLayout(above, 46);
  column->addLayout(below, 54);
  setFocusProxy(bar_);

  QStringList names{tr("The stack on screen")};
  for (const core::Preset& preset : core::presets()) names << QString::fromStdString(preset.label);
  for (size_t place = 0; place < 2; ++place) {
    panes_[place]->setChoices(names);
    connect(panes_[place], &RacePane::chosen, this, [this, place](int index) {
      choices_[place] = index;
      begin();
    });
  }
  connect(bar_, &RaceBar::runningWanted, this, &RaceView::setRunning);
  connect(bar_, &RaceBar::resetWanted, this, &RaceView::reset);
  connect(bar_, &RaceBar::seedWanted, this, [this] { setSeed(terms_.project.training.seed + 1); });
  connect(bar_, &RaceBar::modeWanted, this, &RaceView::setMode);
  connect(bar_, &RaceBar::swapWanted, this, &RaceView::swap);
  connect(bar_, &RaceBar::winnerWanted, this, [this] {
    if (const int place = winner(); place >= 0) emit stackChosen(lane(place).entry().flow);
  });
  connect(bar_, &RaceBar::closeWanted, this, &RaceView::closed);
  connect(&clock_, &QTimer::timeout, this, &RaceView::tick);
}

RaceView::~RaceView() { stop(); }  // and waits for what is ending

void RaceView::start(const core::Project& project) {
  stop();
  terms_.project = project;
  if (choices_[1] < 0) choices_[1] = choiceOf(rivalOf(project));
  const auto pace = std::make_shared<core::Pace>();
  for (int place = 0; place < 2; ++place) lanes_[static_cast<size_t>(place)] = std::make_unique<RaceLane>(place, pace);
  terms_.round = 0;
  begin();
  clock_.start(kTick);
}

void RaceView::stop() {
  clock_.stop();
  record();  // it may be wanted later
  for (auto& lane : lanes_) {
    if (lane == nullptr) continue;
    lane->close();
    ending_.push_back(std::async(std::launch::async, [last = std::move(lane)]() mutable { last = nullptr; }));
  }
  std::erase_if(ending_,
                [](const auto& end) { return end.wait_for(std::chrono::seconds(0)) == std::future_status::ready; });
  running_ = false;
  bar_->show(running_, terms_.mode);
}

RaceEntry RaceView::entryOf(int choice) const {
  if (choice <= 0) return {tr("Stack on screen"), tr("On screen"), terms_.project.flow, {}};
  const core::Preset& preset = core::presets()[static_cast<size_t>(choice - 1)];
  const QString label = QString::fromStdString(preset.label);
  const QString key = QString::fromStdString(preset.key).toUpper().replace('_', '-');
  RaceEntry entry{label, label.size() <= kBrief ? label : key, {}, {}};
  try {
    entry.flow = core::parseStack(preset.stack, terms_.project.training.objective);
    entry.flow.base = terms_.project.flow.base;
    entry.flow.conditional = terms_.project.flow.conditional;
  } catch (const core::InputError& error) {
    entry.refusal = QString::fromUtf8(error.what());
  }
  return entry;
}

void RaceView::begin() {
  if (!started()) return;
  // The race that was run is at hand until this one has moved.
  if (lanes_[0]->standing() && lanes_[1]->standing()) record();
  running_ = false;
  ++terms_.round;
  const auto target = core::makeTarget(terms_.project.target);
  for (size_t place = 0; place < 2; ++place) {
    lanes_[place]->begin(entryOf(choices_[place]), terms_);
    panes_[place]->setChoice(choices_[place]);
    panes_[place]->picture()->setWindow(target->window());
  }
  showNames();
  chart_->setSubject(subject());
  bar_->show(running_, terms_.mode);
  for (size_t place = 0; place < 2; ++place) showPicture(place);
  showNumbers();
}

void RaceView::setRunning(bool running) {
  if (!started() || running == running_) return;
  running_ = running;
  for (const auto& lane : lanes_) lane->setRunning(running);
  bar_->show(running_, terms_.mode);
}

void RaceView::reset() { begin(); }

void RaceView::setSeed(std::uint64_t seed) {
  terms_.project.training.seed = seed;
  begin();
}

void RaceView::setMode(core::RaceMode mode) {
  if (mode == terms_.mode) return;
  terms_.mode = mode;
  bar_->show(running_, mode);
  begin();
}

void RaceView::choose(int place, const std::string& key) {
  choices_[static_cast<size_t>(place)] = choiceOf(key);
  begin();
}

void RaceView::swap() {
  std::swap(choices_[0], choices_[1]);
  if (!started()) return;
  // The lanes go on as they are: they are only shown elsewhere.
  std::swap(lanes_[0], lanes_[1]);
  showNames();
  for (size_t place = 0; place < 2; ++place) {
    panes_[place]->setChoice(choices_[place]);
    showPicture(place);
  }
  showNumbers();
}

int RaceView::winner() const {
  if (!started()) return -1;
  if (table_->leader() >= 0) return table_->leader();
  for (int place = 0; place < 2; ++place) {
    const auto& standing = lane(place).standing();
    if (!lane(1 - place).refusal().isEmpty() && standing != nullptr && standing->heldOut() && standing->steps > 0)
      return place;
  }
  return -1;
}

std::array<std::shared_ptr<const core::Standing>, 2> RaceView::standings() const {
  if (!started()) return {};
  return {lanes_[0]->standing(), lanes_[1]->standing()};
}

std::shared_ptr<const RaceRecord> RaceView::record() {
  if (!started() || recorded_ == standings()) return record_;
  for (const auto& lane : lanes_) {
    if (!lane->refusal().isEmpty()) return nullptr;  // there is no race
  }
  auto made = std::make_shared<RaceRecord>();
  made->bySeconds = terms_.mode == core::RaceMode::sameClock;
  made->subject = subject();
  for (const auto& lane : lanes_) {
    auto record = lane->record();
    if (!record) return record_;
    made->lanes.push_back(std::move(*record));
  }
  recorded_ = standings();
  return record_ = made;
}

QString RaceView::subject() const {
  return tr("%1, seed %2")
      .arg(QString::fromStdString(core::makeTarget(terms_.project.target)->info().label))
      .arg(terms_.project.training.seed);
}

void RaceView::showNames() {
  std::array<RaceTable::Name, 2> names;
  for (size_t place = 0; place < 2; ++place) names[place] = {lanes_[place]->entry().name, lanes_[place]->entry().brief};
  table_->setNames(names);
}

void RaceView::showPicture(size_t place) { panes_[place]->picture()->show(*lanes_[place]); }

void RaceView::showNumbers() {
  fresh_ = false;
  sinceNumbers_.restart();
  const auto both = standings();
  table_->setStandings(both);
  chart_->show(both, terms_.mode);
  const int ahead = winner();
  for (size_t place = 0; place < 2; ++place)
    panes_[place]->readout()->show(both[place], table_->leader() == static_cast<int>(place));
  bar_->setWinner(ahead < 0 ? QString() : lane(ahead).entry().name);
}

void RaceView::tick() {
  for (size_t place = 0; place < 2; ++place) {
    lanes_[place]->setPicture(panes_[place]->picture()->pixels(), panes_[place]->picture()->shownWindow());
    const RaceLane::News news = lanes_[place]->poll();
    fresh_ = fresh_ || news.standing;
    const bool refused = news.standing && !lanes_[place]->refusal().isEmpty();
    if (news.picture || refused) showPicture(place);
  }
  if (fresh_ && (!running_ || sinceNumbers_.elapsed() >= kNumbersEvery)) showNumbers();
}

void RaceView::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.fillRect(rect(), theme().window);
}

// On a whole screen the type grows along: it is read from the back row.
void RaceView::resizeEvent(QResizeEvent*) {
  const double growth = std::clamp(std::min(height() / 560.0, width() / 740.0), 0.8, kMostGrowth);
  for (RacePane* pane : panes_) pane->setPoints(kPoints * growth);
  chart_->setPoints(kPoints * growth);
  tableView_->setPoints(kPoints * growth);
  bar_->setPoints(kControlPoints * std::min(growth, kMostControlGrowth));
}

void RaceView::hideEvent(QHideEvent* event) {
  if (!event->spontaneous()) stop();  // not when the window is only minimised
  QWidget::hideEvent(event);
}

void RaceView::keyPressEvent(QKeyEvent* event) {
  if (event->key() == Qt::Key_Escape) {
    emit closed();
  } else {
    QWidget::keyPressEvent(event);
  }
}

void RaceView::changeEvent(QEvent* event) {
  if (event->type() == QEvent::PaletteChange) update();
  QWidget::changeEvent(event);
}

}  // namespace app
