#pragma once
// The bar on top: reset, play, step; what one changes in class, as quiet labelled values; the numbers that matter.

#include <QColor>
#include <QElapsedTimer>
#include <QWidget>
#include <array>
#include <functional>

#include "app/player.h"

class QLabel;
class QMenu;
class QPushButton;
class QShortcut;
class QToolButton;

namespace app {

class PresetList;
class TrainingOptions;

class TransportBar : public QWidget {
  Q_OBJECT

 public:
  /// `menu` opens from the button at the far left.
  TransportBar(Document& document, Player& player, QMenu* menu, QWidget* parent = nullptr);

  /// Whether the flow on screen may be trained: not where something else has the cores, and the keys.
  void setTrainable(bool on);
  /// "play", "direction" or "gap": where it is; null for another name.
  QWidget* thing(const QString& name) const;
  /// With all folded that can be.
  QSize minimumSizeHint() const override;

 protected:
  void changeEvent(QEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;

 private:
  QPushButton* addField(const QString& caption, const QString& tip, int width, int indent = 1);
  QLabel* addNumber(const QString& caption, const QString& tip, int width);
  void makeMenus();
  int needed(const QPushButton& field) const;
  int neededByAll() const;
  void fold();
  void offerFolded();
  void makeObjectives();
  static QString rateText(double rate);
  static QString readingText(core::Reading reading);
  void change(const QString& text, const std::function<void(core::TrainSettings&)>& set, int merge = -1);
  void choose(core::Objective objective, const QString& text);
  void showState();
  void showProject();
  void showNumbers();
  void showConditions(const core::Snapshot& s);
  void setIcons();

  Document& document_;
  Player& player_;
  QToolButton *menu_, *reset_, *play_, *step_;
  QShortcut* space_;
  QPushButton *preset_, *objective_, *rate_, *batch_, *options_, *direction_, *seed_, *more_;
  std::array<QPushButton*, 4> folding_{};  // what goes behind `more_` where there is no room, in this order
  PresetList* presets_;
  TrainingOptions* training_;
  QLabel *steps_, *nll_, *ess_, *gridKl_, *entropy_, *gap_;
  QElapsedTimer shown_;
  QColor gapColour_;
};

}  // namespace app
