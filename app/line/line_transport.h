#pragma once
// The bar under the figure: how far on its way the map is, which maps the flow has, how many strips there are, and the way
// on to two dimensions.

#include <QWidget>

#include "app/line/line_scene.h"

class QBoxLayout;
class QPushButton;
class QSlider;
class QSpinBox;
class QToolButton;

namespace app {

class LineTransport : public QWidget {
  Q_OBJECT

 public:
  explicit LineTransport(QWidget* parent = nullptr);

  /// Follows without telling.
  void show(const LineScene& scene, bool playing);

  /// Of type, from now on.
  void setPoints(double points);

  QToolButton* play() const { return play_; }
  QSlider* way() const { return way_; }
  QSpinBox* strips() const { return strips_; }
  QToolButton* equalMass() const { return equalMass_; }
  QToolButton* compose() const { return compose_; }
  QPushButton* addDimension() const { return addDimension_; }

 signals:
  void playingWanted(bool on);
  void partWanted(double part);
  void stripsWanted(int n, StripKind kind);
  void mapChosen(int map);
  void mapWanted();    ///< one more, after the last
  void mapUnwanted();  ///< the chosen one
  void dimensionWanted();

 protected:
  void changeEvent(QEvent* event) override;

 private:
  void paintIcons();
  void makeMaps(QBoxLayout* row);

  QToolButton* play_;
  QSlider* way_;
  QSpinBox* strips_;
  QToolButton* equalMass_;
  QToolButton* maps_[core::LineFlow::kMostMaps] = {};
  QToolButton *compose_ = nullptr, *remove_ = nullptr;
  QPushButton* addDimension_;
  bool playing_ = false;
};

}  // namespace app
