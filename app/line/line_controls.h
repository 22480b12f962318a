#pragma once
// The controls of one map of the line: its kind, and a box for each of its parameters. Of a spline: of its chosen knot.

#include <QWidget>
#include <vector>

#include "app/line/line_scene.h"

class QAbstractButton;
class QBoxLayout;
class QDoubleSpinBox;
class QSpinBox;

namespace app {

class LineControls : public QWidget {
  Q_OBJECT

 public:
  explicit LineControls(QWidget* parent = nullptr);

  /// Follows without telling.
  void show(const LineScene& scene);

  /// Of type, from now on.
  void setPoints(double points);

  /// The box of a parameter, by the name that is written in it ("a"; of a knot, "z", "x" or "d"), or nullptr.
  QDoubleSpinBox* box(const QString& name) const;
  QAbstractButton* kindButton(core::LineKind kind) const;
  /// How many knots, and which one is chosen; hidden for other kinds.
  QSpinBox* knotCount() const { return knotCount_; }
  QSpinBox* knotNumber() const { return knotNumber_; }

 signals:
  void mapChanged(const core::LineMap& map);
  void knotChosen(int knot);

 private:
  struct Box {
    QString name;
    int index;  ///< of the parameter, in the map
    QDoubleSpinBox* box;
  };
  void arrange();
  void makeBoxes();
  int indexOf(const Box& box) const;

  LineScene scene_;
  double points_ = 10;
  core::LineKind arranged_ = core::LineKind::affine;
  QBoxLayout* row_ = nullptr;
  std::vector<QAbstractButton*> kinds_;
  std::vector<Box> boxes_;
  QSpinBox *knotCount_ = nullptr, *knotNumber_ = nullptr;
};

}  // namespace app
