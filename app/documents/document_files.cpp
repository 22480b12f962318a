#include "app/documents/document_files.h"

#include <QCoreApplication>
#include <QFile>
#include <QFileInfo>
#include <algorithm>

namespace app {

namespace {

const char kFolder[] = ":/examples/";

QString tr(const char* text) { return QCoreApplication::translate("examples", text); }

}  // namespace

bool isExample(const QString& path) { return path.startsWith(kFolder); }

// In the order of scripts/examples, which makes them.
std::vector<DocumentEntry> examples() {
  const auto entry = [](const char* name, const QString& title, const QString& tip) {
    return DocumentEntry{QString(kFolder) + name + ".pushforward", title, tip};
  };
  return {
      entry("two_moons", tr("Two moons, by splines"), tr("Four spline couplings: hardly to be told from the target")),
      entry("planar", tr("32 planar layers"), tr("The plane is pushed along ridges, a little at a time")),
      entry("circles", tr("Circles, continuous"), tr("A vector field that carries the Gaussian into two circles")),
      entry("moons_by_class", tr("Moons, given the class"), tr("One flow for p(x | c): K goes to the other class")),
      entry("mixture_base", tr("From eight blobs"), tr("A mixture as the base: islands need no thin bridges")),
      entry("checkerboard", tr("Checkerboard"), tr("Sharp edges, which smooth layers can only come close to")),
      entry("swiss_roll", tr("Swiss roll, to race with"), tr("A long thin roll: press 2 and let the presets race")),
      entry("u1", tr("From an energy alone"), tr("Reverse KL: the flow finds both modes without a single point")),
  };
}

core::Document readDocument(const QString& path) {
  if (!isExample(path)) return core::fromJson(core::readWholeFile(path.toStdString()), path.toStdString());
  QFile file(path);
  const bool there = file.open(QIODevice::ReadOnly);
  return core::fromJson(there ? file.readAll().toStdString() : "", QFileInfo(path).fileName().toStdString());
}

QImage thumbnailOf(const QString& path) {
  QFile file(path);
  if (!file.open(QIODevice::ReadOnly)) return {};
  file.seek(std::max<qint64>(0, file.size() - core::kThumbnailEnd));
  const QByteArray end = file.read(core::kThumbnailEnd);
  const std::string png = core::thumbnailIn({end.constData(), static_cast<size_t>(end.size())});
  return QImage::fromData(reinterpret_cast<const uchar*>(png.data()), static_cast<int>(png.size()), "PNG");
}

}  // namespace app
