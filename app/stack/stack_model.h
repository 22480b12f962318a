#pragma once
// The stack as a list model: one row a card, from base to data. It follows the document and turns drops into edits.

#include <QAbstractListModel>
#include <vector>

#include "app/document.h"

namespace app {

/// "Spline coupling 3": the kind's label, with a running number if the stack has several of the kind.
QString cardTitle(const core::FlowSpec& stack, int position);

class StackModel : public QAbstractListModel {
  Q_OBJECT

 public:
  enum Role {
    KeyRole = Qt::UserRole + 1,
    FamilyRole,   ///< core::Family as int
    HalfRole,     ///< "x₂ | x₁" if half 2 changes given half 1; empty for layers without halves
    EnabledRole,  ///< bool
    IdRole,       ///< int, the same for a card's whole life
    SettingsRole  ///< "bins 8, bound 5"
  };

  explicit StackModel(Document& document, QObject* parent = nullptr);

  int rowCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role) const override;
  QHash<int, QByteArray> roleNames() const override;
  Qt::ItemFlags flags(const QModelIndex& index) const override;

  QStringList mimeTypes() const override;
  QMimeData* mimeData(const QModelIndexList& indexes) const override;
  Qt::DropActions supportedDragActions() const override { return Qt::MoveAction; }
  Qt::DropActions supportedDropActions() const override { return Qt::CopyAction | Qt::MoveAction; }
  bool canDropMimeData(const QMimeData* data, Qt::DropAction action, int row, int column,
                       const QModelIndex& parent) const override;
  /// A kind is inserted before `row`, a card moved there.
  bool dropMimeData(const QMimeData* data, Qt::DropAction action, int row, int column,
                    const QModelIndex& parent) override;

  // Edits of the document, each one undo entry; false if refused or nothing would change.
  bool insertKind(const QString& key, int position);
  bool moveCard(int from, int before);
  bool duplicateCard(int row);
  bool removeCard(int row);
  bool toggleCard(int row);

  /// Row of the card with this id, -1 if there is none.
  int rowOf(int id) const;

 signals:
  /// All rows agree with the document again.
  void followed();

 private:
  void follow(const core::FlowSpec& flow);
  void nameAll();
  QString nameOf(int row) const;  ///< as in an undo entry: "planar"
  QString toolTip(int row) const;

  Document& document_;
  core::FlowSpec flow_;          ///< what the views have been told, at any moment
  std::vector<QString> titles_;  ///< beside flow_.layers: an insertion renumbers others only once it is over
};

}  // namespace app
