#pragma once
// Colours of what is written on a plate, which is dark in both themes.

#include <QColor>

namespace app {

inline const QColor kPlateText(0xf2, 0xf2, 0xf5), kPlateMuted(0xb9, 0xb4, 0xc6);
/// Of a number that is wrong, and why.
inline const QColor kPlateWrong(0xff, 0x6b, 0x5e);

}  // namespace app
