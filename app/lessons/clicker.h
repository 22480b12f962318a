#pragma once
// The clicker: while it is on, the keys of a lecturer's remote mean next, back and black-out, whatever has the focus and
// whatever else these keys mean in the window.

#include <QObject>
#include <QPointer>
#include <QWidget>

namespace app {

class Clicker : public QObject {
  Q_OBJECT

 public:
  /// For the keys that arrive in `window`.
  explicit Clicker(QWidget& window, QObject* parent = nullptr);

  void setOn(bool on);
  bool on() const { return on_; }
  bool isBlack() const { return !black_.isNull(); }
  /// Covers the window with black, or uncovers it.
  void setBlack(bool black);

 signals:
  void next();
  void back();
  /// A digit from 1 to 4, as a choice from 0.
  void choice(int i);

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  static bool takes(const QWidget& receiver, int key, Qt::KeyboardModifiers modifiers);
  void act(int key);

  QWidget& window_;
  QPointer<QWidget> black_;
  bool on_ = false;
};

}  // namespace app
