#pragma once
// The inspector: what the chosen layer is, what it does to the plane now, its settings and its read-outs. All of it comes
// from LayerInfo and Flow; no kind of layer is known here by name.

#include <QCheckBox>
#include <QGridLayout>
#include <QLabel>
#include <QWidget>
#include <memory>
#include <vector>

#include "app/document.h"
#include "app/panels/curves_plot.h"
#include "app/panels/inspector_editors.h"
#include "app/stack/warp_plot.h"
#include "core/training/snapshot.h"

namespace app {

class FormulaLabel;

class Inspector : public QWidget {
  Q_OBJECT

 public:
  explicit Inspector(Document& document, QWidget* parent = nullptr);

  /// The editor of a setting of the layer shown: QSpinBox, QDoubleSpinBox, QComboBox or QLineEdit; null if it has none.
  QWidget* editor(const QString& setting) const;
  QString heading() const { return heading_->text(); }
  QString error() const { return error_->text(); }
  const CurvesPlot& curves() const { return *curves_; }

 public slots:
  void setSnapshot(std::shared_ptr<const core::Snapshot> snapshot);

 signals:
  /// A hand has set the parameters of layer k.
  void setByHand(int k, const std::vector<core::Real>& values);
  void handGrabbed();
  void handReleased();

 protected:
  void showEvent(QShowEvent* event) override;
  void changeEvent(QEvent* event) override;
  bool eventFilter(QObject* object, QEvent* event) override;

 private:
  struct Row {
    std::string key;
    const core::Setting* setting;  ///< the registry's own
    QLabel* label;
    SettingEditor editor;
  };

  void follow();
  void rebuild(const core::LayerSpec& card);
  Row makeRow(const core::Setting& setting, int number);
  void commit(const std::string& key, const std::string& value, int number);
  void moveHandle(int i, double x, double y);
  void showMoment();  ///< plot and read-outs, from the newest snapshot
  void showCurves(const core::LayerSpec& card, int in);
  void showCount(const core::Layer& layer);
  void setError(const QString& sentence);
  void restyle();

  Document& document_;
  std::shared_ptr<const core::Snapshot> snapshot_;
  QLabel* heading_;
  FormulaLabel* formula_;
  QLabel *error_, *empty_;
  QWidget *body_, *form_;
  QGridLayout* grid_;
  WarpPlot* plot_;
  CurvesPlot* curves_;
  QCheckBox* train_;
  std::shared_ptr<const core::Theta> curvesOf_;  ///< whose curves are drawn
  QLabel *parameters_, *logDet_, *gradient_;
  std::vector<Row> rows_;
  std::string shownKey_;
  int shownId_ = -1;
  bool committing_ = false;
  qint64 notBefore_ = 0;  ///< a slow layer is looked at less often, so that it does not hold up the window
};

}  // namespace app
