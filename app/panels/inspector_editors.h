#pragma once
// The editor of one setting, made from what the setting says about itself: a number, a choice or a list of widths.

#include <QWidget>
#include <functional>
#include <string>

#include "core/util/setting.h"

namespace app {

struct SettingEditor {
  QWidget* widget = nullptr;
  std::function<void(const std::string&)> show;  ///< takes a canonical value over, silently
};

/// `owner`: the key of the layer or target whose setting it is, for errors. `send` is given each new value; `typed` what is wrong with a text that is being typed, empty if nothing is.
SettingEditor makeSettingEditor(const std::string& owner, const core::Setting& setting, QWidget* parent,
                                const std::function<void(const std::string&)>& send,
                                const std::function<void(const std::string&)>& typed);

}  // namespace app
