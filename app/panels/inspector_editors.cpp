#include "app/panels/inspector_editors.h"

#include <QLineEdit>
#include <QSpinBox>
#include <cmath>

#include "app/panels/choice_box.h"
#include "core/util/error.h"

namespace app {

namespace {

QString text(const std::string& s) { return QString::fromStdString(s); }

// As a person reads it: "x₂" instead of "2" for a half.
QString shownChoice(const core::Setting& setting, const std::string& choice) {
  if (setting.key == "half") return choice == "1" ? QStringLiteral("x₁") : QStringLiteral("x₂");
  return text(choice);
}

/// A step of one, two or five of some power of ten, about a fiftieth of the range.
double niceStep(double range) {
  const double rough = std::max(range, 1e-6) / 50;
  const double power = std::pow(10, std::floor(std::log10(rough)));
  const double lead = rough / power;
  return power * (lead < 1.5 ? 1 : lead < 3.5 ? 2 : lead < 7.5 ? 5 : 10);
}

// A number as people write it: "5.0", "0.001"; no tail of zeros.
class RealBox : public QDoubleSpinBox {
 public:
  using QDoubleSpinBox::QDoubleSpinBox;
  QString textFromValue(double value) const override {
    const QString text = QString::number(value, 'g', 6);
    return text.contains('.') || text.contains('e') ? text : text + ".0";
  }
};

using Send = std::function<void(const std::string&)>;

template <class Box>
Box* spinBox(const core::Setting& setting, QWidget* parent) {
  auto* spin = new Box(parent);
  spin->setLocale(QLocale::c());
  spin->setButtonSymbols(QAbstractSpinBox::NoButtons);
  spin->setKeyboardTracking(false);
  spin->setAlignment(Qt::AlignRight);
  if (!setting.unit.empty()) spin->setSuffix(" " + text(setting.unit));
  return spin;
}

SettingEditor integerEditor(const core::Setting& setting, QWidget* parent, const Send& send) {
  auto* spin = spinBox<QSpinBox>(setting, parent);
  spin->setRange(static_cast<int>(setting.low), static_cast<int>(setting.high));
  QObject::connect(spin, &QSpinBox::valueChanged, spin, [send](int value) { send(std::to_string(value)); });
  return {spin, [spin](const std::string& value) {
            const QSignalBlocker blocker(spin);
            spin->setValue(std::stoi(value));
          }};
}

SettingEditor realEditor(const core::Setting& setting, QWidget* parent, const Send& send) {
  auto* spin = spinBox<RealBox>(setting, parent);
  spin->setDecimals(9);
  spin->setRange(setting.low, setting.high);
  spin->setSingleStep(niceStep(setting.high - setting.low));
  QObject::connect(spin, &QDoubleSpinBox::valueChanged, spin,
                   [send](double value) { send(QString::number(value, 'g', 9).toStdString()); });
  return {spin, [spin](const std::string& value) {
            const QSignalBlocker blocker(spin);
            spin->setValue(text(value).toDouble());  // whatever the locale
          }};
}

SettingEditor choiceEditor(const core::Setting& setting, QWidget* parent, const Send& send) {
  auto* combo = new ChoiceBox(parent);
  for (const std::string& choice : setting.choices) {
    if (choice != "auto") combo->addItem(shownChoice(setting, choice), text(choice));  // decided when a card is made
  }
  QObject::connect(combo, &QComboBox::currentIndexChanged, combo,
                   [=] { send(combo->currentData().toString().toStdString()); });
  return {combo, [combo](const std::string& value) {
            const QSignalBlocker blocker(combo);
            combo->setCurrentIndex(combo->findData(text(value)));
          }};
}

SettingEditor sizesEditor(const std::string& owner, const core::Setting& setting, QWidget* parent, const Send& send,
                          const Send& typed) {
  auto* edit = new QLineEdit(parent);
  edit->setAlignment(Qt::AlignRight);
  const auto canonical = [](QString words) {
    return words.replace(QChar(0xd7), 'x').remove(' ').toLower().toStdString();
  };
  const auto complaint = [owner, &setting, canonical](const QString& words) -> std::string {
    try {
      core::checkedValue(owner, setting, canonical(words));
      return {};
    } catch (const core::InputError& error) {
      return error.what();
    }
  };
  const auto show = [edit](const std::string& value) {
    edit->setText(text(value).replace("x", QStringLiteral(" × ")));  // also says that it is not modified
  };
  QObject::connect(edit, &QLineEdit::textEdited, edit, [=](const QString& words) { typed(complaint(words)); });
  QObject::connect(edit, &QLineEdit::editingFinished, edit, [=] {
    if (!edit->isModified()) return;
    const std::string value = canonical(edit->text());
    if (complaint(edit->text()).empty()) show(value);  // in the usual spelling, even if it is no change
    send(value);
  });
  return {edit, show};
}

SettingEditor textEditor(QWidget* parent, const Send& send) {
  auto* edit = new QLineEdit(parent);
  QObject::connect(edit, &QLineEdit::editingFinished, edit, [=] {
    if (edit->isModified()) send(edit->text().trimmed().toStdString());
  });
  return {edit, [edit](const std::string& value) { edit->setText(text(value)); }};
}

}  // namespace

// `setting` is the registry's own, which outlives every widget.
SettingEditor makeSettingEditor(const std::string& owner, const core::Setting& setting, QWidget* parent,
                                const Send& send, const Send& typed) {
  switch (setting.type) {
    case core::Setting::Type::integer: return integerEditor(setting, parent, send);
    case core::Setting::Type::real: return realEditor(setting, parent, send);
    case core::Setting::Type::choice: return choiceEditor(setting, parent, send);
    case core::Setting::Type::sizes: return sizesEditor(owner, setting, parent, send, typed);
    case core::Setting::Type::text: return textEditor(parent, send);
  }
  return {};
}

}  // namespace app
