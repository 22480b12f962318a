#pragma once
// The live numbers of the page of one dimension: the probed point, its densities, their logarithms, and the strip's areas.

#include <QWidget>

#include "app/line/line_scene.h"

namespace app {

class LineNumbers : public QWidget {
  Q_OBJECT

 public:
  explicit LineNumbers(QWidget* parent = nullptr);

  void show(const LineReading& reading);
  void setPoints(double points);

  /// What stands beside a label, as it is shown: keys "z", "x", "slope", "p(z)", "p(x)", "log p(z)", "log slope",
  /// "log p(x)", "base area", "data area", "mass". Empty where there is nothing to tell.
  QString value(const QString& key) const;

 protected:
  void paintEvent(QPaintEvent* event) override;
  void changeEvent(QEvent* event) override;

 private:
  struct Row {
    QString key;
    QString label;  ///< small HTML; a heading where the key is empty
    QString value;
    enum class Look { plain, strong, total } look = Look::plain;
  };
  void fill(const LineReading& reading);

  std::vector<Row> rows_;
  double points_ = 11;
};

}  // namespace app
