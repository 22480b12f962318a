#pragma once
// The gap that opens between two cards while a layer is dragged over them, with a line where it would go.

#include <QObject>
#include <QPainter>
#include <QVariantAnimation>

namespace app {

class InsertionGap : public QObject {
  Q_OBJECT

 public:
  explicit InsertionGap(QObject* parent);

  /// Opens before card `position`; -1 closes.
  void openAt(int position);
  int position() const { return position_; }
  /// Whether anything is moved aside still; it outlives `position` while the gap closes.
  bool isOpen() const { return place_ >= 0; }
  /// How far card `row` moves aside, in pixels.
  int shiftOf(int row) const;
  /// `top`: of the card that the gap is before, were it closed; the line stays within `area`.
  void paintLine(QPainter& painter, double top, const QRect& area) const;
  int place() const { return place_; }

 signals:
  void moved();

 private:
  void setOpening(double opening);

  int position_ = -1, place_ = -1;
  double opening_ = 0;  ///< 0 closed, 1 open
  QVariantAnimation animation_;
};

}  // namespace app
