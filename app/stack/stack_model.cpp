#include "app/stack/stack_model.h"

#include <algorithm>

#include "app/stack/layer_mime.h"
#include "app/stack/layer_title.h"
#include "core/project/edits.h"

namespace app {

namespace {

QString text(const std::string& s) { return QString::fromStdString(s); }

QString halves(const core::LayerSpec& card) {
  const auto half = card.settings.find("half");
  if (half == card.settings.end()) return {};
  return half->second == "2" ? QStringLiteral("x₂ | x₁") : QStringLiteral("x₁ | x₂");
}

QString settingsOf(const core::LayerSpec& card) {
  QStringList parts;
  for (const core::Setting& setting : core::layerInfo(card.key).settings) {
    const auto value = card.settings.find(setting.key);
    if (value == card.settings.end() || !core::counts(setting, card.settings)) continue;
    parts += text(setting.label).toLower() + " " + text(value->second) + (setting.unit.empty() ? "" : " ") +
             text(setting.unit);
  }
  return parts.join(", ");
}

int find(const std::vector<core::LayerSpec>& layers, int id) {
  const auto at = std::find_if(layers.begin(), layers.end(), [id](const auto& layer) { return layer.id == id; });
  return at == layers.end() ? -1 : static_cast<int>(at - layers.begin());
}

}  // namespace

QString cardTitle(const core::FlowSpec& stack, int position) {
  const QString label = titleOf(stack.layers[static_cast<size_t>(position)]).label;
  const int number = runningNumber(stack, position);
  return number > 0 ? label + " " + QString::number(number) : label;
}

StackModel::StackModel(Document& document, QObject* parent)
    : QAbstractListModel(parent), document_(document), flow_(document.project().flow) {
  nameAll();
  connect(&document, &Document::changed, this,
          [this](const core::Project&, const core::Project& after) { follow(after.flow); });
}

void StackModel::nameAll() {
  titles_.clear();
  for (int row = 0; row < flow_.depth(); ++row) titles_.push_back(cardTitle(flow_, row));
}

int StackModel::rowCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : flow_.depth(); }

int StackModel::rowOf(int id) const { return find(flow_.layers, id); }

QVariant StackModel::data(const QModelIndex& index, int role) const {
  if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return {};
  const core::LayerSpec& card = flow_.layers[static_cast<size_t>(index.row())];
  switch (role) {
    case Qt::DisplayRole: return titles_[static_cast<size_t>(index.row())];
    case Qt::ToolTipRole: return toolTip(index.row());
    case Qt::AccessibleTextRole: {
      QString spoken = titles_[static_cast<size_t>(index.row())];
      if (!halves(card).isEmpty()) spoken += ", changes x" + text(card.settings.at("half"));
      return card.enabled ? spoken : spoken + ", switched off";
    }
    case Qt::AccessibleDescriptionRole: return titleOf(card).summary;
    case KeyRole: return text(card.key);
    case FamilyRole: return static_cast<int>(core::layerInfo(card.key).family);
    case HalfRole: return halves(card);
    case EnabledRole: return card.enabled;
    case IdRole: return card.id;
    case SettingsRole: return settingsOf(card);
    default: return {};
  }
}

QString StackModel::toolTip(int row) const {
  const core::LayerSpec& card = flow_.layers[static_cast<size_t>(row)];
  QString tip =
      "<b>" + titles_[static_cast<size_t>(row)].toHtmlEscaped() + "</b><br>" + settingsOf(card).toHtmlEscaped();
  const auto direction = card.settings.find("direction");
  if (direction != card.settings.end() && direction->second == "sampling")
    tip += "<br>The formula runs from base to data (sampling): exact densities need its inverse.";
  if (!card.enabled) tip += "<br>Switched off: the identity, its parameters are kept.";
  return tip;
}

QHash<int, QByteArray> StackModel::roleNames() const {
  auto names = QAbstractListModel::roleNames();
  names.insert({{KeyRole, "key"},
                {FamilyRole, "family"},
                {HalfRole, "half"},
                {EnabledRole, "enabled"},
                {IdRole, "id"},
                {SettingsRole, "settings"}});
  return names;
}

Qt::ItemFlags StackModel::flags(const QModelIndex& index) const {
  if (!index.isValid()) return Qt::ItemIsDropEnabled;  // between cards, never onto one
  return Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsDragEnabled | Qt::ItemNeverHasChildren;
}

QStringList StackModel::mimeTypes() const { return {kLayerMime}; }

QMimeData* StackModel::mimeData(const QModelIndexList& indexes) const {
  if (indexes.isEmpty()) return nullptr;
  return toMime({{}, indexes.first().data(IdRole).toInt()});
}

