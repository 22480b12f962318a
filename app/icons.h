#pragma once
// The program's few icons, drawn: crisp at any size, in any colour.

#include <QColor>
#include <QIcon>

namespace app {

enum class Icon { play, pause, step, reset, menu, dice };

QIcon icon(Icon which, const QColor& colour);

}  // namespace app
