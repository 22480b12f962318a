#pragma once
// The canvas's bars: a quiet row at the bottom for what is drawn, and a column at the left for the tools of the stage.
// Every button has a key; both write to the document's view and follow it.

#include <QWidget>

#include "app/document.h"
#include "core/render/frame.h"

class QMenu;
class QToolButton;
class QBoxLayout;

namespace app {

/// Pixels of the rounded corners; but for these a bar hides what is behind it.
inline constexpr int kBarCorner = 4;

class CanvasBar : public QWidget {
  Q_OBJECT

 public:
  enum class Kind { layers, tools };
  CanvasBar(Kind kind, Document& document, QWidget* parent);

  /// The size of its type.
  void setPoints(double points);
  /// Less room around the words.
  void setTight(bool tight);
  /// The region is being drawn: the mass button is down before there is a region.
  void setBrushing(bool brushing);

 signals:
  void resetWanted();
  void brushWanted(bool on);
  void cellWanted(bool on);
  void lineWanted();
  void raceWanted();
  void lessonsWanted(const QPoint& at);

 private:
  void setStyle();
  QToolButton* add(const QString& text, const QString& tip, Qt::Key key, bool checkable);
  /// A button that turns a part of the view on and off.
  void addPart(const QString& text, const QString& tip, Qt::Key key, const std::function<bool&(core::View&)>& part);
  /// A button for one of several: the mouse opens the list, the key goes on to the next one that can be had.
  QMenu* addChoice(const QString& text, const QString& tip, Qt::Key key, const QStringList& choices,
                   const std::function<int()>& chosen, const std::function<void(int)>& choose);
  void addColouring();
  void addComparison();

  Document& document_;
  QBoxLayout* row_;
  QToolButton* mass_ = nullptr;
  double points_ = 0;
  bool tight_ = false;
  bool brushing_ = false;
};

/// What a colouring is called on screen.
QString titleOf(core::Colouring colouring);

}  // namespace app
