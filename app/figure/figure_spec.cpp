#include "app/figure/figure_spec.h"

#include <cmath>
#include <sstream>

#include "core/util/error.h"
#include "core/util/quotes.h"

namespace app {

namespace {

struct PartName {
  const char* name;
  bool FigureParts::*part;
};
const PartName kParts[] = {{"density", &FigureParts::density},     {"grid", &FigureParts::grid},
                           {"particles", &FigureParts::particles}, {"data", &FigureParts::data},
                           {"axes", &FigureParts::axes},           {"scale", &FigureParts::scale},
                           {"formula", &FigureParts::formula},     {"numbers", &FigureParts::numbers},
                           {"titles", &FigureParts::titles},       {"track", &FigureParts::track}};
const std::pair<const char*, FigureColours> kColours[] = {
    {"viridis", FigureColours::viridis}, {"cividis", FigureColours::cividis}, {"blues", FigureColours::blues}};
const std::pair<const char*, FigureLayout> kLayouts[] = {{"single", FigureLayout::single},
                                                         {"beside", FigureLayout::beside},
                                                         {"row", FigureLayout::row},
                                                         {"grid", FigureLayout::grid}};

bool applyWord(FigureSpec& spec, const std::string& word) {
  const bool off = word.starts_with("no-");
  for (const PartName& p : kParts) {
    if ((off ? word.substr(3) : word) == p.name) {
      spec.parts.*p.part = !off;
      return true;
    }
  }
  for (const auto& [name, colours] : kColours) {
    if (word == name) {
      spec.colours = colours;
      return true;
    }
  }
  return false;
}

}  // namespace

FigureLayout parseFigureLayout(const std::string& key) {
  std::string known;
  for (const auto& [name, layout] : kLayouts) {
    if (key == name) return layout;
    known += (known.empty() ? "" : ", ") + std::string(name);
  }
  throw core::InputError("unknown layout " + core::inQuotes(key) + "; known: " + known);
}

const std::string& styleWords() {
  static const std::string words = [] {
    std::string text;
    for (const PartName& p : kParts) text += (text.empty() ? "" : ", ") + std::string(p.name);
    text += ", each also with no- in front";
    for (const auto& [name, colours] : kColours) text += ", " + std::string(name);
    return text;
  }();
  return words;
}

void applyStyle(FigureSpec& spec, const std::string& words) {
  std::string text = words;
  for (char& c : text) {
    if (c == ',') c = ' ';
  }
  std::istringstream all(text);
  for (std::string word; all >> word;) {
    if (!applyWord(spec, word))
      throw core::InputError("unknown style " + core::inQuotes(word) + "; known: " + styleWords());
  }
}

void check(const FigureSpec& s, int depth) {
  const auto text = [](int number) { return std::to_string(number); };
  const int w = s.size.width(), h = s.size.height();
  const auto fits = [](int side) { return side >= FigureSpec::kLeastSide && side <= FigureSpec::kMostSide; };
  if (!fits(w) || !fits(h))
    throw core::InputError("the size must be from " + text(FigureSpec::kLeastSide) + " to " +
                           text(FigureSpec::kMostSide) + " pixels each way, not " + text(w) + "x" + text(h));
  if (static_cast<qint64>(w) * h > FigureSpec::kMostPixels)
    throw core::InputError("the size must be at most " + text(static_cast<int>(FigureSpec::kMostPixels >> 20)) +
                           " x 1024 x 1024 pixels, as 8192x8192, not " + text(w) + "x" + text(h));
  if (!(s.dotsPerInch >= 10 && s.dotsPerInch <= 2400))
    throw core::InputError("a figure has from 10 to 2400 dots an inch");
  if (s.depth != -1 && !(s.depth >= 0 && s.depth <= depth)) {
    std::ostringstream shown;
    shown << s.depth;
    throw core::InputError("the depth must be from 0 to " + text(depth) + ", the number of layers, not " + shown.str());
  }
  const core::Window& v = s.window;
  const bool whole = v.x0 == v.x1 && v.y0 == v.y1;
  if (!whole && !(v.x0 < v.x1 && v.y0 < v.y1 && std::isfinite(v.x1 - v.x0) && std::isfinite(v.y1 - v.y0)))
    throw core::InputError("the window must be x0,x1,y0,y1 with x0 < x1 and y0 < y1");
}

}  // namespace app
