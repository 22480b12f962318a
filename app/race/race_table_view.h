#pragma once
// The comparison table on screen: hairlines between the rows, the better of each row on a pill and bold.

#include <QTableView>

namespace app {

class RaceTable;

class RaceTableView : public QTableView {
 public:
  explicit RaceTableView(RaceTable& table, QWidget* parent = nullptr);
  /// The size of its type where there is room; it shrinks until all rows are seen.
  void setPoints(double points);
  QSize minimumSizeHint() const override { return {200, 120}; }

 protected:
  void resizeEvent(QResizeEvent* event) override;

 private:
  void fit();

  double points_ = 10;
};

}  // namespace app
