#pragma once
// Colours of what is written on a plate, which is dark in both themes.

#include <QColor>

namespace app {

inline const QColor kPlateText(0xf2, 0xf2, 0xf5), kPlateMuted(0xb9, 0xb4, 0xc6);

}  // namespace app
