#pragma once
// The ledger as a table: one row a layer in the order in which the flow is read, between the two ends.

#include <QAbstractTableModel>
#include <optional>

#include "core/project/project.h"

namespace app {

class LedgerModel : public QAbstractTableModel {
  Q_OBJECT

 public:
  /// The terms are what is summed: log N(z), then what each layer adds. Read from base to data that is minus the log-det of
  /// its toData, read from data to base the log-det of its toBase: one number, two readings.
  enum Column { kName, kPlace, kTerm, kRunning, kColumns };
  enum Role { kLayerRole = Qt::UserRole, kValueRole };  // the card's number or -1; the number as a double

  struct Row {
    QString name;
    core::Vec2 at;  ///< user's units at the data's end, the flow's else
    std::optional<double> term;
    double running = 0;
    int layer = -1;
  };

  using QAbstractTableModel::QAbstractTableModel;

  /// Of a flow's ledger; nothing empties the table.
  void setLedger(const std::optional<core::Ledger>& ledger, const core::FlowSpec& flow, core::Reading reading);
  const std::optional<core::Ledger>& ledger() const { return ledger_; }
  core::Reading reading() const { return reading_; }
  const std::vector<Row>& table() const { return rows_; }
  /// The layer that a row is about, -1 for an end; and its row.
  int layerOf(int row) const;
  int rowOf(int layer) const;

  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
  QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

 private:
  std::vector<Row> rows() const;

  std::optional<core::Ledger> ledger_;
  core::Reading reading_ = core::Reading::sampling;
  QStringList names_;
  std::vector<Row> rows_;
};

}  // namespace app
