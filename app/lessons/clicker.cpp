#include "app/lessons/clicker.h"

#include <QApplication>
#include <QKeyEvent>

namespace app {

Clicker::Clicker(QWidget& window, QObject* parent) : QObject(parent), window_(window) {}

void Clicker::setOn(bool on) {
  if (on == on_) return;
  on_ = on;
  if (on) {
    qApp->installEventFilter(this);
  } else {
    qApp->removeEventFilter(this);
    setBlack(false);
  }
}

void Clicker::setBlack(bool black) {
  if (black == isBlack()) return;
  if (!black) {
    black_->hide();
    black_->deleteLater();
    black_.clear();
    return;
  }
  black_ = new QWidget(&window_);
  black_->setObjectName("black");
  black_->setAccessibleName(tr("Black screen: any key of the clicker brings the picture back"));
  black_->setStyleSheet("#black { background: #000000; }");
  black_->setAttribute(Qt::WA_StyledBackground);
  black_->setCursor(Qt::BlankCursor);
  black_->setGeometry(window_.rect());
  black_->show();
  black_->raise();
}

bool Clicker::takes(const QWidget& receiver, int key, Qt::KeyboardModifiers modifiers) {
  if ((modifiers & ~(Qt::KeypadModifier | Qt::ShiftModifier)) != 0) return false;
  if (key == Qt::Key_PageDown || key == Qt::Key_PageUp) return true;
  // Letters, stops and digits belong to a text that is being typed.
  if (receiver.testAttribute(Qt::WA_InputMethodEnabled)) return false;
  return key == Qt::Key_Period || key == Qt::Key_B || (key >= Qt::Key_1 && key <= Qt::Key_4);
}

void Clicker::act(int key) {
  if (key == Qt::Key_Period || key == Qt::Key_B) {
    setBlack(!isBlack());
    return;
  }
  // On a black screen nobody sees what a step does: the first key only brings the picture back.
  if (isBlack()) {
    setBlack(false);
    return;
  }
  if (key == Qt::Key_PageDown)
    emit next();
  else if (key == Qt::Key_PageUp)
    emit back();
  else
    emit choice(key - Qt::Key_1);
}

bool Clicker::eventFilter(QObject* watched, QEvent* event) {
  if (event->type() == QEvent::Resize && watched == &window_ && isBlack()) black_->setGeometry(window_.rect());
  if (event->type() != QEvent::ShortcutOverride && event->type() != QEvent::KeyPress) return false;
  const auto* widget = qobject_cast<QWidget*>(watched);
  if (widget == nullptr || (widget != &window_ && !window_.isAncestorOf(widget))) return false;
  const auto* key = static_cast<QKeyEvent*>(event);
  if (!takes(*widget, key->key(), key->modifiers())) return false;
  // The override keeps the window's own shortcut from taking the key; the press follows.
  if (event->type() == QEvent::KeyPress)
    act(key->key());
  else
    event->accept();
  return true;
}

}  // namespace app
