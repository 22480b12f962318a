#include "app/panels/setting_rows.h"

#include <QFormLayout>
#include <QLabel>
#include <QScreen>
#include <algorithm>

#include "app/panels/inspector_editors.h"

namespace app {

namespace {

constexpr int kEditorWidth = 120;

}  // namespace

void SettingRows::build(const std::string& kind, const std::vector<core::Setting>& settings, int at, const Send& send) {
  for (const auto& row : rows_) form_.removeRow(row->editor);
  rows_.clear();
  for (const core::Setting& setting : settings) {
    rows_.push_back(std::make_unique<Row>(Row{setting, nullptr, {}}));
    Row& row = *rows_.back();
    const int number = static_cast<int>(rows_.size()) - 1;
    const SettingEditor made = makeSettingEditor(
        kind, row.setting, &owner_,
        [send, &row, number](const std::string& value) { send(row.setting, number, value); },
        [](const std::string&) {});
    row.editor = made.widget;
    row.show = made.show;
    const QString name = QString::fromStdString(setting.label), help = QString::fromStdString(setting.help);
    row.editor->setAccessibleName(name);
    row.editor->setToolTip(help);
    row.editor->setMinimumWidth(kEditorWidth);
    auto* label = new QLabel(name);
    label->setToolTip(help);
    label->setBuddy(row.editor);
    form_.insertRow(at++, label, row.editor);
  }
}

void SettingRows::show(const std::function<std::string(const std::string& key)>& valueOf) {
  for (const auto& row : rows_) row->show(valueOf(row->setting.key));
}

QWidget* SettingRows::first() const { return rows_.empty() ? nullptr : rows_.front()->editor; }

void openBelow(QWidget& popup, const QWidget& button) {
  popup.adjustSize();
  const QRect screen = button.screen()->availableGeometry();
  QPoint at = button.mapToGlobal(QPoint(0, button.height() + 4));
  at.setX(std::clamp(at.x(), screen.left(), std::max(screen.left(), screen.right() - popup.width())));
  popup.move(at);
  popup.show();
}

}  // namespace app
