#pragma once
// The panel beside the canvas in which a target is painted. The document follows while a stroke goes on, so that one sees
// the flow learn what is painted; the painting has an undo of its own.

#include <QTimer>
#include <QWidget>
#include <array>
#include <functional>

#include "app/document.h"
#include "app/target/paint_sheet.h"

class QBoxLayout;
class QSlider;
class QToolButton;

namespace app {

class PaintView : public QWidget {
  Q_OBJECT

 public:
  explicit PaintView(Document& document, QWidget* parent = nullptr);

  /// Shows the document's painting, if its target is one; else what is on the sheet.
  void open();
  /// Ends the stroke that goes on, and tells the document of it: before another project or a file takes its place.
  void finish();
  PaintSheet* sheet() const { return sheet_; }
  /// Milliseconds between two pictures of a stroke that goes on; its end is told at once.
  void setPause(int milliseconds) { pending_.setInterval(milliseconds); }
  /// Whether whoever learns the target has had time for the last one; while not, a stroke that goes on is not told of.
  void setReady(std::function<bool()> ready) { ready_ = std::move(ready); }
  void setTool(PaintTool tool);
  void traceOver(const QImage& guide);
  QSize sizeHint() const override { return {480, 560}; }

 signals:
  void closed();
  /// One sentence for the status bar.
  void told(const QString& sentence);

 protected:
  bool event(QEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;
  void hideEvent(QHideEvent* event) override;

 private:
  void makeTools(QBoxLayout* row);
  void makeSliders(QBoxLayout* row);
  void makeSteps(QBoxLayout* row);
  QToolButton* add(QBoxLayout* row, const QString& text, const QString& tip, bool checkable = false);
  /// What a key does here; nothing if it is another's.
  std::function<void()> actionOf(const QKeyEvent& key);
  void change(const std::function<void(Painting&)>& step);
  void follow(const core::TargetSpec& target);
  void publish();
  void showState();
  void chooseGuide();

  Document& document_;
  PaintSheet* sheet_;
  std::array<QToolButton*, 3> tools_{};
  QToolButton *mirror_, *undo_, *redo_, *clear_, *trace_;
  QSlider *size_, *softness_;
  QTimer pending_;
  std::function<bool()> ready_;
};

}  // namespace app
