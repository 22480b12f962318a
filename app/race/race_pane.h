#pragma once
// A pane of the race: one lane on screen, with the choice of its stack, its density as it is learned, and the numbers that
// matter.

#include <QLabel>
#include <QWidget>

#include "app/canvas/surface.h"
#include "app/race/race_lane.h"

class QComboBox;

namespace app {

/// The density, or the sentence why there is none.
class RacePicture : public QWidget {
 public:
  explicit RacePicture(QWidget* parent = nullptr);
  void show(const RaceLane& lane);
  void clear();
  /// The target's window, which is made to fit the widget's shape.
  void setWindow(const core::Window& window) { window_ = window; }
  core::Window shownWindow() const;
  QSize pixels() const { return size() * devicePixelRatioF(); }
  const QString& sentence() const { return sentence_; }

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  core::Window window_;
  std::shared_ptr<const core::Frame> frame_;
  Surface surface_;
  QString sentence_, message_;
};

/// Gap or NLL in large, then steps and time.
class RaceReadout : public QWidget {
 public:
  explicit RaceReadout(QWidget* parent = nullptr);
  void show(std::shared_ptr<const core::Standing> standing, bool leads);
  void setPoints(double points);

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  std::shared_ptr<const core::Standing> standing_;
  bool leads_ = false;
  double points_ = 10;
};

class RacePane : public QWidget {
  Q_OBJECT

 public:
  /// `place` 0 or 1: lane A, at the left, or B.
  explicit RacePane(int place, QWidget* parent = nullptr);

  void setChoices(const QStringList& names);
  void setChoice(int index);
  void setPoints(double points);
  RacePicture* picture() const { return picture_; }
  RaceReadout* readout() const { return readout_; }
  QComboBox* chooser() const { return chooser_; }

 signals:
  void chosen(int index);

 protected:
  void changeEvent(QEvent* event) override;

 private:
  void restyle();

  int place_;
  double points_ = 10;
  QLabel* letter_;
  QComboBox* chooser_;
  RacePicture* picture_;
  RaceReadout* readout_;
};

}  // namespace app
