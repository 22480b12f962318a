#pragma once
// A side panel of the window: a column that scrolls if the screen is low.

class QScrollArea;
class QVBoxLayout;

namespace app {

/// `column` is where its contents go.
QScrollArea* sidePanel(QVBoxLayout*& column, int width);

}  // namespace app