bool StackModel::canDropMimeData(const QMimeData* data, Qt::DropAction, int, int, const QModelIndex&) const {
  const auto dragged = fromMime(data);
  if (!dragged) return false;
  if (dragged->kind.isEmpty()) return rowOf(dragged->card) >= 0;  // a card of another window is not ours to move
  const auto titles = layerTitles();
  return std::any_of(titles.begin(), titles.end(), [&](const auto& title) { return text(title.key) == dragged->kind; });
}

bool StackModel::dropMimeData(const QMimeData* data, Qt::DropAction action, int row, int column,
                              const QModelIndex& parent) {
  if (!canDropMimeData(data, action, row, column, parent)) return false;
  if (row < 0) row = parent.isValid() ? parent.row() : rowCount();
  const auto dragged = fromMime(data);
  return dragged->kind.isEmpty() ? moveCard(rowOf(dragged->card), row) : insertKind(dragged->kind, row);
}

QString StackModel::nameOf(int row) const {
  if (row < 0 || row >= flow_.depth()) return "layer";
  return titleOf(flow_.layers[static_cast<size_t>(row)]).card;
}

bool StackModel::insertKind(const QString& key, int position) {
  return document_.edit("Insert " + titleOf(key.toStdString()).card, [&](const core::Project& project) {
    return core::insertLayer(project, position, key.toStdString());
  });
}

bool StackModel::moveCard(int from, int before) {
  return document_.edit("Move " + nameOf(from),
                        [=](const core::Project& project) { return core::moveLayer(project, from, before); });
}

bool StackModel::duplicateCard(int row) {
  return document_.edit("Duplicate " + nameOf(row),
                        [=](const core::Project& project) { return core::duplicateLayer(project, row); });
}

bool StackModel::removeCard(int row) {
  return document_.edit("Delete " + nameOf(row),
                        [=](const core::Project& project) { return core::removeLayer(project, row); });
}

bool StackModel::toggleCard(int row) {
  if (row < 0 || row >= flow_.depth()) return false;
  const bool enable = !flow_.layers[static_cast<size_t>(row)].enabled;
  return document_.edit((enable ? "Switch on " : "Switch off ") + nameOf(row),
                        [=](const core::Project& project) { return core::setLayerEnabled(project, row, enable); });
}

void StackModel::follow(const core::FlowSpec& flow) {
  if (flow == flow_) return;
  const auto& next = flow.layers;
  auto& rows = flow_.layers;
  const bool related = std::any_of(rows.begin(), rows.end(), [&](const auto& row) { return find(next, row.id) >= 0; });
  if (!related) {  // another stack altogether
    beginResetModel();
    flow_ = flow;
    nameAll();
    endResetModel();
    emit followed();
    return;
  }
  const auto rotate = [&](int first, int middle, int last) {
    std::rotate(rows.begin() + first, rows.begin() + middle, rows.begin() + last);
    std::rotate(titles_.begin() + first, titles_.begin() + middle, titles_.begin() + last);
  };
  // By the cards' ids, so that a view's selection stays with its card.
  for (int i = flow_.depth() - 1; i >= 0; --i) {
    if (find(next, rows[static_cast<size_t>(i)].id) >= 0) continue;
    beginRemoveRows({}, i, i);
    rows.erase(rows.begin() + i);
    titles_.erase(titles_.begin() + i);
    endRemoveRows();
  }
  for (int i = 0; i < flow.depth(); ++i) {
    const int id = next[static_cast<size_t>(i)].id;
    const int at = find(rows, id);
    if (at == i) continue;
    if (at < 0) {
      beginInsertRows({}, i, i);
      rows.insert(rows.begin() + i, next[static_cast<size_t>(i)]);
      titles_.insert(titles_.begin() + i, cardTitle(flow, i));
      endInsertRows();
    } else if (at == i + 1) {  // the card here went down: one move of it, not one of each card that it passed
      const int to = std::min(find(next, rows[static_cast<size_t>(i)].id), flow_.depth() - 1);
      beginMoveRows({}, i, i, {}, to + 1);
      rotate(i, i + 1, to + 1);
      endMoveRows();
    } else {
      beginMoveRows({}, at, at, {}, i);
      rotate(i, at, at + 1);
      endMoveRows();
    }
  }
  flow_ = flow;
  nameAll();
  // All of them: the running numbers of others may have changed too.
  if (flow_.depth() > 0) emit dataChanged(index(0), index(flow_.depth() - 1));
  emit followed();
}

}  // namespace app
