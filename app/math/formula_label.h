#pragma once
// A formula label: a widget that shows one typeset formula, as large as fits its width.

#include <QWidget>

#include "app/math/formula.h"

namespace app {

class FormulaLabel : public QWidget {
  Q_OBJECT

 public:
  /// `points`: the largest size; where the formula is too wide it is set smaller.
  explicit FormulaLabel(double points, QWidget* parent = nullptr);

  /// `words`: the same in plain text, for those who listen.
  void setFormula(const QString& tex, const QString& words);
  const QString& words() const { return words_; }
  QSize sizeHint() const override;
  QSize minimumSizeHint() const override;

 protected:
  void paintEvent(QPaintEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;

 private:
  void fit();

  double points_;
  QString tex_, words_;
  Formula formula_;
};

}  // namespace app
