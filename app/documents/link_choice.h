#pragma once
// The choice, where a document is saved, between data in its file and a link to the user's own.

#include <QWidget>
#include <optional>

#include "core/project/data_link.h"

class QCheckBox;

namespace app {

class LinkChoice : public QWidget {
  Q_OBJECT

 public:
  /// `folder`: of the document, where data is looked for that is not named in full; may be empty.
  LinkChoice(const core::Project& project, const QString& folder);

  /// Whether there is one: the data comes from a file that can be read again.
  bool possible() const { return possible_.has_value(); }
  std::optional<core::DataLink> chosen() const;

 private:
  std::optional<core::DataLink> possible_;
  QCheckBox* links_;
};

}  // namespace app
