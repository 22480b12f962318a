#pragma once
// The bar of the race: start and pause, the way back to the start, which race it is, and what to do with its winner.

#include <QWidget>

#include "core/race/pace.h"

class QPushButton;
class QToolButton;

namespace app {

class RaceBar : public QWidget {
  Q_OBJECT

 public:
  explicit RaceBar(QWidget* parent = nullptr);

  void show(bool running, core::RaceMode mode);
  /// What "take the winner" would take; empty: there is none yet.
  void setWinner(const QString& name);
  void setPoints(double points);

 signals:
  void runningWanted(bool on);
  void resetWanted();
  void seedWanted();
  void modeWanted(core::RaceMode mode);
  void swapWanted();
  void winnerWanted();
  void closeWanted();

 protected:
  void changeEvent(QEvent* event) override;

 private:
  QToolButton* tool(const QString& text, const QString& tip);
  void paintIcons();

  bool running_ = false;
  core::RaceMode mode_ = core::RaceMode::sameSteps;
  QPushButton* run_;
  QToolButton *reset_, *seed_, *steps_, *clock_, *swap_, *winner_, *close_;
};

}  // namespace app
