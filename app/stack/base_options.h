#pragma once
// What the flow starts from: the kind of base, its settings, and the temperature at which it is looked at. Opens below the
// stack's upper end.

#include <QFrame>
#include <string>

#include "app/document.h"
#include "app/panels/setting_rows.h"

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
  /// New rows, if the base is of another kind than they are for.
  void build();
  void follow();
  void choose(int kind);
  void set(const core::Setting& setting, int row, const std::string& value);
  void setTemperature(double temperature);

  Document& document_;
  QFormLayout* form_;
  ChoiceBox* kinds_;
  QSlider* temperature_;
  QLabel *temperatureValue_, *about_;
  SettingRows rows_;
  std::string kind_;  ///< that the rows are for
};

}  // namespace app
