#pragma once
// The looks: two palettes of one design, one style sheet (resources/style.qss) filled in from them, fonts and the colours
// of layer families. Everything that paints asks here.

#include <QColor>
#include <QFont>
#include <QString>

#include "core/layers/layer.h"

class QApplication;

namespace app {

struct Theme {
  bool dark = false;
  QColor window;    ///< behind everything, and between panels
  QColor panel;     ///< bars and side panels
  QColor card;      ///< a card at rest
  QColor hover;     ///< a card under the pointer
  QColor selected;  ///< a chosen card
  QColor line;      ///< hairlines
  QColor text, muted;
  QColor accent, onAccent;
  QColor good, fair, poor;  ///< quality of the gap
  QColor plate;             ///< translucent, over the canvas; text on it is always light
  QColor highlight;         ///< the one yellow of overlays
};

enum class ThemeMode { system, light, dark };

/// The theme in force.
const Theme& theme();
/// While it lives, theme() is this one for its own thread: a picture off screen has its own.
class ThemeHere {
 public:
  explicit ThemeHere(bool dark);
  ~ThemeHere();
  ThemeHere(const ThemeHere&) = delete;
  ThemeHere& operator=(const ThemeHere&) = delete;

 private:
  const Theme* before_;
};
/// One of the two, whichever is in force.
const Theme& themeOf(bool dark);
/// Sets palette and style sheet of the whole program; widgets hear of it by QEvent::PaletteChange.
void applyTheme(QApplication& application, ThemeMode mode);
ThemeMode parseThemeMode(const QString& text);  ///< "light", "dark", anything else: system
QString keyOf(ThemeMode mode);

/// The bar of colour on a card.
QColor familyColor(core::Family family);
/// Of line `i` in a plot with several, from 0; they repeat after six.
QColor seriesColor(int i);

/// Inter if present, else the system's, with tabular figures; `points` at 96 dpi, weight as QFont::Weight.
QFont uiFont(double points = 10, int weight = QFont::Normal);

}  // namespace app
