#pragma once
// The chart of the race: the held-out NLL of both lanes over steps or over seconds of training, the true entropy dashed.

#include <QWidget>
#include <array>
#include <memory>
#include <optional>

#include "core/race/pace.h"
#include "core/race/standing.h"

class QChart;
class QGraphicsSimpleTextItem;
class QLabel;
class QLineSeries;
class QValueAxis;

namespace app {

class RaceChart : public QWidget {
  Q_OBJECT

 public:
  explicit RaceChart(QWidget* parent = nullptr);

  /// "Two moons, seed 1".
  void setSubject(const QString& subject);
  /// Null: nothing is known of that lane yet.
  void show(const std::array<std::shared_ptr<const core::Standing>, 2>& standings, core::RaceMode mode);
  void setPoints(double points);

  const QLineSeries& curve(int lane) const { return *curves_[static_cast<size_t>(lane)]; }
  const QLineSeries& entropy() const { return *entropy_; }

 protected:
  void changeEvent(QEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;

 private:
  void restyle();
  void placeLetters();
  void tell();

  QChart* chart_;
  std::array<QLineSeries*, 2> curves_;
  std::array<QGraphicsSimpleTextItem*, 2> letters_;
  QLineSeries* entropy_;
  QGraphicsSimpleTextItem* entropyName_;
  QValueAxis *along_, *nats_;
  QLabel* title_;
  QString subject_;
  bool entropyKnown_ = true;
  double points_ = 10;
};

}  // namespace app
