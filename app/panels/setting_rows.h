#pragma once
// Rows of a form, one for each setting of a thing that has settings: its name, and an editor made from what it says about
// itself.

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/util/setting.h"

class QFormLayout;
class QWidget;

namespace app {

class SettingRows {
 public:
  /// A new value of a setting, and the number of its row.
  using Send = std::function<void(const core::Setting& setting, int row, const std::string& value)>;

  /// `owner` is the parent of the editors.
  SettingRows(QFormLayout& form, QWidget& owner) : form_(form), owner_(owner) {}

  /// Other rows instead of those that are there, from row `at` of the form on. `kind`: the key of what they are about, for
  /// errors.
  void build(const std::string& kind, const std::vector<core::Setting>& settings, int at, const Send& send);
  /// Shows `valueOf(key)` in every row, silently.
  void show(const std::function<std::string(const std::string& key)>& valueOf);
  /// The first editor, or null.
  QWidget* first() const;

 private:
  struct Row {
    core::Setting setting;
    QWidget* editor;
    std::function<void(const std::string&)> show;
  };

  QFormLayout& form_;
  QWidget& owner_;
  std::vector<std::unique_ptr<Row>> rows_;  // editors keep a reference to their setting
};

/// Shows a popup below a button, on the screen.
void openBelow(QWidget& popup, const QWidget& button);

}  // namespace app
