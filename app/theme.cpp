#include "app/theme.h"

#include <QApplication>
#include <QFile>
#include <QFontDatabase>
#include <QHash>
#include <QPalette>
#include <QStyle>
#include <QStyleFactory>

#include <cmath>

namespace app {

namespace {

Theme current;

Theme light() {
  Theme t;
  t.window = "#eef1f4";
  t.panel = "#ffffff";
  t.card = "#ffffff";
  t.hover = "#f4f7fb";
  t.selected = "#e8effd";
  t.line = "#e1e5ea";
  t.text = "#1b2430";
  t.muted = "#5f6b7a";
  t.accent = "#2f6fed";
  t.onAccent = "#ffffff";
  t.good = "#1b8a5a";
  t.fair = "#b26a00";
  t.poor = "#c5372c";
  t.plate = QColor(20, 8, 32, 190);
  t.highlight = "#fde725";
  return t;
}

Theme night() {
  Theme t;
  t.dark = true;
  t.window = "#15191f";
  t.panel = "#1c2129";
  t.card = "#212731";
  t.hover = "#28303c";
  t.selected = "#24344f";
  t.line = "#2e3642";
  t.text = "#e8ecf2";
  t.muted = "#95a1b2";
  t.accent = "#6ea0ff";
  t.onAccent = "#0d1420";
  t.good = "#46c98b";
  t.fair = "#e6a23c";
  t.poor = "#f07167";
  t.plate = QColor(12, 6, 20, 190);
  t.highlight = "#fde725";
  return t;
}

bool systemIsDark() { return QApplication::palette().color(QPalette::Window).lightness() < 128; }

QPalette paletteOf(const Theme& t) {
  QPalette p;
  p.setColor(QPalette::Window, t.panel);
  p.setColor(QPalette::Base, t.panel);
  p.setColor(QPalette::AlternateBase, t.hover);
  p.setColor(QPalette::Button, t.card);
  for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText, QPalette::ToolTipText})
    p.setColor(role, t.text);
  p.setColor(QPalette::PlaceholderText, t.muted);
  p.setColor(QPalette::ToolTipBase, t.card);
  p.setColor(QPalette::Highlight, t.accent);
  p.setColor(QPalette::HighlightedText, t.onAccent);
  p.setColor(QPalette::Link, t.accent);
  for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
    p.setColor(QPalette::Disabled, role, t.muted);
  return p;
}

QString styleSheetOf(const Theme& t) {
  QFile file(":/style.qss");
  if (!file.open(QIODevice::ReadOnly)) return {};
  QString text = QString::fromUtf8(file.readAll());
  const std::pair<const char*, QColor> colours[] = {
      {"@window", t.window}, {"@panel", t.panel}, {"@card", t.card},   {"@hover", t.hover},   {"@selected", t.selected},
      {"@line", t.line},     {"@text", t.text},   {"@muted", t.muted}, {"@accent", t.accent}, {"@onAccent", t.onAccent},
      {"@good", t.good},     {"@fair", t.fair},   {"@poor", t.poor}};
  // The longer name first: @onAccent is not @on with a tail.
  for (const auto& [name, colour] : colours) text.replace(QString(name) + ";", colour.name() + ";");
  return text;
}

}  // namespace

namespace {

thread_local const Theme* here = nullptr;

}  // namespace

const Theme& theme() { return here != nullptr ? *here : current; }

ThemeHere::ThemeHere(bool dark) : before_(here) { here = &themeOf(dark); }
ThemeHere::~ThemeHere() { here = before_; }

const Theme& themeOf(bool dark) {
  static const Theme both[] = {light(), night()};
  return both[dark ? 1 : 0];
}

void applyTheme(QApplication& application, ThemeMode mode) {
  static const bool systemDark = systemIsDark();  // asked once, before the palette is ours
  current = mode == ThemeMode::dark || (mode == ThemeMode::system && systemDark) ? night() : light();
  if (application.style()->objectName() != "fusion") application.setStyle(QStyleFactory::create("Fusion"));
  application.setFont(uiFont());
  application.setPalette(paletteOf(current));
  application.setStyleSheet(styleSheetOf(current));
}

ThemeMode parseThemeMode(const QString& text) {
  return text == "light" ? ThemeMode::light : text == "dark" ? ThemeMode::dark : ThemeMode::system;
}

QString keyOf(ThemeMode mode) {
  return mode == ThemeMode::light ? "light" : mode == ThemeMode::dark ? "dark" : "system";
}

QColor familyColor(core::Family family) {
  switch (family) {
    case core::Family::planar: return "#f2a04b";
    case core::Family::coupling: return "#63c7a6";
    case core::Family::autoregressive: return "#b58cf5";
    case core::Family::spline: return "#5b8ff9";
    case core::Family::freeForm: return "#ee7a98";
    case core::Family::linear: return "#98a3b5";
  }
  return {};
}

QColor seriesColor(int i) {
  static const char* const light[] = {"#2f6fed", "#c96a10", "#1b8a5a", "#a8418f", "#0e8fa3", "#6b57d2"};
  static const char* const night[] = {"#6ea0ff", "#f0a35e", "#46c98b", "#e583c4", "#4cc5d9", "#a796ff"};
  return (theme().dark ? night : light)[i % 6];
}

QFont uiFont(double points, int weight) {
  static const QString family = [] {
    for (const char* name : {"Inter", "Inter Display"}) {
      if (QFontDatabase::families().contains(name)) return QString(name);
    }
    return QFontDatabase::systemFont(QFontDatabase::GeneralFont).family();
  }();
  // A font that is made anew looks for its glyphs anew, and every frame asks for a hundred. Sizes are whole parts of a
  // point, so that whoever asked first does not decide what the next one gets.
  constexpr double kParts = 64;
  thread_local QHash<std::pair<int, int>, QFont> made;
  const std::pair key(static_cast<int>(std::lround(kParts * points)), weight);
  const auto known = made.constFind(key);
  if (known != made.constEnd()) return *known;
  QFont font(family);
  font.setPointSizeF(key.first / kParts);
  font.setWeight(static_cast<QFont::Weight>(weight));
  made.insert(key, font);
  return font;
}

}  // namespace app
