#pragma once
// The loss chart: loss of the batches, held-out NLL, the true entropy as a line, and the gap in words.

#include <QElapsedTimer>
#include <QWidget>
#include <optional>

#include "app/player.h"

class QChart;
class QLabel;
class QToolButton;
class QLineSeries;
class QValueAxis;

namespace app {

class LossChart : public QWidget {
  Q_OBJECT

 public:
  LossChart(Document& document, Player& player, QWidget* parent = nullptr);

 protected:
  void changeEvent(QEvent* event) override;
  void showEvent(QShowEvent* event) override;
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  void refresh();
  void restyle();
  void markStep(int step);

  Player& player_;
  QChart* chart_;
  QWidget* chartView_;
  QLineSeries *loss_, *heldOut_, *entropy_, *marker_;
  QValueAxis *steps_, *nats_;
  QLabel* words_;
  QToolButton *onward_ = nullptr, *now_ = nullptr;
  QElapsedTimer since_;
  int drawn_ = -1;  // step of the snapshot that is drawn
  std::optional<double> drawnHeldOut_;
};

}  // namespace app
