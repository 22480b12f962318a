#pragma once
// Colours of what is written on a plate, which is dark in both themes.

#include <QColor>

namespace app {

inline const QColor kPlateText(0xf2, 0xf2, 0xf5), kPlateMuted(0xb9, 0xb4, 0xc6);
/// Of a number that is wrong, and why.
inline const QColor kPlateWrong(0xff, 0x6b, 0x5e);

/// Lines of the target's density: a hue that viridis does not have, told from it by a dark rim.
inline const QColor kTargetLine(0xff, 0x9e, 0xc8);
/// That of the k-th line from the inside out.
inline QColor targetLine(size_t k) {
  QColor colour = kTargetLine;
  colour.setAlpha(k == 0 ? 255 : k == 1 ? 200 : 150);
  return colour;
}

}  // namespace app
