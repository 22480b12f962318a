#include "app/documents/link_choice.h"

#include <QCheckBox>
#include <QFileInfo>
#include <QLabel>
#include <QLocale>
#include <QVBoxLayout>

namespace app {

LinkChoice::LinkChoice(const core::Project& project, const QString& folder)
    : possible_(project.link ? project.link : core::possibleLink(project.target, folder.toStdString())),
      links_(new QCheckBox) {
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 8, 0, 4);
  column->setSpacing(2);
  auto* words = new QLabel;
  words->setObjectName("caption");
  words->setWordWrap(true);
  column->addWidget(links_);
  column->addWidget(words);
  if (!possible_) return;
  const QString name = QFileInfo(QString::fromStdString(possible_->path)).fileName();
  const QLocale english(QLocale::English);
  const std::uint64_t bytes = core::embeddedSize(project.target);
  const QString size = english.formattedDataSize(static_cast<qint64>(bytes), 1, QLocale::DataSizeSIFormat);
  links_->setText(tr("Link to %1 instead of keeping its data in this file").arg(name));
  links_->setToolTip(QString::fromStdString(possible_->path));
  links_->setChecked(project.link.has_value());
  if (project.link && project.link->standIn) {
    links_->setEnabled(false);
    words->setText(tr("That file is not there at the moment; the link to it stays."));
  } else if (bytes >= core::kLargeData) {
    words->setText(
        tr("Worth it here: the data takes %1 in this file. Keep both files where they are to each other.").arg(size));
  } else {
    words->setText(
        tr("The data takes %1 in this file; a link needs both files, where they are to each other.").arg(size));
  }
  links_->setAccessibleDescription(words->text());
}

std::optional<core::DataLink> LinkChoice::chosen() const { return links_->isChecked() ? possible_ : std::nullopt; }

}  // namespace app
