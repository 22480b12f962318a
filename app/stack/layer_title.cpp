#include "app/stack/layer_title.h"

#include <QStringList>
#include <algorithm>

namespace app {

namespace {

constexpr qsizetype kCompact = 10;

QString words(const std::string& s) { return QString::fromStdString(s); }

LayerTitle ofKind(const core::LayerInfo& info) {
  return {info.key, words(info.label), words(info.card), words(info.summary), words(info.paper), &info};
}

LayerTitle ofAlias(const core::LayerInfo& info, const core::LayerInfo::Alias& alias) {
  return {alias.key, words(alias.label), words(alias.card), words(alias.summary), words(alias.paper), &info};
}

bool fits(const core::LayerInfo::Alias& alias, const core::Settings& settings) {
  return std::all_of(alias.settings.begin(), alias.settings.end(), [&](const auto& wanted) {
    const auto found = settings.find(wanted.first);
    return found != settings.end() && found->second == wanted.second;
  });
}

const core::LayerInfo::Alias* aliasOf(const core::LayerInfo& info, const core::LayerSpec& card) {
  for (const auto& alias : info.aliases) {
    if (fits(alias, card.settings)) return &alias;
  }
  return nullptr;
}

}  // namespace

QString LayerTitle::compact() const {
  if (label.size() <= kCompact) return label;
  QStringList parts = card.split(' ');
  // Short words of such names are abbreviations: "spline ar", "cnf".
  for (QString& part : parts) {
    if (part.size() <= 3) part = part.toUpper();
  }
  parts.front()[0] = parts.front()[0].toUpper();
  return parts.join(' ');
}

QString LayerTitle::toolTip() const { return summary + "\n" + words(info->formula) + "\n" + paper; }

LayerTitle titleOf(const std::string& key) {
  for (const LayerTitle& title : layerTitles()) {
    if (title.key == key) return title;
  }
  return ofKind(core::layerInfo(key));  // which says what there is
}

LayerTitle titleOf(const core::LayerSpec& card) {
  const core::LayerInfo& info = core::layerInfo(card.key);
  const auto* alias = aliasOf(info, card);
  return alias != nullptr ? ofAlias(info, *alias) : ofKind(info);
}

std::vector<LayerTitle> layerTitles() {
  std::vector<LayerTitle> all;
  for (const core::LayerInfo& info : core::layerInfos()) {
    all.push_back(ofKind(info));
    for (const auto& alias : info.aliases) all.push_back(ofAlias(info, alias));
  }
  return all;
}

int runningNumber(const core::FlowSpec& stack, int position) {
  const core::LayerSpec& card = stack.layers[static_cast<size_t>(position)];
  const core::LayerInfo& info = core::layerInfo(card.key);
  const auto* alias = aliasOf(info, card);
  int count = 0, number = 0;
  for (int i = 0; i < stack.depth(); ++i) {
    const core::LayerSpec& other = stack.layers[static_cast<size_t>(i)];
    if (other.key != card.key || aliasOf(info, other) != alias) continue;
    ++count;
    if (i == position) number = count;
  }
  return count > 1 ? number : 0;
}

}  // namespace app
