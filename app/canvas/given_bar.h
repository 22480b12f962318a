#pragma once
// The bar of a condition: a switch between the two classes of a conditional target, or the slider c. It is there for such
// targets alone.

#include <QWidget>

#include "app/document.h"

class QLabel;
class QSlider;
class QToolButton;

namespace app {

class GivenBar : public QWidget {
  Q_OBJECT

 public:
  GivenBar(Document& document, QWidget* parent);

  /// The size of its type.
  void setPoints(double points);

 signals:
  /// It is there or not, or has other words.
  void resized();

 private:
  void show(const core::Project& project);
  void set(double c);
  /// To the other class, or the next of both ends and the middle.
  void goOn();

  Document& document_;
  QLabel* label_;
  QToolButton* classes_[2];
  QSlider* slider_;
  QLabel* value_;
  double points_ = 0;
};

}  // namespace app
