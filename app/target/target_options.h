#pragma once
// What can be set about the target at hand: its settings, and of a formula its text, which is tried while it is typed.
// Opens below a button; the numbers at its foot are the target's own.

#include <QFrame>
#include <QTimer>
#include <functional>
#include <vector>

#include "app/document.h"
#include "app/panels/setting_rows.h"
#include "app/target/target_maker.h"
#include "core/targets/points_table.h"

class QFormLayout;
class QLabel;
class QLineEdit;

namespace app {

class TargetOptions : public QFrame {
  Q_OBJECT

 public:
  /// `maker`: shared with whoever else asks for targets, so that of all wishes the newest wins.
  TargetOptions(Document& document, TargetMaker& maker, QWidget* parent = nullptr);

  void openBelow(const QWidget& button);
  /// Whether something that was set is still being made.
  bool busy() const { return maker_->busy(); }

 private:
  /// New rows, if the target has other settings than they are for.
  void build();
  void follow();
  void set(const core::Setting& setting, int row, const std::string& value);
  void make(const QString& name, int mergeId);
  void edit(const QString& name, int mergeId, const core::TargetSpec& target);
  void tryFormula();
  void complain(const QString& sentence);
  void explain();

  Document& document_;
  TargetMaker* maker_;
  QFormLayout* form_;
  QLabel *title_, *formulaLabel_, *complaint_, *busyWord_, *numbers_;
  QLineEdit* formula_;
  std::string kind_;                                ///< that the rows are for
  std::shared_ptr<const core::PointsTable> table_;  ///< whose columns they offer
  std::string shown_;                               ///< the document's formula that the field was last set to
  SettingRows rows_;
  core::Settings asked_;  ///< what was set and is still being made
  QTimer typing_;
};

}  // namespace app
