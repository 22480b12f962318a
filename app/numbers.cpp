#include "app/numbers.h"

#include <QCoreApplication>
#include <cmath>

namespace app {

namespace {

QString withTrueMinus(QString text) {
  if (text.startsWith('-')) text.replace(0, 1, QStringLiteral("−"));
  return text;
}

}  // namespace

QString decimal(double value, int places) {
  if (std::isnan(value)) return QCoreApplication::translate("numbers", "not a number");
  if (std::isinf(value)) return value < 0 ? QStringLiteral("−∞") : QStringLiteral("∞");
  QString text = QString::number(value, 'f', places);
  if (text.startsWith('-') && text.toDouble() == 0) text.remove(0, 1);
  return withTrueMinus(text);
}

QString signedText(double value, int places) {
  const QString text = decimal(value, places);
  return std::isnan(value) || text.startsWith(QStringLiteral("−")) ? text : "+" + text;
}

QString briefly(double value) {
  if (std::abs(value) < 5e-4) return QStringLiteral("0");
  return withTrueMinus(QString::number(value, 'g', 3));
}

double roundStep(double least) {
  const double power = std::pow(10, std::floor(std::log10(least)));
  const double lead = least / power * (1 - 1e-9);  // 0.2 / 0.1 is a little more than 2
  return power * (lead <= 1 ? 1 : lead <= 2 ? 2 : lead <= 5 ? 5 : 10);
}

}  // namespace app
