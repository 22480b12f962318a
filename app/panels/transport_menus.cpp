// What opens from the fields of the bar on top.

#include <QLocale>
#include <QMenu>
#include <QPushButton>
#include <QShortcut>
#include <random>
#include <ranges>

#include "app/panels/training_options.h"
#include "app/panels/transport_bar.h"
#include "app/stack/preset_list.h"
#include "core/project/edits.h"

namespace app {

namespace {

constexpr int kRateMerge = 1001, kBatchMerge = 1002;

}  // namespace

QString TransportBar::rateText(double rate) { return QLocale::c().toString(rate, 'g', 3); }

QString TransportBar::readingText(core::Reading reading) {
  return reading == core::Reading::sampling ? QString::fromUtf8("z → x sampling") : QString::fromUtf8("x → z density");
}

// Each by its name and value, as it would say itself.
void TransportBar::offerFolded() {
  QMenu* menu = more_->menu();
  menu->clear();
  for (QPushButton* field : folding_ | std::views::reverse) {  // as they stand in the bar
    if (!field->parentWidget()->isHidden()) continue;
    QAction* action = menu->addAction(field->accessibleName());
    action->setToolTip(field->toolTip());
    if (field->menu() != nullptr) {
      action->setMenu(field->menu());
    } else {
      connect(action, &QAction::triggered, field, &QPushButton::click);
    }
  }
}

void TransportBar::makeMenus() {
  presets_ = new PresetList(document_, this);
  connect(preset_, &QPushButton::clicked, this, [this] { presets_->openBelow(*preset_); });
  training_ = new TrainingOptions(document_, this);
  connect(options_, &QPushButton::clicked, this,
          [this] { training_->openBelow(options_->isVisible() ? *options_ : *more_); });
  makeObjectives();

  auto* rates = new QMenu(this);
  for (double rate : {1e-4, 3e-4, 1e-3, 2e-3, 5e-3, 1e-2, 2e-2}) {
    connect(rates->addAction(rateText(rate)), &QAction::triggered, this, [this, rate] {
      change(
          tr("Learning rate %1").arg(rateText(rate)), [&](core::TrainSettings& t) { t.rate = rate; }, kRateMerge);
    });
  }
  rate_->setMenu(rates);

  auto* batches = new QMenu(this);
  for (int batch : {64, 128, 256, 512, 1024, 2048, 4096}) {
    connect(batches->addAction(QString::number(batch)), &QAction::triggered, this, [this, batch] {
      change(
          tr("Batch %1").arg(batch), [&](core::TrainSettings& t) { t.batch = batch; }, kBatchMerge);
    });
  }
  batch_->setMenu(batches);

  auto* directions = new QMenu(this);
  const auto read = [this](core::Reading reading) {
    core::View view = document_.project().view;
    view.reading = reading;
    document_.setView(view);
  };
  connect(directions->addAction(readingText(core::Reading::sampling)), &QAction::triggered, this,
          [=] { read(core::Reading::sampling); });
  connect(directions->addAction(readingText(core::Reading::density)), &QAction::triggered, this,
          [=] { read(core::Reading::density); });
  direction_->setMenu(directions);
  connect(new QShortcut(Qt::Key_X, this), &QShortcut::activated, this, [this, read] {
    read(document_.project().view.reading == core::Reading::sampling ? core::Reading::density
                                                                     : core::Reading::sampling);
  });

  auto* seeds = new QMenu(this);
  const auto setSeed = [this](std::uint64_t seed) {
    change(tr("Seed %1").arg(seed), [&](core::TrainSettings& t) { t.seed = seed; });
    player_.resetTraining();
  };
  connect(seeds->addAction(tr("New seed, start over")), &QAction::triggered, this,
          [=] { setSeed(std::random_device{}() % 10000); });
  connect(seeds->addAction(tr("Seed 1, start over")), &QAction::triggered, this, [=] { setSeed(1); });
  seed_->setMenu(seeds);

  more_->setText(QString::fromUtf8("… ▾"));
  more_->setMenu(new QMenu(this));
  connect(more_->menu(), &QMenu::aboutToShow, this, &TransportBar::offerFolded);
}

void TransportBar::change(const QString& text, const std::function<void(core::TrainSettings&)>& set, int merge) {
  document_.edit(
      text,
      [&](const core::Project& p) {
        core::TrainSettings t = p.training;
        set(t);
        return core::setTraining(p, t);
      },
      merge);
}

void TransportBar::choose(core::Objective objective, const QString& text) {
  document_.edit(text, [&](const core::Project& p) { return core::setObjective(p, objective); });
}

void TransportBar::makeObjectives() {
  using core::Objective;
  auto* objectives = new QMenu(this);
  objectives->setToolTipsVisible(true);
  auto* likelihood = objectives->addAction(tr("Maximum likelihood"));
  auto* reverse = objectives->addAction(tr("Reverse KL"));
  auto* matching = objectives->addAction(tr("Flow matching"));
  connect(likelihood, &QAction::triggered, this,
          [this] { choose(Objective::maximumLikelihood, tr("Objective: maximum likelihood")); });
  connect(reverse, &QAction::triggered, this, [this] { choose(Objective::reverseKl, tr("Objective: reverse KL")); });
  connect(matching, &QAction::triggered, this,
          [this] { choose(Objective::flowMatching, tr("Objective: flow matching")); });
  // What cannot be had stays in sight, with the reason.
  connect(objectives, &QMenu::aboutToShow, this, [this, reverse, matching] {
    const auto offer = [](QAction* action, const std::string& why, const QString& what) {
      action->setEnabled(why.empty());
      action->setToolTip(why.empty() ? what : QString::fromStdString(why));
    };
    offer(reverse, core::whyNoReverseKl(document_.project().target),
          tr("KL(flow || target): learns from the density alone, without data"));
    offer(matching, core::whyNoFlowMatching(document_.project().flow),
          tr("Learns the velocities along straight ways from base to data, without a solver"));
  });
  likelihood->setToolTip(tr("KL(target || flow): learns from points"));
  objective_->setMenu(objectives);
}

}  // namespace app
