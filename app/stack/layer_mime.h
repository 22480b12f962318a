#pragma once
// What is under way in a drag: a new layer of some kind, or a card of the stack. Private to this program.

#include <QMimeData>
#include <optional>

namespace app {

inline constexpr char kLayerMime[] = "application/x-pushforward-layer";

struct DraggedLayer {
  QString kind;   ///< a layer's key, from the palette; empty if a card is meant
  int card = -1;  ///< the id of a card of the stack
};

inline QMimeData* toMime(const DraggedLayer& dragged) {
  auto* data = new QMimeData;
  const QString text = dragged.kind.isEmpty() ? "card:" + QString::number(dragged.card) : "kind:" + dragged.kind;
  data->setData(kLayerMime, text.toUtf8());
  return data;
}

/// Nothing if the drag is not ours.
inline std::optional<DraggedLayer> fromMime(const QMimeData* data) {
  if (data == nullptr || !data->hasFormat(kLayerMime)) return std::nullopt;
  const QString text = QString::fromUtf8(data->data(kLayerMime));
  DraggedLayer dragged;
  bool valid = false;
  if (text.startsWith("kind:")) {
    dragged.kind = text.mid(5);
    valid = !dragged.kind.isEmpty();
  } else if (text.startsWith("card:")) {
    dragged.card = text.mid(5).toInt(&valid);
  }
  return valid ? std::optional(dragged) : std::nullopt;
}

}  // namespace app
