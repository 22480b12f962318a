#include "app/export/flow_words.h"

#include <QFileInfo>
#include <QLocale>
#include <QStringList>
#include <algorithm>
#include <cstdio>

#include "core/export/exporter.h"

namespace app {

namespace {

constexpr int kHeadLines = 40, kLongestLine = 120;

// Sentences of each format; %1 is the name.
QString useOf(const std::string& format, const QString& name, const std::string& base) {
  const auto lines = [&](const char* text) { return QString(text).replace("%1", name); };
  if (format == "pytorch")
    return lines(
        "import %1\n"
        "flow = %1.load()\n"
        "logp = flow.log_prob(flow.sample(1000))  # in nats");
  if (format == "onnx")
    return lines(
               "import numpy as np, onnxruntime as ort\n"
               "z = np.random.randn(1000, 2).astype(np.float32)  # %2\n"
               "x, = ort.InferenceSession(\"%1.sample.onnx\").run(None, {\"z\": z})\n"
               "logp, = ort.InferenceSession(\"%1.onnx\").run(None, {\"x\": x})")
        .replace("%2", base == "gaussian" ? "draws of the base" : "better: draws of the base, no Gaussian");
  if (format == "npz")
    return lines(
        "import json, numpy as np\n"
        "arrays = np.load(\"%1.npz\")\n"
        "layers = json.loads(str(arrays[\"description\"]))[\"layers\"]");
  if (format == "json")
    return lines(
        "import json\n"
        "layers = json.load(open(\"%1.json\"))[\"layers\"]\n"
        "# or: pushforward sample %1.json -n 1000");
  if (format == "glsl") return "vec2 x = toData(z);   // of a draw z of the base\nfloat p = logp(x);    // in nats";
  if (format == "cpp")
    return lines(
        "#include \"%1.h\"\n"
        "%1::vec2 x = %1::toData({0.5f, -1.0f});\n"
        "float p = %1::logp(x);  // in nats");
  return lines(
      "import numpy as np\n"
      "x = np.loadtxt(\"%1.csv\", delimiter=\",\", skiprows=1)");
}

// The names in a ZIP archive, as its end lists them.
QString entriesOf(const std::string& zip) {
  constexpr size_t kName = 46;  // where it begins in an entry of the list
  QStringList names;
  for (size_t at = zip.find("PK\x01\x02"); at != std::string::npos && at + kName <= zip.size();
       at = zip.find("PK\x01\x02", at + kName)) {
    const auto size = static_cast<unsigned char>(zip[at + 28]) + 256 * static_cast<unsigned char>(zip[at + 29]);
    names << QString::fromStdString(zip.substr(at + kName, static_cast<size_t>(size))).remove(".npy");
  }
  return names.join('\n');
}

// Lines that are too long to be looked at are cut.
QString headOf(const std::string& bytes) {
  const std::string_view start = std::string_view(bytes).substr(0, size_t{kHeadLines} * kLongestLine);
  QStringList shown;
  for (const QString& line : QString::fromUtf8(start.data(), static_cast<qsizetype>(start.size())).split('\n')) {
    for (qsizetype at = 0; at == 0 || at < line.size(); at += kLongestLine) shown << line.mid(at, kLongestLine);
  }
  if (shown.size() <= kHeadLines && start.size() == bytes.size()) return shown.join('\n');
  return shown.mid(0, std::min<qsizetype>(kHeadLines, shown.size() - 1)).join('\n') + "\n…";
}

}  // namespace

QString nameFor(const QString& target) {
  QString name =
      (core::kindOfFile(target.toStdString()).empty() ? target : QFileInfo(target).completeBaseName()).toLower();
  for (QChar& c : name)
    if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9')) c = '_';
  while (name.contains("__")) name.replace("__", "_");
  if (name.startsWith('_')) name.remove(0, 1);
  if (name.endsWith('_')) name.chop(1);
  if (name.isEmpty() || name[0].isDigit()) name.prepend("flow");
  return name;
}

std::string samplesText(const FigureSource& source, int first, int count) {
  const core::Points z = source.flow->base().cloud(count, static_cast<std::uint64_t>(1 + first));
  core::Points image;
  core::Values logDet;
  source.flow->toData(*source.theta, z, image, logDet);
  const core::Points x = source.scaling.toUser(image);
  std::string out;
  char line[64];
  for (Eigen::Index i = 0; i < x.rows(); ++i) {
    std::snprintf(line, sizeof line, "%.9g,%.9g\n", static_cast<double>(x(i, 0)), static_cast<double>(x(i, 1)));
    out += line;
  }
  return out;
}

std::vector<core::ExportedFile> filesOf(const ExportWish& wish, const ExportContent& content, const QString& path) {
  const core::Project& project = content.document.project;
  const core::ExportedFlow flow =
      core::exportedFlow(project.flow, content.document.state.average, project.scaling, project.view.given);
  return core::exportFlow(flow, wish.format, path.toStdString());
}

FlowWords wordsOf(const ExportWish& wish, const ExportContent& content, const QString& name) {
  FlowWords words;
  words.use = useOf(wish.format, name, content.document.project.flow.base.key);
  if (wish.format == "csv") {
    words.files = QObject::tr("%1.csv, %2 samples").arg(name).arg(wish.samples);
    const int shown = std::min(wish.samples, kHeadLines - 1);
    words.head =
        "x,y\n" + QString::fromStdString(samplesText(content.source, 0, shown)) + (shown < wish.samples ? "…" : "");
    return words;
  }
  QStringList files;
  const std::vector<core::ExportedFile> all = filesOf(wish, content, name + endingOf(wish));
  for (const core::ExportedFile& file : all)
    files << QObject::tr("%1, %2").arg(
        QFileInfo(QString::fromStdString(file.path)).fileName(),
        QLocale(QLocale::English)
            .formattedDataSize(static_cast<qint64>(file.bytes.size()), 1, QLocale::DataSizeSIFormat));
  words.files = files.join('\n');
  words.isText = wish.format != "onnx" && wish.format != "npz";
  if (words.isText) {
    words.head = headOf(all.front().bytes);
  } else if (wish.format == "npz") {
    words.head = entriesOf(all.front().bytes);
  } else {
    words.head = QString(
                     "%1.onnx         x [n, 2] -> logp [n]   the log-density in nats\n"
                     "%1.sample.onnx  z [n, 2] -> x [n, 2]   draws of the base become samples\n\n"
                     "float32, operator set 13; n is any number of points")
                     .arg(name);
  }
  return words;
}

}  // namespace app
