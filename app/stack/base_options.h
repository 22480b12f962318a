#pragma once
// What the flow starts from: the kind of base, its settings, and the temperature at which it is looked at. Opens below the
// stack's upper end.

#include <QFrame>
#include <functional>
#include <vector>

#include "app/document.h"

class QFormLayout;
class QLabel;
class QSlider;

namespace app {

class ChoiceBox;

class BaseOptions : public QFrame {
  Q_OBJECT

 public:
  explicit BaseOptions(Document& document, QWidget* parent = nullptr);

  void openBelow(const QWidget& button);
  /// As the stack's end says it: "base  N(0, I)", "base  Uniform box, T = 0.5".
  static QString nameOf(const core::Project& project);

 private:
  struct Row {
    const core::Setting* setting;
    QWidget* editor;
    std::function<void(const std::string&)> show;
  };

  /// New rows, if the base is of another kind than they are for.
  void build();
  void follow();
  void choose(int kind);
  void set(const std::string& key, const std::string& value);
  void setTemperature(double temperature);

  Document& document_;
  QFormLayout* form_;
  ChoiceBox* kinds_;
  QSlider* temperature_;
  QLabel *temperatureValue_, *about_;
  std::string kind_;  ///< that the rows are for
  std::vector<Row> rows_;
};

}  // namespace app
