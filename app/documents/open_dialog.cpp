#include "app/documents/open_dialog.h"

#include <QFileInfo>
#include <QGridLayout>
#include <QLabel>
#include <QLocale>
#include <QMessageBox>
#include <QPainter>
#include <QPainterPath>
#include <QPushButton>
#include <QScopeGuard>
#include <QVBoxLayout>

#include "app/documents/document_files.h"

namespace app {

namespace {

constexpr QSize kPicture(320, 200);

QPixmap rounded(const QImage& image) {
  QPixmap out(image.size());
  out.fill(Qt::transparent);
  QPainter painter(&out);
  painter.setRenderHint(QPainter::Antialiasing);
  QPainterPath clip;
  clip.addRoundedRect(QRectF(image.rect()), 6, 6);
  painter.setClipPath(clip);
  painter.drawImage(0, 0, image);
  return out;
}

}  // namespace

QString documentFilter() { return OpenDialog::tr("Pushforward (*.pushforward)"); }

OpenDialog::OpenDialog(QWidget* parent, const QString& folder)
    : QFileDialog(parent, tr("Open"), folder, documentFilter()), picture_(new QLabel), words_(new QLabel) {
  setFileMode(QFileDialog::ExistingFile);
  setOption(QFileDialog::DontUseNativeDialog);  // those of the desktops show no pictures of ours
  picture_->setFixedSize(kPicture);
  picture_->setAlignment(Qt::AlignCenter);
  picture_->setAccessibleName(tr("Picture of the file"));
  words_->setObjectName("caption");
  words_->setWordWrap(true);
  words_->setFixedWidth(kPicture.width());
  auto* side = new QVBoxLayout;
  side->setContentsMargins(8, 0, 0, 0);
  side->addWidget(picture_);
  side->addWidget(words_);
  side->addStretch(1);
  if (auto* grid = qobject_cast<QGridLayout*>(layout()))
    grid->addLayout(side, 0, grid->columnCount(), grid->rowCount(), 1);
  connect(this, &QFileDialog::currentChanged, this, &OpenDialog::preview);
  resize(1040, 520);
  preview({});
}

void OpenDialog::preview(const QString& path) {
  const QFileInfo info(path);
  const bool file = !path.isEmpty() && info.isFile();
  const QImage image = file ? thumbnailOf(path) : QImage();
  picture_->setPixmap(image.isNull() ? QPixmap()
                                     : rounded(image.scaled(kPicture, Qt::KeepAspectRatio, Qt::SmoothTransformation)));
  const QLocale english(QLocale::English);
  words_->setText(file ? tr("%1\n%2, %3")
                             .arg(info.completeBaseName(), english.formattedDataSize(info.size()),
                                  english.toString(info.lastModified(), "d MMMM yyyy, hh:mm"))
                       : tr("The picture of a file that is chosen stands here."));
}

QString askForDocument(QWidget* parent, const QString& folder) {
  OpenDialog dialog(parent, folder);
  return dialog.exec() == QDialog::Accepted ? dialog.selectedFiles().value(0) : QString();
}

bool mayReplace(QWidget* parent, const QStringList& paths) {
  QStringList there;
  for (const QString& path : paths)
    if (QFileInfo::exists(path)) there << QFileInfo(path).fileName();
  if (there.isEmpty()) return true;
  QMessageBox box(QMessageBox::Question, OpenDialog::tr("Export"),
                  OpenDialog::tr("%1 belongs to the export and is there already. Replace it?").arg(there.join(", ")),
                  QMessageBox::Cancel, parent);
  const QPushButton* replace = box.addButton(OpenDialog::tr("Replace"), QMessageBox::AcceptRole);
  box.setDefaultButton(QMessageBox::Cancel);
  box.exec();
  return box.clickedButton() == replace;
}

QString askWhereTo(QWidget* parent, const QString& title, const QString& suggested, const QString& ending,
                   const QString& filter, QWidget* choice) {
  QFileDialog dialog(parent, title, QFileInfo(suggested).path(), filter);
  dialog.setAcceptMode(QFileDialog::AcceptSave);
  if (choice != nullptr) {
    dialog.setOption(QFileDialog::DontUseNativeDialog);  // those of the desktops have no room for choices of ours
    if (auto* grid = qobject_cast<QGridLayout*>(dialog.layout()))
      grid->addWidget(choice, grid->rowCount(), 0, 1, grid->columnCount());
    dialog.resize(860, 520);
  }
  const auto giveBack = qScopeGuard([choice] {
    if (choice != nullptr) choice->setParent(nullptr);
  });
  if (!ending.isEmpty()) dialog.setDefaultSuffix(ending.mid(1));
  dialog.selectFile(QFileInfo(suggested).fileName());
  if (dialog.exec() != QDialog::Accepted) return {};
  const QString path = dialog.selectedFiles().value(0);
  return path.isEmpty() || path.endsWith(ending) ? path : path + ending;
}

}  // namespace app
