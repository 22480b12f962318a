#include "app/clipboard/copied_text.h"

#include <QRegularExpression>
#include <algorithm>
#include <cmath>

#include "core/layers/layer.h"

namespace app {

namespace {

constexpr int kDigits = 9;
constexpr qsizetype kMostText = 100'000;  // characters of a stack

QString exact(double value) { return std::isfinite(value) ? QString::number(value, 'g', kDigits) : QString("nan"); }

// A name may hold what LaTeX reads as its own.
QString escaped(QString name) {
  static const QRegularExpression special("([&%$#_{}])");
  return name.replace(special, "\\\\1");
}

QString inMath(double value) { return std::isfinite(value) ? QString("$%1$").arg(value, 0, 'f', 4) : QString("--"); }

QString latexName(const LedgerModel::Row& row, bool last) {
  if (last) return "$\\log p(x)$";
  return row.layer < 0 && row.name == LedgerModel::tr("base z") ? "$\\log \\pi(z)$" : escaped(row.name);
}

}  // namespace

QString ledgerAsCsv(const LedgerModel& ledger) {
  if (ledger.table().empty()) return {};
  QString out = "layer,x,y,term,sum\n";
  for (const LedgerModel::Row& row : ledger.table()) {
    const QStringList cells{row.name, exact(row.at.x()), exact(row.at.y()), row.term ? exact(*row.term) : QString(),
                            exact(row.running)};
    out += cells.join(',') + "\n";
  }
  return out;
}

QString ledgerAsLatex(const LedgerModel& ledger) {
  const auto& rows = ledger.table();
  if (rows.empty()) return {};
  const QString sign = ledger.reading() == core::Reading::sampling ? "-" : "";
  QString out =
      "% \\usepackage{booktabs}\n\\begin{tabular}{lrrr}\n\\toprule\n"
      "layer & point & $" +
      sign + "\\log\\lvert\\det J_k\\rvert$ & sum \\\\\n\\midrule\n";
  for (size_t i = 0; i < rows.size(); ++i) {
    const LedgerModel::Row& row = rows[i];
    const bool last = i + 1 == rows.size();
    if (last) out += "\\midrule\n";
    out += QString("%1 & $(%2, %3)$ & %4 & %5 \\\\\n")
               .arg(latexName(row, last), QString::number(row.at.x(), 'f', 3), QString::number(row.at.y(), 'f', 3),
                    row.term ? inMath(*row.term) : QString(), inMath(row.running));
  }
  return out + "\\bottomrule\n\\end{tabular}\n";
}

std::optional<core::FlowSpec> stackFromText(const QString& text, core::Objective objective) {
  if (text.size() > kMostText) return std::nullopt;
  // A table whose first column is named like a layer.
  static const QRegularExpression table("\\n\\s*[-+.0-9]");
  if (text.contains('\t') || text.contains(table)) return std::nullopt;
  const QString stack = text.simplified();
  static const QRegularExpression firstWord("^[a-z_]+(?=$|[ *(])");
  const std::string word = firstWord.match(stack).captured().toStdString();
  const auto isOf = [&](const core::LayerInfo& info) {
    return info.key == word ||
           std::any_of(info.aliases.begin(), info.aliases.end(), [&](const auto& alias) { return alias.key == word; });
  };
  const auto& infos = core::layerInfos();
  if (std::none_of(infos.begin(), infos.end(), isOf)) return std::nullopt;
  return core::parseStack(stack.toStdString(), objective);
}

}  // namespace app
