#pragma once
// The presets as a list that opens from a button: name, what it is good at, where it comes from. One click replaces the
// stack, as one edit.

#include <QFrame>
#include <QListView>

#include "app/document.h"

namespace app {

/// The preset whose stack this is, whatever the objective it was made for; null for any other stack.
const core::Preset* presetOf(const core::FlowSpec& flow);
/// Takes the preset's stack, as one undo entry.
bool usePreset(Document& document, const core::Preset& preset);

class PresetList : public QFrame {
  Q_OBJECT

 public:
  explicit PresetList(Document& document, QWidget* parent = nullptr);

  /// Opens below `button`, inside its screen.
  void openBelow(const QWidget& button);
  QListView& list() { return *list_; }

 private:
  Document& document_;
  QListView* list_;
};

}  // namespace app
