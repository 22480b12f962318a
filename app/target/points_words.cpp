#include "app/target/points_words.h"

#include <QCoreApplication>
#include <QStringList>

#include "core/targets/points_table.h"

namespace app {

namespace {

QString words(const std::string& s) { return QString::fromStdString(s); }

QString tr(const char* text) { return QCoreApplication::translate("points", text); }

QString number(double value) { return QString::number(value, 'g', 4); }

QString count(int n) { return words(core::grouped(n)); }

}  // namespace

std::vector<core::Setting> shownSettings(const core::TargetSpec& target) {
  std::vector<core::Setting> shown = core::targetSettings(target.key);
  if (target.key != "points") return shown;
  const auto table = core::tableOf(target.points);
  const bool others = table != nullptr && table->numberColumns().size() > 2;
  if (!others) {
    std::erase_if(shown, [](const core::Setting& s) { return s.key == "x" || s.key == "y"; });
    return shown;
  }
  for (core::Setting& setting : shown) {
    if (setting.key != "x" && setting.key != "y") continue;
    setting.type = core::Setting::Type::choice;
    for (const size_t column : table->numberColumns()) setting.choices.push_back(table->settingOf(column));
  }
  return shown;
}

std::string shownValue(const core::TargetSpec& target, const std::string& key) {
  const auto table = core::tableOf(target.points);
  if (table == nullptr || (key != "x" && key != "y")) return target.settings.at(key);
  return table->settingOf(core::chosenColumns(*table, target.settings)[key == "x" ? 0 : 1]);
}

core::Settings withColumn(const core::TargetSpec& target, const core::Settings& asked, const std::string& key,
                          const std::string& value) {
  if (target.key != "points" || (key != "x" && key != "y")) return {{key, value}};
  core::TargetSpec now = target;
  for (const auto& [k, v] : asked) now.settings[k] = v;
  const std::string other = key == "x" ? "y" : "x";
  // Both by their names from now on: "auto" would have the other one move too.
  const std::string before = shownValue(now, key), beside = shownValue(now, other);
  return {{key, value}, {other, beside == value ? before : beside}};
}

QString pointsWords(const core::Project& project) {
  const core::TargetSpec target = core::completed(project.target);
  const auto table = core::tableOf(target.points);
  QStringList lines{words(target.file)};
  if (table != nullptr) {
    lines << words(table->readAs);
  } else {
    lines << tr("%1 points").arg(count(static_cast<int>(target.points->rows())));
    if (target.settings.at("x") != "auto" || target.settings.at("y") != "auto")
      lines << tr("columns %1 and %2").arg(words(target.settings.at("x")), words(target.settings.at("y")));
  }
  const core::SplitCounts split = core::splitCounts(target);
  lines << tr("%1 train, %2 held out").arg(count(split.train), count(split.heldOut));
  const core::Scaling& s = project.scaling;
  lines << (s == core::Scaling{}
                ? tr("not scaled")
                : tr("scaled: mean %1, %2; sd %3, %4")
                      .arg(number(s.mean[0]), number(s.mean[1]), number(s.scale[0]), number(s.scale[1])));
  return lines.join('\n');
}

}  // namespace app
