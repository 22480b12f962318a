#include "app/stage/ledger_model.h"

#include <cmath>

#include "app/numbers.h"
#include "app/stack/layer_title.h"

namespace app {

namespace {

// Short enough for a column.
QString told(double value) { return std::isnan(value) ? LedgerModel::tr("no number") : signedText(value); }

}  // namespace

void LedgerModel::setLedger(const std::optional<core::Ledger>& ledger, const core::FlowSpec& flow,
                            core::Reading reading) {
  const int before = static_cast<int>(rows_.size());
  const auto fits = ledger && ledger->rows.size() == static_cast<size_t>(flow.depth()) + 1;
  ledger_ = fits ? ledger : std::nullopt;
  reading_ = reading;
  names_.clear();
  for (int k = 0; fits && k < flow.depth(); ++k) {
    const int number = runningNumber(flow, k);
    const QString card = titleOf(flow.layers[static_cast<size_t>(k)]).card;
    names_ += number > 0 ? card + " " + QString::number(number) : card;
  }
  auto next = rows();
  if (static_cast<int>(next.size()) != before) {
    beginResetModel();
    rows_ = std::move(next);
    endResetModel();
  } else {
    rows_ = std::move(next);
    if (before > 0) emit dataChanged(index(0, 0), index(before - 1, kColumns - 1));
  }
}

std::vector<LedgerModel::Row> LedgerModel::rows() const {
  std::vector<Row> out;
  if (!ledger_) return out;
  const auto& entries = ledger_->rows;
  const double base = entries.front().running;
  const int K = static_cast<int>(entries.size()) - 1;
  const bool scaled = ledger_->unitsLogDet != 0;
  double running = 0;
  const auto add = [&](const QString& name, const core::Vec2& at, double term, int layer) {
    running += term;
    out.push_back({name, at, term, running, layer});
  };
  const double units = ledger_->unitsLogDet;
  if (reading_ == core::Reading::sampling) {
    add(tr("base z"), entries.front().at, base, -1);
    for (int k = 0; k < K; ++k) {
      const auto& e = entries[static_cast<size_t>(k) + 1];
      add(names_[k], e.at, e.logDet, k);
    }
    if (scaled) add(tr("units of the data"), ledger_->x, units, -1);
  } else {
    if (scaled) add(tr("units of the data"), ledger_->x, units, -1);
    for (int k = K - 1; k >= 0; --k) {
      const auto& e = entries[static_cast<size_t>(k) + 1];
      add(names_[k], entries[static_cast<size_t>(k)].at, e.logDet, k);
    }
    add(tr("base z"), entries.front().at, base, -1);
  }
  out.push_back({tr("log p(x)"), ledger_->x, std::nullopt, ledger_->logDensity, -1});
  return out;
}

int LedgerModel::layerOf(int row) const {
  return row >= 0 && row < static_cast<int>(rows_.size()) ? rows_[static_cast<size_t>(row)].layer : -1;
}

int LedgerModel::rowOf(int layer) const {
  for (size_t i = 0; i < rows_.size(); ++i) {
    if (layer >= 0 && rows_[i].layer == layer) return static_cast<int>(i);
  }
  return -1;
}

int LedgerModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(rows_.size());
}

int LedgerModel::columnCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : kColumns; }

QVariant LedgerModel::data(const QModelIndex& index, int role) const {
  if (!index.isValid() || index.row() >= rowCount()) return {};
  const Row& row = rows_[static_cast<size_t>(index.row())];
  if (role == kLayerRole) return row.layer;
  if (role == kValueRole) {
    if (index.column() == kTerm) return row.term ? QVariant(*row.term) : QVariant();
    if (index.column() == kRunning) return row.running;
    return {};
  }
  if (role != Qt::DisplayRole) return {};
  switch (index.column()) {
    case kName: return row.name;
    case kPlace:
      return row.at.hasNaN() ? tr("no place") : QString("(%1, %2)").arg(decimal(row.at.x(), 2), decimal(row.at.y(), 2));
    case kTerm: return row.term ? told(*row.term) : QString();
    case kRunning: return told(row.running);
    default: return {};
  }
}

QVariant LedgerModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation != Qt::Horizontal || role != Qt::DisplayRole) return {};
  const bool sampling = reading_ == core::Reading::sampling;
  switch (section) {
    case kName: return tr("layer");
    case kPlace: return tr("point after it");
    case kTerm: return sampling ? QString::fromUtf8("− log|det J|") : QString::fromUtf8("+ log|det J|");
    case kRunning: return tr("sum");
    default: return {};
  }
}

}  // namespace app
