#pragma once
// How training goes about it: schedule, warm-up, weight decay, and what only one objective knows. Opens from the bar;
// shows only what counts for the objective at hand.

#include <QFrame>
#include <functional>
#include <vector>

#include "app/document.h"

class QCheckBox;
class QComboBox;
class QDoubleSpinBox;
class QFormLayout;
class QSpinBox;

namespace app {

class TrainingOptions : public QFrame {
  Q_OBJECT

 public:
  explicit TrainingOptions(Document& document, QWidget* parent = nullptr);

  void openBelow(const QWidget& button);
  /// In a few words what differs from the usual: "Cosine", "Usual".
  static QString summary(const core::TrainSettings& settings);

 private:
  struct Row {
    QWidget* editor;
    std::function<void(const core::TrainSettings&)> show;  ///< takes a value over, silently
    std::function<bool(const core::TrainSettings&)> counts;
  };
  using Change = std::function<void(core::TrainSettings&)>;
  using Counts = std::function<bool(const core::TrainSettings&)>;

  void add(const QString& name, const QString& tip, const Row& row);
  void edit(const QString& name, const Change& change);
  void addCount(const QString& name, const QString& tip, int core::TrainSettings::*member, int least,
                const Counts& counts);
  void addSwitch(const QString& name, const QString& tip, bool core::TrainSettings::*member, const Counts& counts);
  void follow();

  Document& document_;
  QFormLayout* form_;
  std::vector<Row> rows_;
};

}  // namespace app
