#pragma once
// The comparison table of the race: what the two lanes have measured, row by row, and which of them is better.

#include <QAbstractTableModel>
#include <array>
#include <memory>
#include <optional>
#include <vector>

#include "core/race/standing.h"

namespace app {

/// Numbers as the race shows them: of a steady width, groups of three digits apart.
QString countText(double value);
QString natsText(std::optional<double> nats);
/// Three digits or four, whatever the size.
QString costText(std::optional<double> microseconds);

class RaceTable : public QAbstractTableModel {
  Q_OBJECT

 public:
  enum Row {
    Parameters,
    Steps,
    TrainingTime,
    Share,
    StepsPerSecond,
    HeldOut,
    Gap,
    TimeToMark,
    StepsToMark,
    Sampling,
    Density,
    RoundTrip,
    RowCount
  };
  /// bool: the better of the two; never both, and none where they show the same.
  enum Role { BetterRole = Qt::UserRole + 1, ShortNameRole /**< of a column, where there is no room for its name */ };

  using QAbstractTableModel::QAbstractTableModel;

  struct Name {
    QString whole, brief;
    bool operator==(const Name&) const = default;
  };
  void setNames(const std::array<Name, 2>& names);
  /// Null: nothing is known of that lane yet.
  void setStandings(const std::array<std::shared_ptr<const core::Standing>, 2>& standings);

  int rowCount(const QModelIndex& parent = {}) const override { return parent.isValid() ? 0 : RowCount; }
  int columnCount(const QModelIndex& parent = {}) const override { return parent.isValid() ? 0 : 2; }
  QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
  QVariant headerData(int section, Qt::Orientation side, int role = Qt::DisplayRole) const override;

  /// The lane that has the lower held-out NLL, as far as it shows; -1: neither.
  int leader() const { return better_[HeldOut]; }

 private:
  std::array<Name, 2> names_;
  std::array<std::array<QString, 2>, RowCount> texts_;
  std::array<int, RowCount> better_ = [] {
    std::array<int, RowCount> none{};
    none.fill(-1);
    return none;
  }();
};

}  // namespace app
