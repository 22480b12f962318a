#include "app/race/race_table.h"

#include <QStringList>
#include <algorithm>
#include <cmath>

namespace app {

namespace {

const QString kNone = QStringLiteral("–");

// A number that has room for its sign and does not move when it gets one.
QString fixed(double value, int decimals) {
  return QString::number(value, 'f', decimals).replace('-', QStringLiteral("−"));
}

// 1.2·10⁻⁶
QString powerText(double value) {
  if (!std::isfinite(value)) return QStringLiteral("∞");
  if (value == 0) return QStringLiteral("0");
  const QStringList parts = QString::number(value, 'e', 1).split('e');
  QString power;
  for (const QChar c : QString::number(parts.last().toInt())) {
    static const QString plain = QStringLiteral("-0123456789"), raised = QStringLiteral("⁻⁰¹²³⁴⁵⁶⁷⁸⁹");
    power += raised[plain.indexOf(c)];
  }
  return parts.first() + QStringLiteral("·10") + power;
}

constexpr double kRounding = 2e-6;  // of single precision, after some layers

struct Cell {
  QString text = kNone;
  std::optional<double> cost;  // less is better; nothing: not compared
};

Cell cellOf(RaceTable::Row row, const core::Standing& s) {
  switch (row) {
    case RaceTable::Parameters: return {countText(s.parameters), s.parameters};
    case RaceTable::Steps: return {countText(s.steps), {}};
    case RaceTable::TrainingTime: return {fixed(s.seconds, 1), {}};
    case RaceTable::Share:
      if (!s.share()) return {};
      return {QStringLiteral("%1 %").arg(std::lround(std::min(1.0, *s.share()) * 100)), {}};
    case RaceTable::StepsPerSecond:
      if (!s.stepsPerSecond()) return {};
      return {countText(*s.stepsPerSecond()), -*s.stepsPerSecond()};
    case RaceTable::HeldOut: return {natsText(s.heldOut()), s.heldOut()};
    case RaceTable::Gap: return {natsText(s.gap()), s.gap()};
    case RaceTable::TimeToMark:
      if (!s.reached) return {};
      return {fixed(s.reached->seconds, 2), s.reached->seconds};
    case RaceTable::StepsToMark:
      if (!s.reached) return {};
      return {countText(s.reached->steps), s.reached->steps};
    case RaceTable::Sampling:
      if (!s.costs) return {};
      return {costText(s.costs->sampling), s.costs->sampling};
    case RaceTable::Density:
      if (!s.costs) return {};
      return {costText(s.costs->density), s.costs->density};
    case RaceTable::RoundTrip:
      if (!s.costs) return {};
      return {powerText(s.costs->roundTrip), std::max(kRounding, s.costs->roundTrip)};
    case RaceTable::RowCount: break;
  }
  return {};
}

// One lane has come to the mark and the other has not: that is better, too.
bool aRace(RaceTable::Row row) { return row == RaceTable::TimeToMark || row == RaceTable::StepsToMark; }

int betterOf(RaceTable::Row row, const Cell& a, const Cell& b) {
  if (a.text == b.text) return -1;  // what looks the same is not told apart
  // Where numbers are rounded is a matter of luck: one is better if it is half of the other.
  const double margin = row == RaceTable::RoundTrip ? 2 : 1;
  if (a.cost && b.cost) {
    const int less = *a.cost < *b.cost ? 0 : 1;
    return margin == 1 || margin * std::min(*a.cost, *b.cost) <= std::max(*a.cost, *b.cost) ? less : -1;
  }
  if (!aRace(row)) return -1;
  return a.cost ? 0 : b.cost ? 1 : -1;
}

}  // namespace

QString countText(double value) {
  QString digits = QString::number(std::llround(value));
  // Thin spaces: 1 234 567.
  for (qsizetype i = digits.size() - 3; i > 0; i -= 3) digits.insert(i, QChar(0x2009));
  return digits;
}

QString natsText(std::optional<double> nats) { return nats ? fixed(*nats, 3) : kNone; }

QString costText(std::optional<double> microseconds) {
  if (!microseconds) return kNone;
  const double v = *microseconds;
  return fixed(v, v < 10 ? 2 : v < 100 ? 1 : 0);
}

void RaceTable::setNames(const std::array<Name, 2>& names) {
  if (names == names_) return;
  names_ = names;
  emit headerDataChanged(Qt::Horizontal, 0, 1);
}

void RaceTable::setStandings(const std::array<std::shared_ptr<const core::Standing>, 2>& standings) {
  for (int r = 0; r < RowCount; ++r) {
    const auto row = static_cast<Row>(r);
    std::array<Cell, 2> cells;
    for (size_t lane = 0; lane < 2; ++lane) {
      if (standings[lane] != nullptr && standings[lane]->refusal.empty()) cells[lane] = cellOf(row, *standings[lane]);
    }
    const int better = betterOf(row, cells[0], cells[1]);
    const std::array<QString, 2> texts{cells[0].text, cells[1].text};
    if (texts == texts_[row] && better == better_[row]) continue;
    texts_[row] = texts;
    better_[row] = better;
    emit dataChanged(index(r, 0), index(r, 1));
  }
}

QVariant RaceTable::data(const QModelIndex& index, int role) const {
  if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return {};
  const auto row = static_cast<size_t>(index.row());
  const QString& text = texts_[row][static_cast<size_t>(index.column())];
  const bool better = better_[row] == index.column();
  switch (role) {
    case Qt::DisplayRole: return text.isEmpty() ? kNone : text;
    case BetterRole: return better;
    case Qt::AccessibleTextRole: return better ? tr("%1, the better one").arg(text) : text;
    case Qt::TextAlignmentRole: return QVariant(Qt::AlignRight | Qt::AlignVCenter);
    default: return {};
  }
}

QVariant RaceTable::headerData(int section, Qt::Orientation side, int role) const {
  if (side == Qt::Horizontal) {
    if (section < 0 || section > 1) return {};
    if (role == Qt::DisplayRole) return names_[static_cast<size_t>(section)].whole;
    if (role == ShortNameRole) return names_[static_cast<size_t>(section)].brief;
    if (role == Qt::TextAlignmentRole) return QVariant(Qt::AlignRight | Qt::AlignVCenter);
    return {};
  }
  struct Words {
    QString label, tip;
  };
  const auto words = [](int row) -> Words {
    switch (row) {
      case Parameters: return {tr("Parameters"), tr("Numbers that training sets")};
      case Steps: return {tr("Steps"), tr("Steps of training so far")};
      case TrainingTime: return {tr("Training time (s)"), tr("Waiting, measuring and drawing do not count")};
      case Share:
        return {tr("Share of the time"),
                tr("How much of the time since the start was training; the rest is waiting for the other lane and what "
                   "else the machine does")};
      case StepsPerSecond: return {tr("Steps per second"), tr("Steps per second of training time")};
      case HeldOut: return {tr("Held-out NLL (nats)"), tr("Of 20,000 points that training never sees")};
      case Gap: return {tr("Gap (nats)"), tr("Held-out NLL less the true entropy: 0 is exact")};
      case TimeToMark:
        return {tr("Time to gap 0.05 (s)"), tr("Training time at the first measured gap of at most 0.05")};
      case StepsToMark: return {tr("Steps to gap 0.05"), tr("Steps at the first measured gap of at most 0.05")};
      case Sampling: return {tr("Sampling (µs a point)"), tr("z to x, 4096 points at a time on one thread; a median")};
      case Density: return {tr("Density (µs a point)"), tr("log p(x), 4096 points at a time on one thread; a median")};
      case RoundTrip:
        return {tr("Round-trip error"),
                tr("z to x to z: 99 % of 4096 points come back nearer than this, relative to 1 + |z|")};
      default: return {};
    }
  }(section);
  if (role == Qt::DisplayRole) return words.label;
  if (role == Qt::ToolTipRole) return words.tip;
  if (role == Qt::TextAlignmentRole) return QVariant(Qt::AlignLeft | Qt::AlignVCenter);
  return {};
}

}  // namespace app
