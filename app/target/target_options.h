#pragma once
// What can be set about the target at hand: its settings, and of a formula its text, which is tried while it is typed.
// Opens below a button; the numbers at its foot are the target's own.

#include <QFrame>
#include <QTimer>
#include <functional>
#include <vector>

#include "app/document.h"

class QFormLayout;
class QLabel;
class QLineEdit;

namespace app {

class TargetOptions : public QFrame {
  Q_OBJECT

 public:
  explicit TargetOptions(Document& document, QWidget* parent = nullptr);

  void openBelow(const QWidget& button);

 private:
  struct Row {
    const core::Setting* setting;
    QWidget* editor;
    std::function<void(const std::string&)> show;
  };

  /// New rows, if the target is of another kind than they are for.
  void build();
  void follow();
  void set(const std::string& key, const std::string& value);
  void tryFormula();
  std::string formulaFor(core::TargetSpec target) const;
  void explain();

  Document& document_;
  QFormLayout* form_;
  QLabel *title_, *formulaLabel_, *complaint_, *numbers_;
  QLineEdit* formula_;
  std::string kind_;   ///< that the rows are for
  std::string shown_;  ///< the document's formula that the field was last set to
  std::vector<Row> rows_;
  QTimer typing_;
};

}  // namespace app
